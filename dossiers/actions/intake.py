"""From a filing or the desk to a dossier: submit online, receive at the counter."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from centers.models import Center, Office, OfficeKind
from citizens.models import Party
from common.clock import local_date
from common.errors import Refusal
from dossiers.actors import Actor
from dossiers.codes import new_check_word, new_secret
from dossiers.history import Keys
from dossiers.models import Channel, Dossier, FiledBy, Filing, Paper, Source
from policies.catalogue import PolicyKey
from policies.queries import value
from procedures.models import ProcedureCase, ProcedureVersion
from procedures.queries import allowance_of, counted_level, deciding_unit_for, office_for
from workcalendar.queries import current_version

from .interpreter import advance


class FilingExpired(Refusal):
    default_message = _("This draft has expired. Please start again; your papers were not sent.")


class ChannelNotOffered(Refusal):
    default_message = _("This procedure is not offered online. Please bring the papers to the counter.")


@dataclass(frozen=True)
class PaperIn:
    """A paper as handed in at the desk: how many originals and copies, and the file of a scan if there is one."""

    name: str
    required_id: int | None = None
    originals: int = 0
    copies: int = 0


@dataclass(frozen=True)
class Intake:
    """All that makes a dossier. `deciding_office` and `return_center` default to what the procedure says."""

    version: ProcedureVersion
    channel: Channel
    filed_by: FiledBy
    owner: Party
    submitter: Party
    receiving_center: Center
    case: ProcedureCase | None = None
    account: User | None = None
    deciding_office: Office | None = None
    return_center: Center | None = None
    language: str = "vi"
    source: Source = Source.HERE
    papers: Sequence[PaperIn] = ()


def receive_at_counter(
    intake: Intake,
    *,
    at: datetime,
    by: Actor,
    filing: Filing | None = None,
    typed_at: datetime | None = None,
    reason: str = "",
) -> Dossier:
    """Receive a walk-in or a parcel at once: code, due date and form 01. `TimeUnknown` when the limit is not known.

    The same `filing` twice gives the same dossier. The electronic hand-over to the deciding office follows at once
    (Decree 118/2025; predecessor Decree 61/2018, art. 18).
    """
    from .verbs import pass_on, receive_facts

    with transaction.atomic():
        if filing is not None and (done := _done(filing)):
            return done
        dossier = _draft(intake)
        facts = {"keys": asdict(_keys(dossier)), **receive_facts(dossier, at)}
        dossier = advance(dossier, "receive", at=at, by=by, typed_at=typed_at, reason=reason, facts=facts)
        _attach(dossier, intake.papers, filing, at, by)
        return pass_on(dossier, dossier.deciding_office, at=at, by=by, typed_at=typed_at, reason=reason)


def submit(filing: Filing, intake: Intake, *, at: datetime, by: Actor) -> Dossier:
    """Submit a filing: it becomes a dossier that waits for its first answer. Twice gives the same dossier."""
    with transaction.atomic():
        if done := _done(filing):
            return done
        if filing.expires_at <= at:
            raise FilingExpired
        if intake.channel == Channel.ONLINE and not intake.version.takes_online:
            raise ChannelNotOffered
        allowance_of(intake.version, intake.case)  # what cannot be received must not be submitted
        dossier = _draft(intake)
        facts = {"keys": asdict(_keys(dossier)), **answer_facts(dossier, at)}
        dossier = advance(dossier, "submit", at=at, by=by, facts=facts)
        _attach(dossier, intake.papers, filing, at, by)
        return dossier


def answer_facts(dossier: Dossier, at: datetime) -> dict[str, Any]:
    """Working hours to the first answer (policy online.first_answer_hours) and the calendar they are counted in."""
    hours = int(value(PolicyKey.ONLINE_FIRST_ANSWER_HOURS, on=local_date(at)))
    return {"answer_hours": hours, "calendar": current_version(dossier.receiving_center.calendar).pk}


def save_filing(filing: Filing, *, at: datetime, **typed: Mapping[str, Any] | str) -> Filing:
    """Keep what was typed so far; every save moves the expiry (policy filing.expiry_days)."""
    for name, content in typed.items():
        setattr(filing, name, content)
    filing.updated_at = at
    filing.expires_at = at + timedelta(days=int(value(PolicyKey.FILING_EXPIRY_DAYS, on=local_date(at))))
    filing.save()
    return filing


def _done(filing: Filing) -> Dossier | None:
    locked = Filing.objects.select_for_update().get(pk=filing.pk)
    filing.dossier_id = locked.dossier_id
    return locked.dossier if locked.dossier_id else None


def _draft(intake: Intake) -> Dossier:
    center, version = intake.receiving_center, intake.version
    unit = deciding_unit_for(version, center, intake.case)
    office = intake.deciding_office or office_for(version, center, intake.case)
    return Dossier(
        version=version,
        case=intake.case,
        level=counted_level(version.procedure.level, unit),
        channel=intake.channel,
        filed_by=intake.filed_by,
        owner=intake.owner,
        submitter=intake.submitter,
        account=intake.account,
        language=intake.language,
        receiving_center=center,
        deciding_unit=unit,
        deciding_office=office,
        return_center=intake.return_center or center,
        holder=center.offices.get(kind=OfficeKind.RECEPTION),
        secret=new_secret(),
        check_word=new_check_word(),
        source=intake.source,
    )


def _keys(dossier: Dossier) -> Keys:
    return Keys(
        center=dossier.receiving_center_id,
        unit=dossier.deciding_unit_id,
        procedure=dossier.version.procedure_id,
        level=str(dossier.level),
        channel=str(dossier.channel),
        filed_by=str(dossier.filed_by),
    )


def _attach(dossier: Dossier, papers: Sequence[PaperIn], filing: Filing | None, at: datetime, by: Actor) -> None:
    Paper.objects.bulk_create(
        Paper(
            dossier=dossier,
            required_id=paper.required_id,
            name=paper.name,
            originals=paper.originals,
            copies=paper.copies,
            added_at=at,
            added_by_id=by.account_id,
        )
        for paper in papers
    )
    if filing is not None:
        filing.papers.update(dossier=dossier)
        filing.dossier = dossier
        filing.save(update_fields=["dossier"])


__all__ = ["Intake", "PaperIn", "answer_facts", "receive_at_counter", "save_filing", "submit"]
