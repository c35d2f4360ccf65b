"""Asking another office about a dossier, its answer, and taking the question back. The clock of the dossier runs on.

Each is one transaction, an event of the dossier, and a row of `DossierAccess` that begins or ends: the asked office
reads the dossier exactly as long as its slip is open.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from centers.models import Office
from common.clock import local_date, told
from dossiers.actors import Actor
from dossiers.calendars import SHELF
from dossiers.coordination import (
    MAY_BE_ASKED,
    Answer,
    AskedAlready,
    ClosedThen,
    DueBeforeNow,
    NothingAnswered,
    NothingAsked,
    NotToBeAsked,
    Question,
    SlipIsClosed,
    SlipState,
)
from dossiers.deadlines import is_open_at, soon_at
from dossiers.lifecycle import TRANSITIONS, NotInThisStatus, Status
from dossiers.models import CoordinationSlip, Dossier, Paper
from policies.catalogue import PolicyKey
from policies.queries import number
from workcalendar.engine import Allowance, Calendar, OutsideCalendar, Unit, deadline

from .acting import do
from .dates import soon_rules
from .interpreter import Work, advance, work_on


def ask(
    dossier: Dossier, to: Office, question: Question, *, at: datetime, by: Actor, seen: int | None = None
) -> CoordinationSlip:
    """Ask an office; from now on it reads the dossier.

    Raises `NotToBeAsked`, `AskedAlready`, `NothingAsked`, `DueBeforeNow`, `ClosedThen`, and what the table says.
    """
    if not question.text.strip():
        raise NothingAsked
    with work_on(dossier, seen=seen) as work:
        _received(work.dossier)
        _may_be_asked(work, to, by)
        slip = _new_slip(work, to, question, at=at, by=by)
        facts = {**_facts(slip), "answer_by": slip.due_at.isoformat()}
        do(work, "ask_opinion", at=at, by=by, facts=facts)
    return slip


def answer(slip: CoordinationSlip, given: Answer, *, at: datetime, by: Actor) -> CoordinationSlip:
    """Answer, or say that the office is not the right one. Raises `NothingAnswered`, `SlipIsClosed`."""
    if not given.text.strip():
        raise NothingAnswered
    with work_on(slip.dossier) as work:
        locked = _open(slip)
        locked.answer = given.text.strip()
        facts = {**_facts(locked), "competent": given.is_competent}
        advance(work, "answer_opinion", at=at, by=by, facts=facts)
        return _close(locked, given.state, at=at, by=by)


def withdraw_slip(slip: CoordinationSlip, *, at: datetime, by: Actor, reason: str = "") -> CoordinationSlip:
    """Take the question back; the office that has the dossier may. Raises `SlipIsClosed`."""
    with work_on(slip.dossier) as work:
        locked = _open(slip)
        locked.reason = reason.strip()
        advance(work, "withdraw_opinion", at=at, by=by, facts=_facts(locked), reason=reason)
        return _close(locked, SlipState.WITHDRAWN, at=at, by=by)


def enclose(slip: CoordinationSlip, files: Sequence[Paper]) -> None:
    """These papers of the dossier belong to the answer."""
    slip.files.add(*files)


def answer_by(dossier: Dossier, *, at: datetime) -> datetime:
    """Until when an answer is asked for where nobody says another moment (policy coordination.answer_days).

    Raises OutsideCalendar.
    """
    days = number(PolicyKey.COORDINATION_ANSWER_DAYS, on=local_date(at))
    return deadline(calendar_of(dossier), at, Allowance(days, Unit.WORKING_DAYS)).due_at


def calendar_of(dossier: Dossier) -> Calendar:
    """The calendar by which slips of a received dossier are due."""
    assert dossier.calendar_version_id is not None
    return SHELF[dossier.calendar_version_id]


def _received(dossier: Dossier) -> None:
    """Before reception there is no clock by which anything could be due."""
    row, status = TRANSITIONS["ask_opinion"], Status(dossier.status)
    if status not in row.sources:
        raise NotInThisStatus(row, status)


def _may_be_asked(work: Work, to: Office, by: Actor) -> None:
    if to.kind not in MAY_BE_ASKED or to.pk == _asking_office(work, by):
        raise NotToBeAsked
    if CoordinationSlip.objects.filter(dossier=work.dossier, office=to, state=SlipState.OPEN).exists():
        raise AskedAlready


def _new_slip(work: Work, to: Office, question: Question, *, at: datetime, by: Actor) -> CoordinationSlip:
    dossier, due_at = work.dossier, question.due_at
    calendar = calendar_of(dossier)
    _check_due(calendar, due_at, at)
    last = dossier.slips.order_by("-number").values_list("number", flat=True).first() or 0
    slip = CoordinationSlip.objects.create(
        dossier=dossier,
        number=last + 1,
        office=to,
        by_office_id=_asking_office(work, by),
        by_id=by.account_id,
        question=question.text.strip(),
        asked_at=at,
        due_at=due_at,
        soon_at=soon_at(
            calendar, Unit.WORKING_DAYS, start=at, unpaused_due=due_at, due_at=due_at, rules=soon_rules(local_date(at))
        ),
    )
    slip.papers.set(dossier.papers.filter(pk__in=question.paper_ids))
    return slip


def _asking_office(work: Work, by: Actor) -> int:
    """Who has the dossier, or is confirming the hand-over by asking."""
    waiting = work.folder.waiting
    return waiting.office_id if waiting is not None and waiting.office_id in by.office_ids else work.dossier.holder_id


def _check_due(calendar: Calendar, due_at: datetime, at: datetime) -> None:
    if due_at <= at:
        raise DueBeforeNow
    try:
        is_open = is_open_at(calendar, due_at)
    except OutsideCalendar as refusal:
        raise ClosedThen from refusal
    if not is_open:
        raise ClosedThen


def _facts(slip: CoordinationSlip) -> dict[str, Any]:
    return {"slip": slip.pk, "asked_office": slip.office_id, "asking_office": slip.by_office_id}


def _open(slip: CoordinationSlip) -> CoordinationSlip:
    """The row as it is now, locked after its dossier. Raises `SlipIsClosed`."""
    locked = CoordinationSlip.objects.select_for_update().get(pk=slip.pk)
    if locked.closed_at is not None:
        when = told(locked.closed_at)
        raise SlipIsClosed(SlipState(locked.state), when)
    return locked


def _close(slip: CoordinationSlip, state: SlipState, *, at: datetime, by: Actor) -> CoordinationSlip:
    slip.state, slip.closed_at, slip.closed_by_id = state, at, by.account_id
    slip.save()
    return slip
