"""Coordination slips as lines of lists and pages; the number of queries does not depend on how many there are."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from centers.models import Office, Posting, UnitKind
from common.clock import local_date
from common.errors import Refusal
from dossiers import access, deadlines
from dossiers.actions.coordination import calendar_of
from dossiers.actors import Actor
from dossiers.coordination import MAY_BE_ASKED, SlipState
from dossiers.deadlines import Light
from dossiers.folder import folder_of
from dossiers.lifecycle import OPEN, TRANSITIONS, Status, check
from dossiers.models import CoordinationSlip, Dossier, Paper
from dossiers.standpoint import standpoint_of
from dossiers.state import is_late
from workcalendar.engine import Unit

MOST = 100  # lines of one section; the next ones come up as these are done
RELATED = ("office__unit", "by_office__unit", "by", "closed_by", "dossier__version__procedure")


@dataclass(frozen=True)
class SlipLine:
    """A slip at a moment. `minutes` of working time left while it is open, negative when past; `late_minutes` by which
    the answer came too late, None when it did not. `papers` and `files` only where they were asked for."""

    id: int
    number: int
    dossier_id: int
    code: str
    procedure: str
    asked: str
    asking: str
    asked_by: str
    asked_at: datetime
    question: str
    due_at: datetime
    is_open: bool
    state: str
    light: str
    words: str
    minutes: int | None
    late_minutes: int | None
    answer: str
    reason: str
    closed_at: datetime | None
    closed_by: str
    papers: Sequence[Paper] = ()
    files: Sequence[Paper] = ()


@dataclass(frozen=True)
class SlipSection:
    """One part of the list; `total` counts all, `lines` are the first of them. `by_us`: the other office answers."""

    name: str
    title: str | Promise
    empty: str | Promise
    lines: Sequence[SlipLine]
    total: int
    by_us: bool = False


@dataclass(frozen=True)
class SlipPage:
    """A slip for one reader. `sees_dossier` False: it is closed, and the dossier is not open to the reader any more."""

    line: SlipLine
    may_answer: bool
    sees_dossier: bool
    why_closed: str


@dataclass(frozen=True)
class Coordination:
    """The part of a dossier's page: its slips, newest first, and what the reader may do."""

    lines: Sequence[SlipLine]
    may_ask: bool
    may_withdraw: bool


def sections(actor: Actor, at: datetime) -> list[SlipSection]:
    """What is asked of the offices of the actor, what they ask, and what was closed lately."""
    ours, theirs = Q(office__in=actor.office_ids), Q(by_office__in=actor.office_ids)
    is_open, is_closed = Q(state=SlipState.OPEN), ~Q(state=SlipState.OPEN)
    return [
        _section("of-us", _("Asked of us"), _("Nobody waits for an answer of yours."), ours & is_open, at),
        _section("by-us", _("Asked by us"), _("Your office waits for no answer."), theirs & is_open, at, by_us=True),
        _section("closed", _("Closed, asked of us"), _("Nothing was closed yet."), ours & is_closed, at),
        _section(
            "answered", _("Closed, asked by us"), _("Nothing was closed yet."), theirs & is_closed, at, by_us=True
        ),
    ]


def _section(
    name: str, title: str | Promise, empty: str | Promise, wanted: Q, at: datetime, *, by_us: bool = False
) -> SlipSection:
    found = CoordinationSlip.objects.filter(wanted)
    is_closed = name in {"closed", "answered"}
    order = ("-closed_at", "-pk") if is_closed else ("due_at", "pk")
    lines = [line_of(slip, at) for slip in found.select_related(*RELATED).order_by(*order)[:MOST]]
    return SlipSection(name, title, empty, lines, len(lines) if len(lines) < MOST else found.count(), by_us)


def coordination_of(dossier: Dossier, actor: Actor, at: datetime) -> Coordination:
    slips = dossier.slips.select_related(*RELATED).prefetch_related("papers", "files").order_by("-number")
    may_ask = may(dossier, "ask_opinion", actor, at)
    return Coordination(
        lines=[line_of(slip, at, with_papers=True) for slip in slips],
        may_ask=may_ask,
        may_withdraw=may(dossier, "withdraw_opinion", actor, at),
    )


def slip_page(slip: CoordinationSlip, actor: Actor, at: datetime, *, sees_dossier: bool) -> SlipPage:
    """`slip` came through `access.slip_for`."""
    is_asked = bool(actor.roles_in({slip.office_id}) & TRANSITIONS["answer_opinion"].who)
    return SlipPage(
        line=line_of(slip, at, with_papers=True),
        may_answer=slip.is_open and is_asked,
        sees_dossier=sees_dossier,
        why_closed=_why_closed(slip),
    )


def _why_closed(slip: CoordinationSlip) -> str:
    if slip.state != SlipState.ENDED:
        return "" if slip.is_open else str(SlipState(slip.state).label)
    status = str(Status(slip.dossier.status).label)
    return gettext("The dossier ended before an answer came. Its status now: %(status)s.") % {"status": status}


