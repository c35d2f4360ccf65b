"""From a filing or the desk to a dossier: submit online, receive at the counter."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from centers.models import Center, Office
from citizens.models import Party
from common import rows
from common.clock import local_date
from common.errors import Refusal
from dossiers.actors import Actor
from dossiers.charges import Assessment
from dossiers.codes import new_check_word, new_secret
from dossiers.models import Channel, Dossier, FiledBy, Filing, Paper, Source
from dossiers.reference import Deciders, Room, deciders_for, reception_at
from dossiers.state import Keys
from policies.catalogue import PolicyKey
from policies.queries import number
from procedures.models import ProcedureCase, ProcedureVersion
from procedures.queries import allowance_of

from . import charges, originals
from .interpreter import advance, work_on
from .terms import terms_of_answer
from .verbs import receive_within


class FilingExpired(Refusal):
    default_message = _("This draft has expired. Please start again; your papers were not sent.")


class ChannelNotOffered(Refusal):
    default_message = _("This procedure is not offered online. Please bring the papers to the counter.")


@dataclass(frozen=True)
class PaperIn:
    """A paper as handed in at the desk: how many originals, plain copies and certified copies."""

    name: str
    required_id: int | None = None
    originals: int = 0
    copies: int = 0
    certified: int = 0


@dataclass(frozen=True)
class Intake:
    """All that makes a dossier. `deciding_office` and `return_center` default to what the procedure says.

    `deciding_center` names the center whose commune decides, when it is not the receiving one.
    """

    version: ProcedureVersion
    channel: Channel
    filed_by: FiledBy
    owner: Party
    submitter: Party
    receiving_center: Center
    case: ProcedureCase | None = None
    account: User | None = None
    deciding_office: Office | None = None
    deciding_center: Center | None = None
    return_center: Center | None = None
    language: str = "vi"
    needs_interpreter: bool = False
    source: Source = Source.HERE
    papers: Sequence[PaperIn] = ()


@transaction.atomic
def receive_at_counter(
    intake: Intake,
    *,
    at: datetime,
    by: Actor,
    filing: Filing | None = None,
    typed_at: datetime | None = None,
    reason: str = "",
    fees: Assessment | None = None,
) -> Dossier:
    """Receive a walk-in or a parcel at once: code, due date and form 01. `TimeUnknown` when the limit is not known.

    `fees` says how much of the published fees, on what ground not, and whether they were paid; None: each once.

    The same `filing` twice gives the same dossier. The electronic hand-over to the deciding office follows at once
    (Decree 118/2025; predecessor Decree 61/2018, art. 18).
    """
    if filing is not None and (done := _done(filing)):
        return done
    dossier, to = draft(intake)
    facts = {"keys": asdict(keys_of(dossier))}
    with work_on(dossier, savepoint=False) as work:
        receive_within(work, to, at=at, by=by, typed_at=typed_at, reason=reason, facts=facts)
    papers = _attach(dossier, intake.papers, filing, at, by)
    originals.handed_in(work.folder, papers, at, by)
    charges.assess(dossier, fees, at=at, by=by, is_first=True)
    return dossier


@transaction.atomic
def submit(filing: Filing, intake: Intake, *, at: datetime, by: Actor) -> Dossier:
    """Submit a filing: it becomes a dossier that waits for its first answer. Twice gives the same dossier."""
    if done := _done(filing):
        return done
    if filing.expires_at <= at:
        raise FilingExpired
    if intake.channel == Channel.ONLINE and not intake.version.takes_online:
        raise ChannelNotOffered
    allowance_of(intake.version, intake.case)  # what cannot be received must not be submitted
    dossier, _office = draft(intake)
    facts = {"keys": asdict(keys_of(dossier)), **terms_of_answer(dossier, at)}
    with work_on(dossier, savepoint=False) as work:
        advance(work, "submit", at=at, by=by, facts=facts)
    _attach(dossier, intake.papers, filing, at, by)
    return dossier


def save_filing(filing: Filing, *, at: datetime, **typed: Mapping[str, Any] | str) -> Filing:
    """Keep what was typed so far; every save moves the expiry (policy filing.expiry_days)."""
    for name, content in typed.items():
        setattr(filing, name, content)
    filing.updated_at, filing.expires_at = at, expiry_of_drafts(at)
    filing.save(update_fields=PREPARED if filing.pk else None)
    return filing


def expiry_of_drafts(at: datetime) -> datetime:
    """When a draft that is saved now is dropped unless it is saved again (policy filing.expiry_days)."""
    return at + timedelta(days=number(PolicyKey.FILING_EXPIRY_DAYS, on=local_date(at)))


PREPARED = [field.name for field in Filing._meta.concrete_fields if field.name not in {"id", "dossier"}]
"""What saving writes: never the dossier, which another window may have made of the draft meanwhile."""


def _done(filing: Filing) -> Dossier | None:
    """The dossier that was made of the filing; from here on nobody else makes one. Raises `FilingExpired`."""
    locked = Filing.objects.select_for_update().filter(pk=filing.pk).first()
    if locked is None:
        raise FilingExpired
    filing.dossier_id = locked.dossier_id
    return locked.dossier if locked.dossier_id else None


def draft(intake: Intake, known: Deciders | None = None) -> tuple[Dossier, Room]:
    """The unsaved dossier, and the office that decides it. `known` is who decides, for those who asked before."""
    center, version = intake.receiving_center, intake.version
    deciders = known or deciders_for(version, center, intake.case, elsewhere=intake.deciding_center)
    office = Room.of(intake.deciding_office) if intake.deciding_office else deciders.office
    dossier = Dossier(
        version=version,
        case=intake.case,
        level=deciders.level,
        channel=intake.channel,
        filed_by=intake.filed_by,
        owner=intake.owner,
        submitter=intake.submitter,
        account=intake.account,
        language=intake.language,
        needs_interpreter=intake.needs_interpreter,
        receiving_center=center,
        deciding_unit_id=deciders.unit_id,
        deciding_office_id=office.pk,
        return_center=intake.return_center or center,
        holder_id=reception_at(center).pk,
        secret=new_secret(),
        check_word=new_check_word(),
        source=intake.source,
    )
    return dossier, office


def keys_of(dossier: Dossier) -> Keys:
    """What a new dossier is counted under."""
    return Keys(
        center=dossier.receiving_center_id,
        unit=dossier.deciding_unit_id,
        procedure=dossier.version.procedure_id,
        level=str(dossier.level),
        channel=str(dossier.channel),
        filed_by=str(dossier.filed_by),
    )


def _attach(dossier: Dossier, papers: Sequence[PaperIn], filing: Filing | None, at: datetime, by: Actor) -> list[Paper]:
    attached = [
        Paper(
            dossier=dossier,
            required_id=paper.required_id,
            name=paper.name,
            originals=paper.originals,
            copies=paper.copies,
            certified=paper.certified,
            added_at=at,
            added_by_id=by.account_id,
        )
        for paper in papers
    ]
    rows.insert(attached)
    if filing is not None:
        filing.papers.update(dossier=dossier)
        filing.dossier = dossier
        filing.save(update_fields=["dossier"])
    return attached
