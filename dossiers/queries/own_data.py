"""What is held about the person behind an account, and who looked at it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Kind, User
from centers.models import Posting
from citizens.identity import mask_number
from citizens.models import Party
from common.clock import local_date
from dossiers.access import own_to
from dossiers.data_rights import UNFINISHED, DataState, DataVerb
from dossiers.models import DataRequest, Declaration, DigitisedPaper, Dossier, DossierView, FiledBy
from dossiers.questionnaire import blocks_of

from .answers import Declared, declared_by, versions_of

MOST_LOOKS = 100
MOST_DECLARED = 50
LOOKS: Mapping[str, Any] = {
    "page": _("the page of the dossier"),
    "paper": _("a file"),
    "slip": _("a form, printed"),
    "api": _("by another system"),
    "export": _("in a list, masked"),
    "export_full": _("in a list, in full"),
}
VERBS: Mapping[str, Any] = {
    "send": _("Received"),
    DataVerb.ACKNOWLEDGE: _("First answer"),
    DataVerb.EXTEND: _("Extended"),
    DataVerb.FINISH: _("Done"),
    DataVerb.REFUSE: _("Refused"),
}


@dataclass(frozen=True)
class Look:
    """Somebody looked: the place, not the name of the official; `who` of systems is their name."""

    at: datetime
    code: str
    what: str
    who: str


@dataclass(frozen=True)
class OwnData:
    """`parties`: the person's records, proven or declared with this account; `declared`: of the newest dossiers."""

    parties: Sequence[Party]
    dossiers: int
    declared: Sequence[tuple[Dossier, Declared]]
    papers: Sequence[DigitisedPaper]
    looks: Sequence[Look]


@dataclass(frozen=True)
class RequestLine:
    """One request with the moment that counts next; `light` "" when it is over."""

    request: DataRequest
    state: str
    tone: str
    due: datetime | None
    light: str
    steps: Sequence[Mapping[str, Any]]


def own_data(account: User, at: datetime) -> OwnData:
    """Everything of the page, in a fixed number of statements."""
    parties = parties_of(account)
    mine = own_to(account, at)
    return OwnData(
        parties=parties,
        dossiers=mine.count(),
        declared=_declared(mine),
        papers=_papers(parties, mine.values("pk")),
        looks=_looks(account, mine.values("pk"), at),
    )


def _declared(mine: QuerySet[Dossier]) -> list[tuple[Dossier, Declared]]:
    """What was answered to questions, identity numbers masked."""
    found = mine.filter(Exists(Declaration.objects.filter(dossier=OuterRef("pk")))).select_related("version__procedure")
    newest = list(found.order_by("-pk")[:MOST_DECLARED])
    versions = versions_of([dossier.pk for dossier in newest])
    told = [(dossier, declared_by(versions[dossier.pk], mask=mask_number)) for dossier in newest]
    return [(dossier, declared) for dossier, declared in told if declared is not None]


def _papers(parties: Sequence[Party], dossiers: Any) -> list[DigitisedPaper]:
    """Of the proven person, and only from dossiers that are open to the account.

    A merge of records brings papers of the other record along, but is a statement of staff and no proof: like the
    dossiers they came with, they stay closed.
    """
    proven = [party.pk for party in parties if party.is_proven]
    return list(DigitisedPaper.objects.filter(party__in=proven, paper__dossier__in=dossiers).order_by("-pk"))


def parties_of(account: User) -> list[Party]:
    """The person's own records: the proven one, and what the account declared, but for those whom it only helped."""
    proven = Q(account=account, account_proven_at__isnull=False)
    helped = Dossier.objects.filter(account=account, filed_by=FiledBy.HELPER)
    declared = Q(entered_by=account) & ~Q(pk__in=helped.values("owner"))
    rows = Party.objects.filter(proven | declared, merged_into=None)
    return list(rows.select_related("address_unit__parent").order_by("pk"))


def number_shown(party: Party) -> str:
    return mask_number(party.number) if party.number else ""


def _looks(account: User, dossiers: Any, at: datetime) -> list[Look]:
    rows = list(
        DossierView.objects.filter(dossier__in=dossiers)
        .exclude(user=account)
        .select_related("dossier", "user")
        .order_by("-at", "-pk")[:MOST_LOOKS]
    )
    places = _places_of({row.user_id for row in rows}, local_date(at))
    return [
        Look(row.at, row.dossier.code or "", str(LOOKS.get(row.what, row.what)), _who(row.user, places)) for row in rows
    ]


