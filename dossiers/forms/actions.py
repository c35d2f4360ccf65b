"""One form per action of the life-cycle: the fields it needs, and the one call of the verb."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from centers.models import Office, OfficeKind, Unit
from centers.queries import members_of
from common.clock import local_date
from common.text import fold, format_vnd
from dossiers import actions, refusals
from dossiers.actions.digitising import offered
from dossiers.actions.payments import balance_of
from dossiers.lifecycle import ReasonMissing, Status
from dossiers.models import Dossier, PaperKind
from dossiers.on_hand import kinds_of
from dossiers.queries.absences import away_now
from policies.catalogue import PolicyKey
from policies.queries import text
from procedures.queries import papers_of, steps_of

from .base import ActionForm, Ask, UploadForm, Verb
from .corrections import CorrectForm, ReclassifyForm
from .delivery import DeliverForm, PostForm
from .fees import offer_grounds
from .fields import AmountField, DayField, ground_basis_field, legal_basis_field, name_and_absence, one_per_line
from .letters import ApologiseForm, ExtendForm
from .originals import ConfirmForm
from .results import result_number_field, signer_field

__all__ = ["FORMS", "ActionForm", "Ask", "UploadForm", "form_for", "verb_of"]


class PapersForm(ActionForm):
    """Asks for papers: ticks on the published list; others by name only where the table may allow it."""

    papers = forms.MultipleChoiceField(
        label=_("Missing papers of the published list"), required=False, widget=forms.CheckboxSelectMultiple
    )
    other_papers = forms.CharField(
        label=_("Other papers, one per line"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input--low"}),
    )
    ask_again = forms.BooleanField(
        label=_("Ask for papers that are here already all the same"),
        help_text=_("Say in the reason why what is here will not do."),
        required=False,
    )
    field_order = ["papers", "ask_again", "other_papers", "reason"]

    def prepare(self) -> None:
        self.listed = {str(paper.id): paper.name for group in papers_of(self.dossier.version) for paper in group.papers}
        field = self.fields["papers"]
        assert isinstance(field, forms.MultipleChoiceField)
        on_hand = kinds_of(offered(self.dossier, self.ask.at))
        self.here = {pk for pk, name in self.listed.items() if fold(name) in on_hand}
        field.choices = [(pk, _here(name) if pk in self.here else name) for pk, name in self.listed.items()]
        if not self.listed:
            del self.fields["papers"]
        if not self.here:
            del self.fields["ask_again"]
        who = text(PolicyKey.SUPPLEMENT_UNLISTED, on=local_date(self.ask.at))
        self.takes_others = not self.listed or (who == "leader" and self.ask.name == "request_supplement")

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """Nobody is offered what nobody may ask for."""
        return [field for field in super().own_fields if field.name != "other_papers" or self.takes_others]

    def clean(self) -> dict[str, Any]:
        twice = [self.listed[pk] for pk in self.cleaned_data.get("papers", []) if pk in self.here]
        if twice and not self.cleaned_data.get("ask_again"):
            told = _("Already digitised and still valid: %(papers)s. Use it again instead of asking for it.")
            self.add_error("papers", told % {"papers": "; ".join(twice)})
        return super().clean()

    def arguments(self) -> dict[str, Any]:
        ticked = [self.listed[pk] for pk in self.cleaned_data.get("papers", [])]
        return {"papers": ticked + one_per_line(self.cleaned_data["other_papers"])}


def _here(name: str) -> str:
    return gettext("%(name)s (already digitised, still valid)") % {"name": name}


class SupplyForm(UploadForm):
    """Papers brought by the applicant after they were asked for."""

    upload_kind = PaperKind.SUPPLEMENT

    def prepare(self) -> None:
        super().prepare()
        self.fields["enclosed"].help_text = _(
            "Scan what the applicant brought. Without a file leaders see that the wait ended without a paper."
        )

    def arguments(self) -> dict[str, Any]:
        return {"brought": self.brings_files}


class ReceiveForm(SupplyForm):
    """Takes what was missing along with the reception; what was submitted whole needs nothing more."""

    def prepare(self) -> None:
        super().prepare()
        if self.dossier.status != Status.INCOMPLETE:
            del self.fields["draft"], self.fields["enclosed"]


class ResolveForm(UploadForm):
    upload_kind = PaperKind.RESULT

    result = result_number_field()
    result_on = DayField(label=_("Date of the result document"))
    result_signer = signer_field()
    field_order = ["result", "result_on", "result_signer", "enclosed"]

    def prepare(self) -> None:
        super().prepare()
        self.fields["enclosed"].help_text = _(
            "Without a file and without a number the dossier is marked as resolved without a result document."
        )

    def arguments(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("result", "result_on", "result_signer")}


class PaymentForm(ActionForm):
    amount_vnd = AmountField(label=_("Amount in đồng"))
    legal_basis = legal_basis_field()
    field_order = ["amount_vnd", "legal_basis"]

    def prepare(self) -> None:
        owed = balance_of(self.dossier).outstanding
        self.fields["amount_vnd"].initial = owed or None
        self.fields["legal_basis"].help_text = _("Article and legal text of what is asked for beyond what is owed.")

    def arguments(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("amount_vnd", "legal_basis")}


class ShownAmount(forms.IntegerField):
    """An amount that the page tells; after a refusal the page tells what is owed by then."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial


class PaidForm(ActionForm):
    """Paid before, in cash now, or not owed: whatever is still owed has to be one of them."""

    seen_vnd = ShownAmount(widget=forms.HiddenInput, required=False, min_value=0, max_value=10**12)
    cash = forms.BooleanField(label=_("Taken in cash now"), required=False)
    ground = forms.ChoiceField(label=_("Not owed, because"), required=False)
    ground_basis = ground_basis_field()
    receipt = forms.CharField(label=_("Number of the receipt"), required=False, max_length=60)
    field_order = ["cash", "ground", "ground_basis", "receipt"]

    def prepare(self) -> None:
        owed = balance_of(self.dossier).outstanding
        if not owed:
            for name in ("seen_vnd", "cash", "ground", "ground_basis"):
                del self.fields[name]
            return
        self.fields["seen_vnd"].initial = owed
        self.fields["cash"].label = _("%(amount)s taken in cash now") % {"amount": format_vnd(owed)}
        offer_grounds(self.fields["ground"], self.dossier.version)

    def arguments(self) -> dict[str, Any]:
        names = ("cash", "ground", "ground_basis", "receipt")
        given = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        return given | ({"seen_vnd": self.cleaned_data["seen_vnd"] or 0} if given.get("cash") else {})


class AssignForm(ActionForm):
    to_user = forms.ModelChoiceField(label=_("Colleague"), queryset=User.objects.none(), empty_label="–")
    field_order = ["to_user", "reason"]

    def prepare(self) -> None:
        field = self.fields["to_user"]
        assert isinstance(field, forms.ModelChoiceField)
        waiting = self.dossier.legs.filter(confirmed_at=None).select_related("office").first()
        office = waiting.office if waiting else self.dossier.holder  # to assign confirms the hand-over first
        on = local_date(self.ask.at)
        field.queryset = members_of(office, on)
        away = away_now([user.pk for user in field.queryset], on)
        field.label_from_instance = lambda user: name_and_absence(user, away)  # type: ignore[method-assign, assignment]

    def arguments(self) -> dict[str, Any]:
        return {"to": self.cleaned_data["to_user"]}


