"""What happens at the desk without a code: guidance, form 02, form 03; and what comes of it later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from centers.models import Center, Office
from common import crypto
from common.clock import local_date
from common.errors import Refusal
from dossiers.actors import Actor
from dossiers.arrivals import NOBODY, WRITERS, Visitor
from dossiers.codes import next_form_number
from dossiers.lifecycle import ReasonMissing
from dossiers.models import Arrival, ArrivalOutcome, Dossier, Visit, VisitDossier
from dossiers.reference import reception_at
from dossiers.refusals import basis_of
from dossiers.slips.said import Told, said_at_the_desk
from procedures.models import ProcedureCase, ProcedureVersion

INCOMPLETE = "Hồ sơ chưa đầy đủ hoặc chưa đúng theo thành phần hồ sơ của thủ tục"  # form 02 where nothing was added


class NotAtThisDesk(Refusal):
    default_message = _("Only the reception of this center notes who came to it.")


class NothingSaid(Refusal):
    default_message = _("Choose the procedure, or write down what was explained.")


class ProcedureMissing(Refusal):
    default_message = _("Choose the procedure first: the form names it.")


class NothingMissing(Refusal):
    default_message = _("Tick every paper that is missing or wrong; all of them stand on one form.")


class KeyIsTaken(Refusal):
    default_message = _("This page was used by somebody else. Open it again.")


@dataclass(frozen=True)
class MissingPaper:
    """A paper of the published list (`required_id`), or one by name where no list is published."""

    name: str
    wrong: str = ""
    required_id: int | None = None


@dataclass(frozen=True)
class Walkin:
    """What is noted about somebody who gets no code. `papers` are all that are missing, at once."""

    key: UUID
    outcome: ArrivalOutcome
    version: ProcedureVersion | None = None
    case: ProcedureCase | None = None
    visitor: Visitor = NOBODY
    papers: Sequence[MissingPaper] = ()
    refusal_code: str = ""
    legal_basis: str = ""
    reason: str = ""
    note: str = ""


@transaction.atomic
def note_arrival(walkin: Walkin, *, center: Center, at: datetime, by: Actor, after: Arrival | None = None) -> Arrival:
    """Keep it, with the next number of the form. The same key twice is one arrival; `after` is continued by this one.

    Raises NotAtThisDesk, ProcedureMissing, NothingMissing, NothingSaid, ReasonMissing, NoSuchReason, BasisMissing.
    """
    office_id, account_id = _at_the_desk(center, by)
    _check(walkin)
    Office.objects.select_for_update(no_key=True).get(pk=office_id)  # the second of two equal requests waits here
    existing = Arrival.objects.filter(key=walkin.key).first()
    if existing is not None:
        if existing.by_id != account_id:
            raise KeyIsTaken
        return existing
    arrival = Arrival(
        key=walkin.key,
        center=center,
        office_id=office_id,
        outcome=walkin.outcome,
        version=walkin.version,
        case=walkin.case,
        note=walkin.note.strip(),
        at=at,
        by_id=account_id,
        **_columns_of_form(walkin, center, at=at, by=by),
    )
    if walkin.visitor != NOBODY:
        arrival.seal(walkin.visitor.as_json())
    arrival.save(force_insert=True)
    if after is not None:
        continued_by(after, at=at, later=arrival)
    return arrival


def continued_by(
    arrival: Arrival, *, at: datetime, dossier: Dossier | None = None, later: Arrival | None = None
) -> bool:
    """Remember the dossier or the later arrival that came of it. False when something has come of it before."""
    waiting = Arrival.objects.filter(pk=arrival.pk, continued_at=None)
    return bool(waiting.update(continued_dossier=dossier, continued_arrival=later, continued_at=at))


def _at_the_desk(center: Center, by: Actor) -> tuple[int, int]:
    """The reception of the center, and the account of who sits there. Raises NotAtThisDesk."""
    office = reception_at(center)
    if by.account_id is None or office.pk not in by.offices_as(WRITERS):
        raise NotAtThisDesk
    return office.pk, by.account_id


def _check(walkin: Walkin) -> None:
    if walkin.outcome == ArrivalOutcome.GUIDANCE:
        if walkin.version is None and not walkin.note.strip():
            raise NothingSaid(field="note")
        return
    if walkin.version is None:
        raise ProcedureMissing(field="outcome")
    if walkin.outcome == ArrivalOutcome.FORM_02 and not walkin.papers:
        raise NothingMissing(field="papers")
    if walkin.outcome == ArrivalOutcome.FORM_03:
        basis_of(walkin.refusal_code, walkin.legal_basis)
        if not walkin.reason.strip():
            raise ReasonMissing


def _columns_of_form(walkin: Walkin, center: Center, *, at: datetime, by: Actor) -> dict[str, Any]:
    """What belongs to the form alone; nothing for guidance. Numbers are drawn last, because their counter is locked."""
    if walkin.outcome == ArrivalOutcome.GUIDANCE or walkin.version is None:
        return {}
    form, year = walkin.outcome.value, local_date(at).year
    is_refusal = walkin.outcome == ArrivalOutcome.FORM_03
    papers = () if is_refusal else walkin.papers
    told = Told(
        form=form,
        at=at,
        by=by.name,
        reason=walkin.reason.strip() or INCOMPLETE,
        papers=[(paper.name, paper.wrong) for paper in papers],
        refusal_code=walkin.refusal_code if is_refusal else "",
        legal_basis=basis_of(walkin.refusal_code, walkin.legal_basis) if is_refusal else "",
    )
    return {
        "papers": [{"required": paper.required_id, "name": paper.name, "wrong": paper.wrong} for paper in papers],
        "refusal_code": told.refusal_code,
        "legal_basis": told.legal_basis,
        "reason": walkin.reason.strip(),
        "said": said_at_the_desk(center, walkin.version, walkin.case, told),
        "year": year,
        "number": next_form_number(center.pk, form, year),
    }


@transaction.atomic
def begin_visit(dossier: Dossier, *, at: datetime, by: Actor) -> Visit:
    """The visit of a dossier that is followed by another one; the one it has, if there is one already.

    Raises NotAtThisDesk.
    """
    _office_id, account_id = _at_the_desk(dossier.receiving_center, by)
    Dossier.objects.select_for_update(no_key=True).get(pk=dossier.pk)  # the second of two equal requests waits here
    part = VisitDossier.objects.filter(dossier=dossier).select_related("visit").first()
    if part is not None:
        return part.visit
    visit = Visit.objects.create(center=dossier.receiving_center, at=at, by_id=account_id)
    join_visit(visit, dossier)
    return visit


def join_visit(visit: Visit, dossier: Dossier) -> None:
    """Add a dossier that was received in the same visit."""
    VisitDossier.objects.create(visit=visit, dossier=dossier)


def reencrypt_visitors() -> int:
    """Who came, to the current key; returns how many. What cannot be read stays."""
    current, moved = crypto.keyring().current, 0
    for arrival in Arrival.objects.exclude(visitor_key_id__in=["", current]).order_by("pk").iterator():
        try:
            arrival.seal(arrival.unsealed())
        except crypto.CannotDecrypt:
            continue
        columns = {"visitor_key_id": arrival.visitor_key_id, "visitor_encrypted": arrival.visitor_encrypted}
        moved += Arrival.objects.filter(pk=arrival.pk).update(**columns)
    return moved
