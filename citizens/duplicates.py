"""Records of the desk that are probably one person: the same name and day of birth, or the same phone and a similar
name. Pairs that could not be merged anyway, and those that somebody has told apart, are left out."""

from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from citizens.models import Party


class Likeness(StrEnum):
    """Why two records are offered."""

    BIRTH = "birth"
    PHONE = "phone"


@dataclass(frozen=True)
class Pair:
    """Two ids, the smaller first."""

    first: int
    second: int
    likeness: Likeness


def probable(reach: QuerySet[Party], *, similarity: float, offset: int, limit: int) -> list[Pair]:
    """Pairs of which both records are in `reach`, by name; `similarity` of folded names from 0 to 1. One statement."""
    try:
        within, params = reach.order_by().values("id").query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(PAIRS.format(reach=within, agree=NUMBERS_AGREE), [*params, similarity, limit, offset])
        return [Pair(first, second, Likeness(likeness)) for first, second, likeness in cursor.fetchall()]


NUMBERS_AGREE = """(
    a.number_hash = '' OR b.number_hash = '' OR a.number_kind <> b.number_kind
    OR a.number_hash = b.old_number_hash OR b.number_hash = a.old_number_hash
)"""  # other numbers are other people, but the old and the new number of one card

PAIRS = """
WITH desk AS (
    SELECT id, kind, name_fold, birth_date, phone, number_kind, number_hash, old_number_hash, account_id
    FROM citizens_party
    WHERE entered_by_id IS NULL AND merged_into_id IS NULL AND id IN ({reach})
),
alike AS (
    SELECT a.id AS first, b.id AS second, a.name_fold, 'birth' AS likeness
    FROM desk a JOIN desk b ON b.name_fold = a.name_fold AND b.birth_date = a.birth_date AND b.id > a.id
    WHERE a.kind = b.kind AND {agree}
      AND (a.account_id IS NULL OR b.account_id IS NULL OR a.account_id = b.account_id)
    UNION ALL
    SELECT a.id, b.id, a.name_fold, 'phone'
    FROM desk a JOIN desk b ON b.phone = a.phone AND b.id > a.id
    WHERE a.phone <> '' AND similarity(a.name_fold, b.name_fold) >= %s
      AND a.kind = b.kind AND {agree}
      AND (a.account_id IS NULL OR b.account_id IS NULL OR a.account_id = b.account_id)
)
SELECT first, second, min(likeness) FROM alike
WHERE NOT EXISTS (
    SELECT FROM citizens_differentpeople d WHERE d.first_id = alike.first AND d.second_id = alike.second
)
GROUP BY first, second, name_fold ORDER BY name_fold, first, second LIMIT %s OFFSET %s
"""