def _who(user: User, places: Mapping[int, str]) -> str:
    if user.kind == Kind.SYSTEM:
        return user.full_name
    if user.kind == Kind.CITIZEN:
        return str(_("another person of this dossier"))
    return places.get(user.pk, str(_("staff")))


def _places_of(people: Collection[int], on: date) -> dict[int, str]:
    """Where each official sits; those who left keep the last place."""
    rows = Posting.objects.filter(user__in=people).select_related("office__unit", "center", "unit").order_by("since")
    found = {}
    for row in rows:
        place = f"{row.office.name}, {row.office.unit.name}" if row.office else ""
        found[row.user_id] = place or (row.center.name if row.center else row.unit.name if row.unit else "")
    return found


def document_of(account: User, at: datetime) -> dict[str, Any]:
    """Everything that is held, as a document to take along. Texts are as they are kept."""
    held = own_data(account, at)
    found = own_to(account, at).select_related("version__procedure", "receiving_center").order_by("pk")
    mine = list(found.prefetch_related("papers", "events"))
    versions = versions_of([dossier.pk for dossier in mine])
    return {
        "account": {"name": account.full_name, "email": account.email, "phone": account.phone},
        "persons": [_person(party) for party in held.parties],
        "dossiers": [_dossier(dossier, versions.get(dossier.pk, ())) for dossier in mine],
        "kept_papers": [
            {"kind": paper.kind, "issuer": paper.issuer, "issued_on": paper.issued_on, "valid_until": paper.valid_until}
            for paper in held.papers
        ],
        "looks": [{"at": look.at, "dossier": look.code, "what": look.what, "who": look.who} for look in held.looks],
        "requests": [
            {"wish": row.wish, "text": row.text, "state": row.state, "received_at": row.received_at}
            for row in DataRequest.objects.filter(account=account).order_by("pk")
        ],
    }


def _person(party: Party) -> dict[str, Any]:
    return {
        "kind": party.kind,
        "name": party.name,
        "number": party.number,
        "old_number": party.old_number,
        "birth_date": party.birth_date,
        "gender": party.gender,
        "ethnicity": party.ethnicity,
        "phone": party.phone,
        "email": party.email,
        "address": party.address,
        "proven_at": party.account_proven_at,
    }


def _dossier(dossier: Dossier, versions: Sequence[Declaration]) -> dict[str, Any]:
    return {
        "code": dossier.code,
        "procedure": dossier.version.procedure.name,
        "status": dossier.status,
        "received_by": dossier.receiving_center.name,
        "submitted_at": dossier.submitted_at,
        "received_at": dossier.received_at,
        "due_at": dossier.due_at,
        "ended_at": dossier.ended_at,
        "declared": [_answers(version) for version in versions],
        "papers": [
            {"name": paper.name, "file": paper.file_name, "sha256": paper.sha256} for paper in dossier.papers.all()
        ],
        "events": [{"at": event.at, "what": event.transition} for event in dossier.events.all()],
    }


def _answers(version: Declaration) -> dict[str, Any]:
    """In full: it is the person's own, and theirs alone."""
    rows = [row for block in blocks_of(version) for row in block.rows]
    answers = [{"question": row.label, "answer": row.value} for row in rows]
    return {"version": version.number, "declared_at": version.declared_at, "answers": answers}


def line_of(request: DataRequest, at: datetime) -> RequestLine:
    """With its steps; `steps` as `components/timeline.html` wants them."""
    due = None
    if request.state in UNFINISHED:
        due = request.first_answer_by if request.state == DataState.OPEN else request.fulfil_by
    steps = [
        {"title": str(VERBS[step.verb]), "at": step.at, "by": "", "text": step.text, "state": "done"}
        for step in request.steps.order_by("pk")
    ]
    return RequestLine(request, request.get_state_display(), TONES[request.state], due, _light(due, at), steps)


TONES: Mapping[str, str] = {
    DataState.OPEN: "blue",
    DataState.ANSWERED: "blue",
    DataState.DONE: "green",
    DataState.REFUSED: "red",
}


def _light(due: datetime | None, at: datetime) -> str:
    if due is None:
        return ""
    days = (local_date(due) - local_date(at)).days
    return "red" if days <= 0 else "yellow" if days <= 1 else "green"
