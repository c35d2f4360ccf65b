"""What a dossier declares by questions, as its readers see it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from citizens.identity import mask_number
from dossiers.models import Declaration, Dossier
from dossiers.questionnaire import blocks_of
from procedures import question_sets
from procedures.answers import AnswerBlock, AnswerChange, Mask, changes


@dataclass(frozen=True)
class Revision:
    """Answers that were changed when the dossier was sent again. `number` as the declaration, from 2."""

    number: int
    at: datetime
    changes: Sequence[AnswerChange]


@dataclass(frozen=True)
class Declared:
    """The answers that count, page by page, and what was changed on the way, newest first."""

    number: int
    at: datetime
    blocks: Sequence[AnswerBlock]
    revisions: Sequence[Revision]


def declared_in(dossier: Dossier, *, mask: Mask | None = mask_number) -> Declared | None:
    """Identity numbers masked unless told; None for a dossier without questions."""
    return declared_by(versions_of([dossier.pk]).get(dossier.pk, []), mask=mask)


def versions_of(dossiers: Iterable[int]) -> Mapping[int, list[Declaration]]:
    """The declarations by dossier, oldest first, in one statement."""
    found: dict[int, list[Declaration]] = {}
    rows = Declaration.objects.select_related("questions").filter(dossier__in=dossiers)
    for row in rows.order_by("dossier", "number"):
        found.setdefault(row.dossier_id, []).append(row)
    return found


def declared_by(versions: Sequence[Declaration], *, mask: Mask | None) -> Declared | None:
    """The same of rows that have been read, oldest first."""
    if not versions:
        return None
    last = versions[-1]
    revisions = [_revision(before, after, mask) for before, after in pairwise(versions)]
    return Declared(last.number, last.declared_at, blocks_of(last, mask=mask), revisions[::-1])


def _revision(before: Declaration, after: Declaration, mask: Mask | None) -> Revision:
    pages = question_sets.schema_of(after.questions).pages
    return Revision(after.number, after.declared_at, changes(pages, before.answers, after.answers, mask=mask))
