import re

from django import forms
from django.utils.translation import gettext_lazy as _

from common.names import validate_visible
from dossiers.forms.fields import DayField
from payments.vietqr import LONGEST_ACCOUNT, Account

BIGGEST = 5 * 1024 * 1024


class StatementForm(forms.Form):
    file = forms.FileField(label=_("Statement of the bank (CSV)"))

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > BIGGEST:
            raise forms.ValidationError(_("The file is larger than 5 MB. Split it."))
        return file


class MatchForm(forms.Form):
    code = forms.CharField(label=_("Code of the dossier it belongs to"), max_length=60)
    reason = forms.CharField(label=_("Reason"), max_length=500)


class ReturnForm(forms.Form):
    reason = forms.CharField(label=_("Reason, and how the money went back"), max_length=500)


class AccountForm(forms.Form):
    """An account as a VietQR code names it. `seen` is the row that counted when the page was opened."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    bank = forms.CharField(
        label=_("Name of the bank"),
        max_length=100,
        help_text=_("As the citizen reads it"),
        validators=[validate_visible],
    )
    bin = forms.RegexField(
        r"^[0-9]{6}$",
        label=_("Number of the bank (BIN)"),
        help_text=_("Six digits; the bank tells them, and they stand in every VietQR code of the bank"),
        error_messages={"invalid": _("The number of a bank has six digits.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--short"}),
    )
    number = forms.CharField(
        label=_("Number of the account"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    holder = forms.CharField(
        label=_("Account holder"),
        max_length=100,
        help_text=_("Exactly as the bank has it"),
        validators=[validate_visible],
    )

    def clean_number(self) -> str:
        """Spaces, dots and hyphens are for reading only."""
        plain = re.sub(r"[\s.-]", "", self.cleaned_data["number"])
        if not re.fullmatch(rf"[0-9A-Za-z]{{1,{LONGEST_ACCOUNT}}}", plain) or not plain.strip("0"):
            raise forms.ValidationError(_("An account number has at most 19 digits or letters, and not zeros only."))
        return plain

    def account(self) -> Account:
        """Call it after `is_valid()`."""
        said = self.cleaned_data
        return Account(said["bin"], said["number"], said["holder"], said["bank"])


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )


class DayForm(forms.Form):
    ngay = DayField(label=_("Day"))
