"""Read models of the public pages: everything a template shows, asked before it is drawn."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from common.errors import Refusal
from common.qr import qr_svg_of
from common.text import format_vnd
from procedures.diagram import Box, Diagram, diagram_of
from procedures.limits import Limit
from procedures.models import Confidence, OnlineLevel, Procedure, ProcedureVersion, StepRole
from procedures.my_case import MyCase, online_price
from procedures.queries import PaperGroup, limit_of, papers_of, steps_of
from procedures.steps import StepRow
from workcalendar.engine import Allowance, Deadline, deadline
from workcalendar.explain import explain
from workcalendar.models import Calendar
from workcalendar.queries import current_version, engine_of
from workcalendar.reference import PROVINCE


@dataclass(frozen=True)
class TimeRow:
    """A time limit in words, and when a dossier received now would be due; label "" is the ordinary case."""

    label: str
    words: str
    due_at: datetime | None
    steps: tuple[str, ...]


@dataclass(frozen=True)
class FeeRow:
    """A fee in words; `amount` is "" when it is not known, `online` where filing online costs the same."""

    label: str
    amount: str
    note: str
    online: str = ""


@dataclass(frozen=True)
class ProcedurePage:
    """What everybody may know about a procedure."""

    procedure: Procedure
    version: ProcedureVersion
    times: tuple[TimeRow, ...]
    papers: tuple[PaperGroup, ...]
    papers_missing: int
    fees: tuple[FeeRow, ...]
    diagram: Diagram
    steps_are_modelled: bool
    steps_source: str
    channels: tuple[str, ...]
    online: str
    is_doubtful: bool
    can_file_online: bool
    address: str  # of this page, for the sheet
    qr: str  # the same as SVG


def page_of(version: ProcedureVersion, *, at: datetime) -> ProcedurePage:
    """The page of a version, with sample due dates for a dossier received at `at` under the provincial calendar."""
    steps = steps_of(version)
    groups = papers_of(version)
    address = f"{settings.PUBLIC_URL.rstrip('/')}/thu-tuc/{version.procedure.code}/"
    shown = sum(len(group.papers) + len(group.notes) for group in groups)
    return ProcedurePage(
        procedure=version.procedure,
        version=version,
        times=_times(version, at),
        papers=groups,
        papers_missing=max((version.papers_total or 0) - shown, 0),
        fees=fees_of(version),
        diagram=diagram_of([_box(step) for step in steps]),
        steps_are_modelled=any(step.is_modelled for step in steps),
        steps_source=steps[0].source if steps else "",
        channels=tuple(_channels(version.channels)),
        online=str(OnlineLevel(version.online_level).label),
        is_doubtful=Confidence.UNCONFIRMED in (version.confidence, version.procedure.code_confidence),
        can_file_online=version.has_time and version.takes_online and "online" in version.channels,
        address=address,
        qr=qr_svg_of(address),
    )


def in_case(page: ProcedurePage, case: MyCase) -> ProcedurePage:
    """The page narrowed to one's own case; its sheet leads back to the same case."""
    if not case.is_begun:
        return page
    address = f"{page.address}?{case.query}"
    return replace(
        page,
        times=tuple(row for row in page.times if case.case_label in (None, row.label)),
        fees=tuple(replace(fee, amount=fee.online or fee.amount) for fee in page.fees) if case.is_online else page.fees,
        address=address,
        qr=qr_svg_of(address),
    )


def fees_of(version: ProcedureVersion) -> tuple[FeeRow, ...]:
    """What the catalogue says about fees and exemptions, in its words; `amount` is "" where it does not know."""
    return tuple(_fee(fee.label, fee.amount_vnd, fee.note) for fee in version.fees.all())


def _times(version: ProcedureVersion, at: datetime) -> tuple[TimeRow, ...]:
    rows = [(version.time_label, limit_of(version))]
    rows += [(case.label, limit_of(version, case)) for case in version.cases.all()]
    return tuple(_time_row(label, limit, at) for label, limit in rows if limit is not None)


def _time_row(label: str, limit: Limit, at: datetime) -> TimeRow:
    sample = sample_deadline(limit, at)
    lines = tuple(explain(sample.steps, translation.get_language() or "vi")) if sample else ()
    return TimeRow(label, limit.in_words(), sample.due_at if sample else None, lines)


def limit_words(version: ProcedureVersion) -> str:
    """The version's time limit in words; "" when it is not known."""
    limit = limit_of(version)
    return limit.in_words() if limit else ""


def sample_deadline(limit: Limit, at: datetime) -> Deadline | None:
    """When a dossier received at `at` would be due; None where the calendar does not reach."""
    calendar = Calendar.objects.filter(slug=PROVINCE).first()
    if calendar is None:
        return None
    try:
        working_time = engine_of(current_version(calendar).pk)
        return deadline(working_time, at, Allowance(limit.quantity, limit.unit, limit.cutoff))
    except Refusal:
        return None


def _fee(label: str, amount: int | None, note: str) -> FeeRow:
    if amount is None:
        return FeeRow(label, "", note)
    shown = format_vnd(amount) if amount else _("Free of charge")
    return FeeRow(label, shown, note, online_price(label, amount, note))


def _box(step: StepRow) -> Box:
    """Without people: everybody reads it."""
    role = step.role_name or str(StepRole(step.role).label)
    if not step.counted:
        return Box(step.number, step.name, role, _("not counted"))
    hours = "" if step.hours is None else f"{step.hours.normalize():f}".replace(".", ",")
    return Box(step.number, step.name, role, _("%(hours)s hours") % {"hours": hours} if hours else "")


def _channels(channels: Iterable[str]) -> Iterable[str]:
    words = {"online": _("Online"), "post": _("By post"), "counter": _("At the counter")}
    return (words[channel] for channel in ("online", "counter", "post") if channel in channels)
