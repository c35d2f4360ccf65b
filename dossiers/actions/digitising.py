"""Papers that are scanned once and used again: described by the desk, offered to the same owner, never asked twice.

Only the owner's own papers are offered, and only to who may act on the owner's dossier.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Kind, User
from accounts.roles import Role
from common.clock import local_date
from common.errors import Refusal
from dossiers.actors import Actor
from dossiers.lifecycle import FINAL
from dossiers.models import DigitisedPaper, DigitisedSource, Dossier, Paper, PaperKind
from procedures.papers import kinds

from .interpreter import Work, work_on

DESCRIBED = (PaperKind.APPLICATION, PaperKind.SUPPLEMENT)
WORKERS = frozenset({Role.COUNTER, Role.OFFICER, Role.HEAD, Role.LEADER})


class NothingScanned(Refusal):
    default_message = _("Only a paper with a scan can be digitised.")


class KnownAlready(Refusal):
    default_message = _("This paper has been digitised already.")


class NotTheOffice(Refusal):
    default_message = _("Another office holds this dossier now.")


class NotProven(Refusal):
    default_message = _("The scan was uploaded by an account that is not proven to be the owner.")


class DatesCross(Refusal):
    default_message = _("The paper cannot end before it was issued, nor be issued after today.")


class NotOffered(Refusal):
    default_message = _(
        "This paper cannot be used again here: it is not the owner's, not valid any more, or there already."
    )


@dataclass(frozen=True)
class Description:
    """What is written about a paper. `valid_until` None: without end."""

    kind: str
    issuer: str
    issued_on: date | None = None
    valid_until: date | None = None


def digitise(
    dossier: Dossier, paper_id: int, description: Description, *, at: datetime, by: Actor, seen: int | None = None
) -> DigitisedPaper:
    """Describe a scan of the dossier for later use.

    Raises `NotTheOffice`, `NothingScanned`, `KnownAlready`, `NotProven`, `DatesCross`.
    """
    with work_on(dossier, seen=seen) as work:
        by_id = _worker(work, at, by)
        paper = work.dossier.papers.select_related("added_by").filter(pk=paper_id, kind__in=DESCRIBED).first()
        if paper is None or not paper.sha256:
            raise NothingScanned
        if paper.reused_id is not None or DigitisedPaper.objects.filter(paper=paper).exists():
            raise KnownAlready
        _check_dates(description, at)
        return DigitisedPaper.objects.create(
            paper=paper,
            party=work.dossier.owner,
            kind=description.kind.strip(),
            issuer=description.issuer.strip(),
            issued_on=description.issued_on,
            valid_until=description.valid_until,
            source=_source_of(paper, work.dossier),
            at=at,
            by_id=by_id,
        )


def reuse(
    dossier: Dossier, digitised_ids: Sequence[int], *, at: datetime, by: Actor, seen: int | None = None
) -> list[Paper]:
    """Papers of the owner that were digitised before become papers of this dossier, marked as used again.

    Raises `NotTheOffice`, `NotOffered`; then none does.
    """
    with work_on(dossier, seen=seen) as work:
        by_id = _worker(work, at, by)
        choice = {one.pk: one for one in offered(work.dossier, at)}
        if not digitised_ids or set(digitised_ids) - set(choice):
            raise NotOffered
        return [_used_again(choice[pk], work.dossier, at, by_id) for pk in dict.fromkeys(digitised_ids)]


def use_own(dossier: Dossier, papers: Iterable[DigitisedPaper], *, at: datetime, by: User) -> list[Paper]:
    """Papers of the person who has just sent the dossier become papers of it, marked as used again.

    Whether each is theirs was asked before (`own_papers.to_be_sent`), in the same transaction.
    """
    return [_used_again(one, dossier, at, by.pk) for one in papers]


def offered(dossier: Dossier, at: datetime) -> list[DigitisedPaper]:
    """What is on hand of the owner and not in the dossier yet."""
    here = set(dossier.papers.exclude(sha256="").values_list("sha256", flat=True))
    return [one for one in on_hand(dossier.owner_id, at) if one.paper.sha256 not in here]


def on_hand(owner_id: int, at: datetime) -> list[DigitisedPaper]:
    """Digitised papers of a person that are valid on this day: the newest of each kind."""
    return valid_of(DigitisedPaper.objects.filter(party=owner_id).select_related("paper__dossier", "by"), at)


def valid_of(rows: QuerySet[DigitisedPaper], at: datetime) -> list[DigitisedPaper]:
    """The newest of each kind among papers of one person, if it is valid on this day."""
    newest = rows.order_by("kind_fold", "-pk").distinct("kind_fold")
    today = local_date(at)
    return [one for one in newest if _is_valid(one, today)]


def _is_valid(one: DigitisedPaper, today: date) -> bool:
    return one.valid_until is None or one.valid_until >= today


def _used_again(one: DigitisedPaper, dossier: Dossier, at: datetime, by_id: int) -> Paper:
    listed = [row for row in dossier.version.papers.all() if not row.is_note and one.kind_fold in kinds(row.name)]
    return Paper.objects.create(
        dossier=dossier,
        reused=one,
        required=listed[0] if listed else None,
        name=one.kind,
        file_name=one.paper.file_name,
        content_type=one.paper.content_type,
        size=one.paper.size,
        sha256=one.paper.sha256,
        key_id=one.paper.key_id,
        added_at=at,
        added_by_id=by_id,
    )


def may_digitise(dossier: Dossier, by: Actor) -> bool:
    """The office that holds the dossier describes its papers, as long as it is not over."""
    return dossier.status not in FINAL and dossier.holder_id in by.offices_as(WORKERS)


def _worker(work: Work, at: datetime, by: Actor) -> int:
    if by.account_id is None or not may_digitise(work.dossier, by):
        raise NotTheOffice
    return by.account_id


def _source_of(paper: Paper, dossier: Dossier) -> DigitisedSource:
    """A citizen's own upload counts only from the proven account of the owner."""
    if paper.added_by is None or paper.added_by.kind != Kind.CITIZEN:
        return DigitisedSource.DESK
    owner = dossier.owner
    if owner.account_id != paper.added_by_id or owner.account_proven_at is None:
        raise NotProven
    return DigitisedSource.ACCOUNT


def _check_dates(description: Description, at: datetime) -> None:
    issued, until = description.issued_on, description.valid_until
    if issued is not None and issued > local_date(at):
        raise DatesCross(field="issued_on")
    if issued is not None and until is not None and until < issued:
        raise DatesCross(field="valid_until")
