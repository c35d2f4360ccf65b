"""Events, hand-overs, pauses and forms of a dossier as lines that a page prints."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from centers.models import Office
from common.templatetags.sapa import datetime_vn
from common.text import format_vnd
from dossiers.calendars import SHELF
from dossiers.custody import Held, held
from dossiers.delivery import SignedOn, way_of
from dossiers.letters import Cause
from dossiers.lifecycle import TRANSITIONS, Status
from dossiers.models import Dossier, DossierEvent, DossierPause, IssuedForm, Leg, ReminderKind
from dossiers.refusals import label_of
from notifications.models import MessageChannel, MessageState, OutboxMessage

FORM_TITLES = {
    "01": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    "02": "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    "03": "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
    "04": "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
    "05": "Thông báo dừng giải quyết hồ sơ",
    "06": "Phiếu kiểm soát quá trình giải quyết hồ sơ",
    "07": "Sổ theo dõi hồ sơ",
    "BG": "Phiếu bàn giao hồ sơ",
}
"""Official titles (Circular 03/2025/TT-VPCP, Appendix I) and the house's own hand-over slip; they stay Vietnamese."""


@dataclass(frozen=True)
class EventLine:
    """`by` is empty for the system; `typed_at` is set when it was entered later than it happened."""

    title: str
    at: datetime
    by: str
    office: str
    reason: str
    papers: Sequence[str]
    notes: Sequence[str]
    typed_at: datetime | None
    is_last: bool


@dataclass(frozen=True)
class _Named:
    """What the facts of events name by their keys."""

    offices: dict[int, str]
    people: dict[int, str]


@dataclass(frozen=True)
class LegLine:
    """A hand-over; `minutes` of working time the office had it, `timing` against the due date of its step."""

    number: int
    from_office: str
    given_by: str
    given_at: datetime
    office: str
    confirmed_by: str
    confirmed_at: datetime | None
    ended_at: datetime | None
    minutes: int
    timing: str
    is_late: bool


@dataclass(frozen=True)
class PauseLine:
    """`holds` False: it began after the due moment and moves nothing."""

    label: str
    started_at: datetime
    ended_at: datetime | None
    holds: bool


@dataclass(frozen=True)
class FormLine:
    id: int
    form: str
    title: str
    number: str
    edition: int
    issued_at: datetime
    issued_by: str
    reason: str
    papers: Sequence[str]

    @property
    def is_printed(self) -> bool:
        """Whether there is a PDF of its own; form 01 has the slip."""
        return self.form in {"02", "03", "05"}

    @property
    def is_letter(self) -> bool:
        return self.form == "04"


@dataclass(frozen=True)
class NoticeLine:
    """A message to the applicant (without the address) or a reminder inside the house."""

    text: str
    at: datetime
    state: str


def event_lines(dossier: Dossier) -> list[EventLine]:
    """Newest first."""
    events = list(dossier.events.select_related("by", "office").order_by("-at", "-number"))
    named = _Named(
        _names(Office, "name", (event.facts.get(key) for event in events for key in ("to_office", "asked_office"))),
        _names(User, "full_name", (event.facts.get(key) for event in events for key in ("to_user", "stands_in_for"))),
    )
    newest = max((event.number for event in events), default=0)
    return [_event_line(event, named, is_last=event.number == newest) for event in events]


def leg_lines(dossier: Dossier, *, at: datetime) -> list[LegLine]:
    """The way of a received dossier; the minutes add up to the time from its reception to its end, or to now."""
    legs = list(dossier.legs.select_related("from_office", "given_by", "office", "confirmed_by").order_by("number"))
    if dossier.calendar_version_id is None:
        return []
    had = held(legs, SHELF[dossier.calendar_version_id], end_of_way(dossier, at))
    return [_leg_line(leg, one) for leg, one in zip(legs, had, strict=True)]


def end_of_way(dossier: Dossier, at: datetime) -> datetime:
    """Until when offices have a dossier: a result until it is in the applicant's hands."""
    if dossier.status == Status.RESOLVED:
        return at
    return dossier.delivered_at or dossier.ended_at or at


TIMINGS = {"early": gettext_lazy("early"), "on time": gettext_lazy("on time"), "late": gettext_lazy("late")}


def pause_lines(dossier: Dossier) -> list[PauseLine]:
    return [_pause_line(pause) for pause in dossier.pauses.order_by("number")]


def form_lines(dossier: Dossier) -> list[FormLine]:
    issued = dossier.forms.select_related("issued_by").order_by("-issued_at", "-id")
    return [_form_line(form) for form in issued]


def notice_lines(dossier: Dossier) -> list[NoticeLine]:
    """What was told to whom, newest first; the keys of messages begin with the dossier's own."""
    messages = OutboxMessage.objects.filter(key__startswith=f"dossier/{dossier.pk}/")
    told = [_message_line(message) for message in messages.order_by("id")]
    told += [
        NoticeLine(_("Reminder: %(kind)s") % {"kind": ReminderKind(one.kind).label}, one.at, "")
        for one in dossier.reminders.order_by("at")
    ]
    return sorted(told, key=lambda line: line.at, reverse=True)


def _event_line(event: DossierEvent, named: _Named, *, is_last: bool) -> EventLine:
    return EventLine(
        title=str(TRANSITIONS[event.transition].label),
        at=event.at,
        by=event.by.full_name if event.by else "",
        office=event.office.name if event.office else "",
        reason=event.reason,
        papers=tuple(event.facts.get("papers") or ()),
        notes=tuple(_notes(event.facts, named)),
        typed_at=event.recorded_at if event.facts.get("late") else None,
        is_last=is_last,
    )