def may(dossier: Dossier, name: str, actor: Actor, at: datetime) -> bool:
    """Whether the table lets the actor ask, or take a question back, now; a hand-over counts as confirmed."""
    folder = folder_of(dossier)
    if dossier.status not in OPEN:
        return False
    now = standpoint_of(folder, actor, at).after_confirming()
    row = TRANSITIONS[name]
    try:
        check(row, now.situation(row, folder.state, at=at, reason="", facts={}))
    except Refusal:
        return False
    return True


def line_of(slip: CoordinationSlip, at: datetime, *, with_papers: bool = False) -> SlipLine:
    light, words, minutes = _standing(slip, at)
    return SlipLine(
        id=slip.pk,
        number=slip.number,
        dossier_id=slip.dossier_id,
        code=slip.dossier.code or "",
        procedure=slip.dossier.version.procedure.name,
        asked=place_of(slip.office),
        asking=place_of(slip.by_office),
        asked_by=slip.by.full_name if slip.by else "",
        asked_at=slip.asked_at,
        question=slip.question,
        due_at=slip.due_at,
        is_open=slip.is_open,
        state=str(SlipState(slip.state).label),
        light=light,
        words=words,
        minutes=minutes,
        late_minutes=_late_minutes(slip),
        answer=slip.answer,
        reason=slip.reason,
        closed_at=slip.closed_at,
        closed_by=slip.closed_by.full_name if slip.closed_by else "",
        papers=list(slip.papers.all()) if with_papers else (),
        files=list(slip.files.all()) if with_papers else (),
    )


def place_of(office: Office) -> str:
    """The official name of an office with that of its unit; a unit may be one office only."""
    return office.name if office.name == office.unit.name else f"{office.name}, {office.unit.name}"


def _standing(slip: CoordinationSlip, at: datetime) -> tuple[str, str, int | None]:
    """Light, words and working minutes left; nothing once it is closed."""
    if not slip.is_open:
        return "", "", None
    calendar = calendar_of(slip.dossier)
    light = deadlines.light(calendar, Unit.WORKING_DAYS, due_at=slip.due_at, soon=slip.soon_at, held=False, at=at)
    words = {Light.GREEN: gettext("In time"), Light.YELLOW: gettext("Due soon")}.get(light) or _red(slip.due_at, at)
    return light, words, calendar.working_minutes_between(at, slip.due_at)


def _red(due_at: datetime, at: datetime) -> str:
    if local_date(due_at) < local_date(at):
        return gettext("Overdue")
    return gettext("Past the hour, due today") if at > due_at else gettext("Due today")


def _late_minutes(slip: CoordinationSlip) -> int | None:
    """Late is a matter of dates, as for dossiers; only an answer can be late."""
    if not slip.answer or slip.closed_at is None or not is_late(slip.closed_at, slip.due_at):
        return None
    return calendar_of(slip.dossier).working_minutes_between(slip.due_at, slip.closed_at)


def offices_to_ask(dossier: Dossier, on: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Offices where somebody can answer, as groups of choices: the own unit, bodies of the province, communes.

    Not the office that has the dossier, nor one that is asked already.
    """
    waiting = dossier.slips.filter(state=SlipState.OPEN).values("office")
    offices = Office.objects.filter(kind__in=MAY_BE_ASKED).exclude(pk=dossier.holder_id).exclude(pk__in=waiting)
    found = sorted(_staffed(offices.select_related("unit"), on), key=lambda office: _rank(office, dossier))
    return [
        (unit.name, [(str(office.pk), office.name) for office in group])
        for unit, group in groupby(found, key=lambda office: office.unit)
    ]


def _rank(office: Office, dossier: Dossier) -> tuple[bool, bool, str, int, int]:
    unit = office.unit
    return (unit.pk != dossier.holder.unit_id, unit.kind == UnitKind.COMMUNE, unit.name_sort, unit.pk, office.pk)


def _staffed(offices: QuerySet[Office], on: date) -> Iterable[Office]:
    """A leader answers for every office of the unit, officers and heads for their own."""
    posts = Posting.objects.in_force(on).filter(user__is_active=True)
    own = set(posts.filter(role__in=[Role.OFFICER, Role.HEAD]).order_by().values_list("office_id", flat=True))
    led = posts.filter(role=Role.LEADER).order_by().values_list("center__unit_id", "unit_id", "office__unit_id")
    units: Collection[int | None] = {unit for row in led for unit in row}
    return [office for office in offices if office.pk in own or office.unit_id in units]


def papers_to_point_at(dossier: Dossier) -> list[tuple[str, str]]:
    """The papers of a dossier as choices."""
    return [(str(paper.pk), paper.name) for paper in dossier.papers.order_by("kind", "pk")]


def is_seen(dossier: Dossier, user: User, at: datetime) -> bool:
    """Whether the dossier itself is open to the reader of a slip."""
    return access.visible_to(user, at).filter(pk=dossier.pk).exists()
