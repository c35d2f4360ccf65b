"""Everything the page of one dossier shows to staff, asked before it is drawn. Numbers of people are masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from citizens.identity import mask_number
from citizens.models import Party
from dossiers.calendars import SHELF
from dossiers.history import fold
from dossiers.letters import LIVE
from dossiers.lifecycle import Status
from dossiers.models import Channel, Dossier, FiledBy, Leg, Paper, PaperKind, history_of
from dossiers.state import deadline_of
from procedures.diagram import Diagram
from procedures.queries import limit_of, steps_of
from workcalendar.explain import explain

from . import lines
from .merges import MergeLine, merge_lines
from .process import process_of_dossier
from .requests import Requests, requests_of
from .standing import Standing, Standings


@dataclass(frozen=True)
class PartyCard:
    """Who somebody is, with all but the last characters of the number hidden."""

    name: str
    kind: str
    number: str
    number_kind: str
    birth_date: date | None
    gender: str
    ethnicity: str
    phone: str
    email: str
    address: str


@dataclass(frozen=True)
class PaperLine:
    """A paper; `size` in bytes, 0 when nothing was scanned. `used_from`: code of the dossier it is used again from."""

    id: int
    name: str
    kind: str
    is_result: bool
    originals: int
    certified: int
    copies: int
    file_name: str
    size: int
    added_at: datetime
    is_reused: bool
    used_from: str


@dataclass(frozen=True)
class InTransit:
    """A hand-over that the receiving office has not confirmed yet."""

    to_office: str
    since: datetime
    by: str


@dataclass(frozen=True)
class Places:
    """Where it was received, is decided and handed out, and who has it now."""

    center: str
    deciding_unit: str
    return_center: str
    holder: str
    assignee: str
    in_transit: InTransit | None


@dataclass(frozen=True)
class Dates:
    """`limit` in words; `due_lines` explain the due date line by line, the last is the result."""

    limit: str
    submitted_at: datetime | None
    received_at: datetime | None
    promised_at: datetime | None
    due_at: datetime | None
    appointment_at: datetime | None
    step_due_at: datetime | None
    ended_at: datetime | None
    delivered_at: datetime | None
    due_lines: Sequence[str]


@dataclass(frozen=True)
class Records:
    """What happened, kind by kind."""

    events: Sequence[lines.EventLine]
    legs: Sequence[lines.LegLine]
    pauses: Sequence[lines.PauseLine]
    forms: Sequence[lines.FormLine]
    notices: Sequence[lines.NoticeLine]
    merges: Sequence[MergeLine]


@dataclass(frozen=True)
class DossierPage:
    """`submitter` is None where the owner is the submitter."""

    id: int
    revision: int
    code: str
    status: str
    status_label: str
    return_kind: str
    standing: Standing
    procedure: str
    procedure_code: str
    case: str
    channel: str
    filed_by: str
    needs_interpreter: bool
    places: Places
    dates: Dates
    owner: PartyCard
    submitter: PartyCard | None
    papers: Sequence[PaperLine]
    diagram: Diagram
    steps_are_modelled: bool
    records: Records
    has_slip: bool
    requests: Requests
    letter_id: int | None  # form 04 that is being prepared


def page_of(dossier: Dossier, *, at: datetime) -> DossierPage:
    """The page of a dossier that came through `access.dossier_for`."""
    procedure = dossier.version.procedure
    steps = steps_of(dossier.version)
    own_hands = dossier.submitter_id == dossier.owner_id
    return DossierPage(
        id=dossier.pk,
        revision=dossier.revision,
        code=dossier.code or "",
        status=dossier.status,
        status_label=str(Status(dossier.status).label),
        return_kind=dossier.get_return_kind_display(),
        standing=Standings(at).of(dossier),
        procedure=procedure.name,
        procedure_code=procedure.code,
        case=dossier.case.label if dossier.case else "",
        channel=str(Channel(dossier.channel).label),
        filed_by=str(FiledBy(dossier.filed_by).label),
        needs_interpreter=dossier.needs_interpreter,
        places=_places(dossier),
        dates=_dates(dossier),
        owner=party_card(dossier.owner),
        submitter=None if own_hands else party_card(dossier.submitter),
        papers=paper_lines(dossier),
        diagram=process_of_dossier(dossier, steps, at),
        steps_are_modelled=any(step.is_modelled for step in steps),
        records=_records(dossier, at),
        has_slip=dossier.has_slip,
        requests=requests_of(dossier, at=at),
        letter_id=dossier.letters.filter(state__in=LIVE).values_list("pk", flat=True).order_by("-about_at").first(),
    )


def _places(dossier: Dossier) -> Places:
    return Places(
        center=dossier.receiving_center.name,
        deciding_unit=dossier.deciding_unit.name,
        return_center=dossier.return_center.name,
        holder=dossier.holder.name,
        assignee=dossier.assignee.full_name if dossier.assignee else "",
        in_transit=_in_transit(dossier),
    )


def _dates(dossier: Dossier) -> Dates:
    limit = limit_of(dossier.version, dossier.case)
    return Dates(
        limit=limit.in_words() if limit else "",
        submitted_at=dossier.submitted_at,
        received_at=dossier.received_at,
        promised_at=dossier.promised_at,
        due_at=dossier.due_at,
        appointment_at=dossier.appointment_at,
        step_due_at=dossier.step_due_at,
        ended_at=dossier.ended_at,
        delivered_at=dossier.delivered_at,
        due_lines=due_lines(dossier),
    )


def _records(dossier: Dossier, at: datetime) -> Records:
    return Records(
        events=lines.event_lines(dossier),
        legs=lines.leg_lines(dossier, at=at),
        pauses=lines.pause_lines(dossier),
        forms=lines.form_lines(dossier),
        notices=lines.notice_lines(dossier),
        merges=merge_lines(dossier),
    )


def due_lines(dossier: Dossier) -> list[str]:
    """Why the dossier is due then, in the language of the page; nothing before reception."""
    if dossier.received_at is None:
        return []
    return explain(deadline_of(fold(history_of(dossier), SHELF), SHELF).steps)


def party_card(party: Party) -> PartyCard:
    return PartyCard(
        name=party.name,
        kind=party.get_kind_display(),
        number=mask_number(party.number),
        number_kind=party.get_number_kind_display(),
        birth_date=party.birth_date,
        gender=party.get_gender_display(),
        ethnicity=party.ethnicity,
        phone=party.phone,
        email=party.email,
        address=party.address,
    )


def paper_lines(dossier: Dossier) -> list[PaperLine]:
    papers = dossier.papers.defer("sha256", "key_id").select_related("reused__paper__dossier").order_by("kind", "id")
    return [_paper_line(paper) for paper in papers]


def _paper_line(paper: Paper) -> PaperLine:
    return PaperLine(
        id=paper.pk,
        name=paper.name,
        kind=str(PaperKind(paper.kind).label),
        is_result=paper.kind == PaperKind.RESULT,
        originals=paper.originals,
        certified=paper.certified,
        copies=paper.copies,
        file_name=paper.file_name,
        size=paper.size,
        added_at=paper.added_at,
        is_reused=paper.reused is not None,
        used_from=_first_code(paper),
    )


def _first_code(paper: Paper) -> str:
    first = paper.reused.paper.dossier if paper.reused is not None else None
    return (first.code or "") if first is not None else ""


def _in_transit(dossier: Dossier) -> InTransit | None:
    leg = Leg.objects.filter(dossier=dossier, confirmed_at=None).select_related("office", "given_by").first()
    if leg is None:
        return None
    return InTransit(leg.office.name, leg.given_at, leg.given_by.full_name if leg.given_by else "")