def _notes(facts: dict[str, Any], named: _Named) -> Iterable[str]:
    if label := label_of(facts.get("refusal_code", "")):
        yield _("Reason: %(reason)s; legal basis: %(basis)s") % {"reason": label, "basis": facts["legal_basis"]}
    if facts.get("to_office"):
        yield _("To: %(office)s") % {"office": named.offices.get(int(facts["to_office"]), "")}
    if facts.get("asked_office"):
        yield _("Office asked: %(office)s") % {"office": named.offices.get(int(facts["asked_office"]), "")}
    if facts.get("answer_by"):
        yield _("Answer wanted by: %(moment)s") % {"moment": datetime_vn(datetime.fromisoformat(facts["answer_by"]))}
    if facts.get("competent") is False:
        yield _("It declared itself not competent.")
    if facts.get("to_user"):
        yield _("To: %(office)s") % {"office": named.people.get(int(facts["to_user"]), "")}
    if facts.get("stands_in_for"):
        yield _("Stands in for: %(name)s") % {"name": named.people.get(int(facts["stands_in_for"]), "")}
    for row in facts.get("missing", []):
        yield _("Original missing: %(name)s (%(count)s)") % {"name": row["name"], "count": row["count"]}
    if facts.get("note"):
        yield str(facts["note"])
    if facts.get("amount_vnd"):
        yield _("Amount: %(amount)s") % {"amount": format_vnd(facts["amount_vnd"])}
    if facts.get("receipt"):
        yield _("Receipt: %(number)s") % {"number": facts["receipt"]}
    if facts.get("result"):
        yield _("Result: %(result)s") % {"result": facts["result"]}
    if facts.get("extended_to"):
        yield _("New appointment: %(moment)s") % {"moment": datetime_vn(datetime.fromisoformat(facts["extended_to"]))}
    if facts.get("cause"):
        yield _("The reason lies with: %(cause)s") % {"cause": Cause(facts["cause"]).label}
    if facts.get("after_its_time"):
        yield _("Signed after its time.")
    if facts.get("unlisted"):
        yield _("Not on the published list: %(papers)s") % {"papers": "; ".join(facts["unlisted"])}
    if facts.get("collector"):
        yield _("Collected by: %(name)s") % {"name": facts["collector"]}
    yield from _notes_of_delivery(facts)


def _notes_of_delivery(facts: dict[str, Any]) -> Iterable[str]:
    if facts.get("parcel"):
        yield _("Parcel: %(carrier)s, %(code)s") % {"carrier": facts["carrier"], "code": facts["parcel"]}
    if way := way_of(facts):
        yield _("Handed over: %(way)s") % {"way": way}
    if facts.get("authorisation"):
        on = date.fromisoformat(facts["authorised_on"]).strftime("%d/%m/%Y")
        yield _("Authorisation: %(number)s of %(date)s") % {"number": facts["authorisation"], "date": on}
    if facts.get("signed") in SignedOn.values:
        yield _("Signed: %(where)s") % {"where": SignedOn(facts["signed"]).label}


def _names(model: type[Office | User], name: str, ids: Iterable[Any]) -> dict[int, str]:
    wanted = {int(pk) for pk in ids if pk}
    return dict(model._default_manager.filter(pk__in=wanted).values_list("pk", name)) if wanted else {}


def _leg_line(leg: Leg, had: Held) -> LegLine:
    return LegLine(
        number=leg.number,
        from_office=leg.from_office.name if leg.from_office else "",
        given_by=leg.given_by.full_name if leg.given_by else "",
        given_at=leg.given_at,
        office=leg.office.name,
        confirmed_by=leg.confirmed_by.full_name if leg.confirmed_by else "",
        confirmed_at=leg.confirmed_at,
        ended_at=leg.ended_at,
        minutes=had.minutes,
        timing=str(TIMINGS[had.timing]) if had.timing else "",
        is_late=had.timing == "late",
    )


def _pause_line(pause: DossierPause) -> PauseLine:
    return PauseLine(str(Status(pause.status).label), pause.started_at, pause.ended_at, pause.holds)


def _form_line(form: IssuedForm) -> FormLine:
    return FormLine(
        id=form.pk,
        form=form.form,
        title=FORM_TITLES.get(form.form, form.form),
        number=f"{form.number}/{form.year}",
        edition=form.edition,
        issued_at=form.issued_at,
        issued_by=form.issued_by.full_name if form.issued_by else "",
        reason=form.content.get("reason", ""),
        papers=tuple(form.content.get("papers", ())),
    )


def _message_line(message: OutboxMessage) -> NoticeLine:
    name = message.template.removeprefix("dossier_")
    label = _MESSAGES.get(name, name)
    told = _("%(channel)s to the applicant: %(what)s") % {
        "channel": MessageChannel(message.channel).label,
        "what": label,
    }
    return NoticeLine(told, message.created_at, str(MessageState(message.state).label))


_MESSAGES = {row.message: row.label for row in [*TRANSITIONS.values()][::-1] if row.message}  # the first row names it
_MESSAGES["message"] = gettext_lazy("there is a message of the office")
_MESSAGES["lapse_soon"] = gettext_lazy("warning before the time to complete is over")