def offices_on_the_way(dossier: Dossier) -> QuerySet[Office]:
    """Who may take a dossier over: the offices that receive, decide and hand out, those of the unit that the procedure
    names, and those that have had it. Of a body with offices all over the province only those that serve these centers.
    """
    units = Q(pk__in=[dossier.receiving_center.unit_id, dossier.deciding_unit_id])
    units |= Q(slug=dossier.version.deciding_slug) & ~Q(slug="")
    serving = Q(center=None) | Q(center__unit=F("unit"))
    serving |= Q(center__in=[dossier.receiving_center_id, dossier.return_center_id])
    way = Q(pk__in=dossier.legs.values("office")) | Q(pk=dossier.deciding_office_id)
    back = Q(center=dossier.return_center_id, kind=OfficeKind.RECEPTION)
    return Office.objects.filter(Q(unit__in=Unit.objects.filter(units)) & serving | way | back)


class HandOverForm(ActionForm):
    to_office = forms.ModelChoiceField(
        label=_("Office that takes it over"), queryset=Office.objects.none(), empty_label="–"
    )
    step = forms.TypedChoiceField(label=_("For the step"), required=False, coerce=int, empty_value=None)
    field_order = ["to_office", "step"]

    def prepare(self) -> None:
        field, step = self.fields["to_office"], self.fields["step"]
        assert isinstance(field, forms.ModelChoiceField)
        assert isinstance(step, forms.ChoiceField)
        field.queryset = offices_on_the_way(self.dossier).select_related("unit").order_by("unit_id", "id")
        field.label_from_instance = lambda office: f"{office.name} ({office.unit.name})"  # type: ignore[method-assign, assignment]
        rows = [(str(row.number), f"{row.number}. {row.name}") for row in steps_of(self.dossier.version)]
        step.choices = [("", _("the same step")), *rows]

    def arguments(self) -> dict[str, Any]:
        return {"to_office": self.cleaned_data["to_office"], "step": self.cleaned_data["step"]}


class RefuseForm(ActionForm):
    """Form 03: the coded reason, the law, and what the applicant is told."""

    refusal_code = forms.ChoiceField(label=_("Reason of the list"), choices=refusals.choices)
    legal_basis = legal_basis_field()
    field_order = ["refusal_code", "legal_basis", "reason"]

    def prepare(self) -> None:
        self.fields["legal_basis"].help_text = refusals.help_for(self.dossier.version.legal_basis)

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("reason"):
            self.add_error("reason", str(ReasonMissing()))
        return super().clean()

    def arguments(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("refusal_code", "legal_basis")}


FORMS: Mapping[str, tuple[type[ActionForm], Verb]] = {
    "ask_to_complete": (PapersForm, actions.ask_to_complete),
    "resubmit": (SupplyForm, actions.resubmit),
    "decline": (RefuseForm, actions.decline),
    "receive": (ReceiveForm, actions.receive),
    "start": (ActionForm, actions.start),
    "assign": (AssignForm, actions.assign),
    "hand_over": (HandOverForm, actions.hand_over),
    "confirm_hand_over": (ConfirmForm, actions.confirm_hand_over),
    "request_supplement": (PapersForm, actions.request_supplement),
    "supply": (SupplyForm, actions.supply),
    "request_payment": (PaymentForm, actions.request_payment),
    "confirm_payment": (PaidForm, actions.confirm_payment),
    "return_": (RefuseForm, actions.return_),
    "extend": (ExtendForm, actions.extend),
    "apologise": (ApologiseForm, actions.apologise),
    "stop": (ActionForm, actions.stop),
    "withdraw": (ActionForm, actions.withdraw),
    "resolve": (ResolveForm, actions.resolve),
    "post_result": (PostForm, actions.post_result),
    "deliver": (DeliverForm, actions.deliver),
    "reopen": (ActionForm, actions.reopen),
    "correct": (CorrectForm, actions.correct),
    "reclassify": (ReclassifyForm, actions.reclassify),
}
"""Every action that somebody can do by hand with a dossier that is there."""


def form_for(ask: Ask, data: Any = None, files: Any = None) -> ActionForm:
    """The form of an action; KeyError for one that is not done by hand."""
    return FORMS[ask.name][0](data, files, ask=ask)


def verb_of(name: str) -> Verb:
    return FORMS[name][1]
