"""Mending what was entered wrong: what is known about a dossier (`correct`), its procedure (`reclassify`)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from centers.models import Center
from citizens.actions import correct_party
from citizens.data import PartyData
from citizens.models import Party
from common.clock import local_date
from common.errors import Refusal
from dossiers.actors import Actor
from dossiers.lifecycle import Status
from dossiers.models import Channel, DigitisedPaper, Dossier, FiledBy
from dossiers.reference import Deciders, deciders_for
from dossiers.state import allowance_facts
from procedures.models import Procedure, ProcedureCase, ProcedureVersion
from procedures.queries import allowance_of, version_in_force

from .acting import confirm_if_waiting, pass_on
from .charges import recharge
from .endings import facts_of_matter
from .interpreter import Work, advance, work_on


class NothingChanged(Refusal):
    default_message = _("Nothing was changed, so there is nothing to correct.")


class SameProcedure(Refusal):
    default_message = _("The dossier has this procedure already.")


@dataclass(frozen=True)
class Correction:
    """What should have been entered. None: as it is."""

    owner: PartyData | None = None
    channel: Channel | None = None
    filed_by: FiledBy | None = None
    return_center: Center | None = None


def correct(
    dossier: Dossier,
    correction: Correction,
    *,
    at: datetime,
    by: Actor,
    seen: int | None = None,
    **typed: Any,
) -> Dossier:
    """Mend what was entered wrong; a received dossier gets a new edition of its slip. Raises `NothingChanged`."""
    with work_on(dossier, seen=seen) as work:
        keys = _changed_keys(work.dossier, correction)
        changed = sorted(keys) + _put(work.dossier, correction, at=at, by=by)
        if not changed:
            raise NothingChanged
        facts = {"changed": changed, **({"keys": keys} if keys else {})}
        if "owner" in changed and work.dossier.status == Status.RESOLVED:
            facts |= facts_of_matter(work.dossier)
        advance(work, "correct", at=at, by=by, facts=facts, **typed)
    return work.dossier


def _changed_keys(dossier: Dossier, correction: Correction) -> dict[str, str]:
    """The keys under which it is counted that change."""
    wanted = {"channel": correction.channel, "filed_by": correction.filed_by}
    return {name: str(value) for name, value in wanted.items() if value and value != getattr(dossier, name)}


def _put(dossier: Dossier, correction: Correction, *, at: datetime, by: Actor) -> list[str]:
    """Change owner and return center; returns the names of what changed, never what it says: "owner" where it may be
    another person by now, "contact" where it is surely the same."""
    changed = []
    if correction.owner is not None and by.account_id is not None:
        person = User.objects.get(pk=by.account_id)  # for the history of the owner
        before = _identity(dossier.owner)
        party, has_changed = correct_party(dossier.owner, correction.owner, at=at, by=person)
        if has_changed:
            changed.append("owner" if _identity(party) != before else "contact")
        if party.pk != dossier.owner_id and dossier.submitter_id == dossier.owner_id:
            dossier.submitter = party
        if party.pk != dossier.owner_id:  # its papers are not offered to the wrong person any more
            DigitisedPaper.objects.filter(paper__dossier=dossier).update(party=party)
        dossier.owner = party
    if correction.return_center is not None and correction.return_center.pk != dossier.return_center_id:
        dossier.return_center = correction.return_center
        changed.append("return_center")
    return changed


def _identity(owner: Party) -> tuple[str, str, date | None]:
    return owner.name, owner.number_hash, owner.birth_date


def reclassify(
    dossier: Dossier,
    procedure: Procedure,
    *,
    at: datetime,
    by: Actor,
    case: ProcedureCase | None = None,
    seen: int | None = None,
    **typed: Any,
) -> Dossier:
    """It is about another procedure: time limit, level and who decides follow it, the clock keeps its start.

    The law of the day of reception counts. Raises `SameProcedure`, `NotInForce`, `TimeUnknown`, `NobodyDecides`.
    """
    with work_on(dossier, seen=seen) as work:
        now = work.dossier
        version = version_in_force(procedure, local_date(now.received_at or at))
        if (version.pk, case and case.pk) == (now.version_id, now.case_id):
            raise SameProcedure(field="procedure")
        elsewhere = Center.objects.filter(unit=now.deciding_unit_id).first()
        deciders = deciders_for(version, now.receiving_center, case, elsewhere=elsewhere)
        turn_into(work, version, case, deciders, at=at, by=by, **typed)
        recharge(work.dossier, at=at, by=by, reason=typed.get("reason", ""))
    return work.dossier


def turn_into(
    work: Work,
    version: ProcedureVersion,
    case: ProcedureCase | None,
    deciders: Deciders,
    *,
    at: datetime,
    by: Actor,
    **typed: Any,
) -> None:
    """The transition `reclassify`, and the hand-over to the office that decides now where the actor holds it."""
    dossier = work.dossier
    facts = _facts(dossier, version, case, deciders)
    confirm_if_waiting(work, at=at, by=by, **typed)
    dossier.version, dossier.case = version, case
    dossier.deciding_office_id = deciders.office.pk
    advance(work, "reclassify", at=at, by=by, facts=facts, **typed)
    if dossier.received_at and work.folder.waiting is None and dossier.holder_id in by.office_ids:
        pass_on(work, deciders.office, at=at, by=by, **typed)


def _facts(
    dossier: Dossier, version: ProcedureVersion, case: ProcedureCase | None, deciders: Deciders
) -> dict[str, Any]:
    keys = {"procedure": version.procedure_id, "level": str(deciders.level), "unit": deciders.unit_id}
    facts: dict[str, Any] = {"keys": keys, "from": dossier.version.procedure.code, "to": version.procedure.code}
    allowance = allowance_of(version, case)  # what has no time limit can neither be received nor become one
    return {**facts, "allowance": allowance_facts(allowance)} if dossier.received_at else facts


def declared_now(dossier: Dossier) -> PartyData:
    """The owner as it stands, to be changed by a correction."""
    owner = dossier.owner
    return PartyData(
        kind=owner.kind,
        name=owner.name,
        number=owner.number,
        number_kind=owner.number_kind,
        birth_date=owner.birth_date,
        gender=owner.gender,
        ethnicity=owner.ethnicity,
        phone=owner.phone,
        email=owner.email,
        address_unit=owner.address_unit,
        address_line=owner.address_line,
        is_sample=owner.is_sample,
    )
