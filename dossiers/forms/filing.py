"""Forms of filing online, one per page."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from centers.models import Center
from citizens.forms import PartyForm
from citizens.models import PartyKind
from dossiers import drafts
from dossiers.forms.wishes import WishForm
from dossiers.models import Filing
from procedures.models import ProcedureCase, ProcedureVersion

ORDINARY = "0"  # the value of the case that has no row of its own
OWN_CENTER = "sa-pa"  # chosen when somebody has not chosen yet

SUBMITTER_GIVES = ("number", "phone", "province", "commune")
HELPED_GIVES = ("number", "province", "commune")
OWNER_GIVES = ("province", "commune")
DECLARED = (
    "kind",
    "name",
    "number",
    "birth_date",
    "gender",
    "ethnicity",
    "phone",
    "email",
    "province",
    "commune",
    "address_line",
    "checked_again",
)


class CenterChoice(forms.ModelChoiceField):
    """Any center of the province, by its unit's name, in Vietnamese order."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Center.objects.select_related("unit"), empty_label=None, **options)

    def label_from_instance(self, center: Any) -> str:
        return str(center.unit.name)


class StartForm(forms.Form):
    """What must be known before a draft exists: which case of the procedure, and which center receives."""

    case = forms.ChoiceField(label=_("Which case is yours?"), widget=forms.RadioSelect)
    center = CenterChoice(
        label=_("Which center should receive it?"),
        help_text=_("Any center of the province may receive it; choose the one near you."),
        to_field_name="slug",
    )

    def __init__(self, *args: Any, version: ProcedureVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["center"].initial = self.initial.get("center", OWN_CENTER)
        self.cases = {str(case.pk): case for case in version.cases.all()}
        if not self.cases:
            del self.fields["case"]
            return
        choices = [(ORDINARY, version.time_label or _("The ordinary case"))]
        choices += [(pk, case.label) for pk, case in self.cases.items()]
        cast(forms.ChoiceField, self.fields["case"]).choices = choices
        self.fields["case"].initial = ORDINARY

    def clean_case(self) -> ProcedureCase | None:
        return self.cases.get(self.cleaned_data["case"])


def submitter_form(data: Any = None, *, is_helped: bool = False, **options: Any) -> PartyForm:
    """Who sits in front of the screen: always a person. Who is helped may have no phone."""
    required = HELPED_GIVES if is_helped else SUBMITTER_GIVES
    form = PartyForm(data, required=required, kinds=[PartyKind.PERSON], **options)
    form.fields["kind"].widget = forms.HiddenInput()
    form.fields["number"].label = _("Citizen identity number")
    form.fields["number"].help_text = _("12 digits of the identity card; passport number for foreigners")
    return form


def owner_form(data: Any = None, **options: Any) -> PartyForm:
    """Whom the dossier is about, when it is somebody else."""
    return PartyForm(data, required=OWNER_GIVES, **options)


def typed(form: PartyForm) -> dict[str, str]:
    """Everything typed into the fields of a party, word for word."""
    return {name: str(form.data.get(form.add_prefix(name), "")) for name in DECLARED}


def declared_forms(filing: Filing) -> tuple[PartyForm, PartyForm | None]:
    """Submitter and, where it is somebody else, owner, as declared; check both with `is_valid()`."""
    submitter = submitter_form(drafts.opened(filing.submitter), is_helped=filing.is_helped)
    if filing.is_about_submitter:
        return submitter, None
    return submitter, owner_form(drafts.opened(filing.owner))


class OwnerChoiceForm(forms.Form):
    ME, OTHER = "me", "other"

    owner = forms.ChoiceField(
        label=_("Whom is the dossier about?"),
        choices=[
            (ME, _("Me")),
            (OTHER, _("Somebody else, or a business or organisation, who has authorised me in writing")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )


class ContentForm(WishForm):
    return_center = CenterChoice(
        label=_("At which counter is the result handed out?"),
        help_text=_("Bring your identity card and the slip."),
        to_field_name="slug",
    )
    note = forms.CharField(
        label=_("Anything the officer should know"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ("way", "address", "return_center", "note")


class DeclarationForm(forms.Form):
    declared = forms.BooleanField(
        label=_("I declare that everything stated here is true, and I am responsible for it before the law."),
        error_messages={"required": _("Tick this box, otherwise the dossier cannot be sent.")},
    )


class HelperDeclarationForm(forms.Form):
    declared = forms.BooleanField(
        label=_("I have entered what the owner told me, and the owner has seen or heard all of it."),
        error_messages={"required": _("Tick this box, otherwise the dossier cannot be sent.")},
    )


def declaration_form(filing: Filing, data: Any) -> forms.Form:
    """The owner answers for the content, a helper for having asked them."""
    return (HelperDeclarationForm if filing.is_helped else DeclarationForm)(data)


LONGEST_NOTE = 2000


class SupplyForm(forms.Form):
    """Sending papers that were asked for. `revision` is what the citizen looked at."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("A word to the officer"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WithdrawForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why do you withdraw it?"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


def initial_content(filing: Filing) -> dict[str, str]:
    slug = filing.answers.get("return_center") or filing.center.slug
    wish = drafts.wish_in(filing)
    return {"way": wish.way, "address": wish.address, "return_center": slug, "note": filing.note}
