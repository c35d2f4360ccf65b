"""A list of dossiers leaves the house as a spreadsheet: first it is recorded who takes what, then it is written."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from citizens.identity import mask_number, normalise_number
from common.clock import local_date
from common.errors import Refusal
from dossiers.actors import Actor
from dossiers.models import Dossier, ExportKind, ExportRecord
from policies.catalogue import PolicyKey
from policies.queries import number


class TooManyRows(Refusal):
    def __init__(self, most: int) -> None:
        super().__init__(
            _("This list has more than %(most)s dossiers. Narrow it down, for example to a shorter period.")
            % {"most": f"{most:,}".replace(",", ".")}
        )


class ReasonNeeded(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say what the full list is needed for; it is kept with the export."), field="reason")


class LeadersOnly(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Only a leader may take identity numbers and phone numbers out in full."), field="extent")


@dataclass(frozen=True)
class Wanted:
    """What somebody takes: a kind of list, its filter as words of the address, in full or masked, and why."""

    what: ExportKind
    asked: Mapping[str, str] = field(default_factory=dict)
    is_full: bool = False
    reason: str = ""


def check_extent(wanted: Wanted, *, by: Actor) -> None:
    """Who may take personal data in full, and why. Raises LeadersOnly, ReasonNeeded."""
    if wanted.is_full and not by.offices_as(frozenset({Role.LEADER})):
        raise LeadersOnly
    if wanted.is_full and not wanted.reason.strip():
        raise ReasonNeeded


@transaction.atomic
def record_export(selection: QuerySet[Dossier], wanted: Wanted, *, at: datetime, by: Actor) -> ExportRecord:
    """Record the export and every dossier in it, in one statement, however many they are.

    The file is then written from these rows, so that it holds exactly what was recorded. Raises LeadersOnly,
    ReasonNeeded and TooManyRows (policy export.max_rows).
    """
    check_extent(wanted, by=by)
    most = number(PolicyKey.EXPORT_MAX_ROWS, on=local_date(at))
    picked, params = _picked(selection, most + 1)
    seen_as = "export_full" if wanted.is_full else "export"
    asked = json.dumps({key: _without_numbers(text) for key, text in wanted.asked.items() if text})
    given: list[Any] = [wanted.what.value, asked, wanted.is_full, wanted.reason.strip()]
    with connection.cursor() as cursor:
        cursor.execute(RECORD.format(picked=picked), [*params, by.account_id, *given, at, by.account_id, seen_as, at])
        record = ExportRecord.objects.get(pk=cursor.fetchone()[0])
    if record.count > most:
        raise TooManyRows(most)
    return record


RECORD = """
WITH picked (id) AS MATERIALIZED ({picked}),
record AS (
    INSERT INTO dossiers_exportrecord (user_id, what, asked, is_full, reason, count, at)
    SELECT %s, %s, %s::jsonb, %s, %s, (SELECT count(*) FROM picked), %s
    RETURNING id
),
seen AS (
    INSERT INTO dossiers_dossierview (dossier_id, user_id, what, at, export_id)
    SELECT picked.id, %s, %s, %s, record.id FROM picked CROSS JOIN record
)
SELECT id FROM record
"""


def _picked(selection: QuerySet[Dossier], most: int) -> tuple[str, tuple[Any, ...]]:
    try:
        return selection.order_by().values("id").distinct()[:most].query.sql_with_params()
    except EmptyResultSet:
        return "SELECT NULL::bigint WHERE false", ()


def _without_numbers(text: str) -> str:
    """A search for somebody's identity number or phone is remembered without it."""
    plain = normalise_number("", text)
    return mask_number(plain) if re.fullmatch(r"\+?[A-Z]{0,2}\d{6,14}", plain) else text
