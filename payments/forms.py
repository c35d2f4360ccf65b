from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.fields import DayField

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


class DayForm(forms.Form):
    ngay = DayField(label=_("Day"))
