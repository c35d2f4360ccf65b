"""What the desk types to receive somebody: one page, owner first, everything else with a usable first value."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from centers.models import Center
from common.clock import local_date
from common.errors import Refusal
from dossiers.models import Channel, FiledBy
from dossiers.reference import decided_by_commune
from policies.catalogue import PolicyKey
from policies.queries import text
from procedures.models import ProcedureCase, ProcedureVersion
from procedures.queries import limit_of

from .fields import DayField, HourField, moment_of, put_refusal
from .handed_in import Authorisation, HandedInForm

WAYS = (
    (FiledBy.OWNER, _("The owner, here at the counter")),
    (FiledBy.RELATIVE, _("Somebody authorised by the owner")),
    (FiledBy.COUNTER, _("Counter staff for the citizen")),
    (FiledBy.POST, _("The post brought it")),
)
ALIASES = {"at": "received_on", "papers": "other_papers"}
LIVE = {"hx-post": "", "hx-trigger": "change", "hx-target": "#preview", "hx-vals": '{"preview": "1"}'}
"""On pages with htmx these fields bring the due date up to date; elsewhere the button beside it does."""


def follow_desk(data: QueryDict, center: Center) -> QueryDict:
    """What was posted, for the desk that was chosen: the places that stood at the desk which the page was drawn for go
    along with it, those that somebody chose stay."""
    drawn_for = data.get("drawn_for")
    if drawn_for in {None, str(center.pk)}:
        return data
    followed = data.copy()
    for name in ("return_center", "deciding_center"):
        if data.get(name) == drawn_for:
            followed[name] = str(center.pk)
    followed["drawn_for"] = str(center.pk)
    return followed


class ReceptionForm(HandedInForm):
    """Everything but the people. `case_chosen` and `received_at` speak after `is_valid()`."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    receiving_center = forms.ChoiceField(label=_("Received at the desk of"), widget=forms.Select(attrs=LIVE))
    drawn_for = forms.CharField(widget=forms.HiddenInput, required=False)
    way = forms.ChoiceField(label=_("Who brings it"), choices=WAYS, initial=FiledBy.OWNER, widget=forms.RadioSelect)
    case = forms.ChoiceField(label=_("Case"), required=False, widget=forms.RadioSelect(attrs=LIVE))
    return_center = forms.ModelChoiceField(
        label=_("Result is collected at"), queryset=Center.objects.order_by("name_sort"), empty_label=None
    )
    deciding_center = forms.ModelChoiceField(
        label=_("Decided by the commune of"),
        help_text=_("Another commune than ours only when the applicant's matter belongs there"),
        queryset=Center.objects.order_by("name_sort"),
        empty_label=None,
        required=False,
    )
    received_on = DayField(label=_("Date"), required=False)
    received_time = HourField(label=_("Time"), required=False)
    needs_interpreter = forms.BooleanField(
        label=_("Needs an interpreter"), help_text=_("Officers see it; it stands on no paper."), required=False
    )
    reason = forms.CharField(label=_("Reason for typing it late"), required=False, max_length=500)

    def __init__(
        self,
        *args: Any,
        version: ProcedureVersion,
        center: Center,
        at: datetime,
        desks: Sequence[Center] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, version=version, **kwargs)
        self.version, self.at = version, at
        self.received_at: datetime | None = None
        self.cases: dict[str, ProcedureCase] = {str(case.pk): case for case in version.cases.all()}
        self.fields["key"].initial = uuid.uuid4
        self.fields["return_center"].initial = self.fields["deciding_center"].initial = center.pk
        self.fields["return_center"].widget.attrs["accesskey"] = "3"
        self._offer_desks(desks, center)
        if not _is_chosen(version, at):
            del self.fields["deciding_center"]
        self._offer_cases()
        if version.is_online_only:
            self._offer_ways(FiledBy.OWNER, FiledBy.RELATIVE)
        for name in ("received_on", "received_time"):
            self.fields[name].widget.attrs.update(LIVE)

    # What was chosen

    @property
    def filed_by(self) -> FiledBy:
        """What must be filed online is filed by the staff for whoever came: an assisted filing."""
        return FiledBy.COUNTER if self.version.is_online_only else FiledBy(self.cleaned_data["way"])

    @property
    def channel(self) -> Channel:
        if self.version.is_online_only:
            return Channel.ONLINE
        return Channel.POST if self.filed_by == FiledBy.POST else Channel.COUNTER

    @property
    def has_submitter(self) -> bool:
        """Whether somebody else than the owner brings it."""
        return self.cleaned_data.get("way") == FiledBy.RELATIVE

    @property
    def reason_in(self) -> str:
        """What the event of the reception says: why it was typed late, why no authorisation was needed."""
        none_needed = self.has_submitter and self.cleaned_data.get("authorisation") == Authorisation.NOT_NEEDED
        without = self.cleaned_data["no_authorisation"].strip() if none_needed else ""
        late = self.cleaned_data["reason"].strip()
        if self.received_at is not None and not late:
            return ""  # what is typed late needs a reason of its own
        return " – ".join(part for part in (late, without) if part)

    @property
    def case_chosen(self) -> ProcedureCase | None:
        return self.cases.get(self.cleaned_data.get("case") or "")

    def put(self, refusal: Refusal, *, field: str | None = None) -> None:
        """Say it beside its field; moments belong to the date."""
        if field is not None:
            self.add_error(field, str(refusal))
        else:
            put_refusal(self, refusal, ALIASES)

    def ask_for_papers(self) -> None:
        self.add_error("other_papers", _("Tick the papers that were handed in, or write them down here."))

    # Drawing

    @property
    def desk(self) -> list[BoundField]:
        """At which desk, for who sits at several."""
        return [self[name] for name in ("drawn_for", "receiving_center") if name in self.fields]

    @property
    def places(self) -> list[BoundField]:
        """Who decides, where that can be chosen, and where the result is collected."""
        return [self[name] for name in ("deciding_center", "return_center") if name in self.fields]

    @property
    def has_cases(self) -> bool:
        return bool(self.cases)

    @property
    def is_typed_late(self) -> bool:
        """Whether the fields for another moment must be seen."""
        return any(field.value() or field.errors for field in self.late_fields)

    @property
    def late_fields(self) -> list[BoundField]:
        return [self[name] for name in ("received_on", "received_time", "reason")]

    def clean(self) -> dict[str, Any]:
        self.received_at = moment_of(self, "received_on", "received_time", at=self.at)
        return self.cleaned_data

    def _offer_desks(self, desks: Sequence[Center], center: Center) -> None:
        """Who sits at several desks says at which; `drawn_for` is the one that the page showed."""
        self.fields["drawn_for"].initial = center.pk
        if len(desks) < 2:
            del self.fields["receiving_center"], self.fields["drawn_for"]
            return
        field = self.fields["receiving_center"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(desk.pk), desk.name) for desk in desks]
        field.initial = str(center.pk)

    def _offer_cases(self) -> None:
        choices = []
        ordinary = limit_of(self.version)
        if ordinary is not None:
            label = self.version.time_label or _("Ordinary case")
            choices.append(("", f"{label} – {ordinary.in_words()}"))
        for pk, case in self.cases.items():
            limit = limit_of(self.version, case)
            if limit is not None:
                choices.append((pk, f"{case.label} – {limit.in_words()}"))
        field = self.fields["case"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.initial = choices[0][0] if choices else ""

    def _offer_ways(self, *ways: FiledBy) -> None:
        field = self.fields["way"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(way, label) for way, label in WAYS if way in ways]


def _is_chosen(version: ProcedureVersion, at: datetime) -> bool:
    """Whether the desk may receive it for another commune (policy reception.for_other_communes)."""
    is_open = text(PolicyKey.RECEIVE_FOR_OTHERS, on=local_date(at)) == "all"
    return is_open and decided_by_commune(version)
