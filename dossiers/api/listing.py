"""Lists by keyset: newest first, or first due first; no count, no offset, the same cost on every page."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django import forms
from django.db import connection
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.serializers import ValidationError

from common import prepared
from common.api import cursors
from common.api.answers import moment
from common.api.paging import limit_of
from common.clock import LOCAL_TZ
from dossiers.access import SEEN_IN_OFFICES
from dossiers.actors import Actor
from dossiers.lifecycle import Status

from .fields import BIGGEST_ID
from .lines import PATHS, line

NEWEST, DUE = "newest", "due"
ORDERS = (NEWEST, DUE)


class MomentField(forms.Field):
    """An ISO 8601 moment as UTC, because the database does not take every offset that ISO 8601 knows."""

    default_error_messages = {"invalid": _("Enter a moment as ISO 8601, such as 2026-11-19T09:10:00+07:00.")}

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            found = parse_datetime(str(value).strip())
            if found is None:
                raise ValueError
            return (found if found.tzinfo else found.replace(tzinfo=LOCAL_TZ)).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


class Narrowing(forms.Form):
    """What a list can be narrowed by; a field is used by the condition of its name."""

    status = forms.MultipleChoiceField(choices=Status.choices, required=False)
    code = forms.CharField(max_length=40, required=False)
    procedure = forms.CharField(max_length=20, required=False)
    center = forms.CharField(max_length=60, required=False)
    office = forms.IntegerField(min_value=1, max_value=BIGGEST_ID, required=False)
    due_before = MomentField(required=False)
    due_after = MomentField(required=False)
    received_before = MomentField(required=False)
    received_after = MomentField(required=False)


CONDITIONS: Mapping[str, str] = {
    "status": "d.status = ANY(%(status)s)",
    "code": "d.code = %(code)s",
    "procedure": "p.code = %(procedure)s",
    "center": "rc.slug = %(center)s",
    "office": "d.holder_id = %(office)s",
    "due_before": "d.due_at < %(due_before)s",
    "due_after": "d.due_at >= %(due_after)s",
    "received_before": "d.received_at < %(received_before)s",
    "received_after": "d.received_at >= %(received_after)s",
}


def _query(name: str, kind: OpenApiTypes, **rest: Any) -> OpenApiParameter:
    return OpenApiParameter(name, kind, required=False, **rest)


FILTERS = (
    _query("status", OpenApiTypes.STR, enum=Status.values, many=True, description="One or several"),
    _query("code", OpenApiTypes.STR, description="Exactly this code"),
    _query("procedure", OpenApiTypes.STR, description="Code of the procedure"),
    _query("center", OpenApiTypes.STR, description="Slug of the receiving center"),
    _query("office", OpenApiTypes.INT64, description="Office that has it now"),
    _query("due_before", OpenApiTypes.DATETIME),
    _query("due_after", OpenApiTypes.DATETIME, description="Or at that moment"),
    _query("received_before", OpenApiTypes.DATETIME),
    _query("received_after", OpenApiTypes.DATETIME, description="Or at that moment"),
    _query("order", OpenApiTypes.STR, enum=ORDERS, default=NEWEST),
)


USUAL = frozenset({"code"})
"""Lists narrowed by nothing else are planned once; all combinations would be too many plans to keep."""


def page(actor: Actor, at: datetime, asked: Any) -> dict[str, Any]:
    """One page as `LinesShape` words it, in one statement. Raises ValidationError, CursorInvalid, LimitInvalid."""
    limit, order = limit_of(asked), asked.get("order", NEWEST)
    if order not in ORDERS:
        raise ValidationError({"order": [f"{', '.join(ORDERS)}"]})
    wanted = _narrowed(asked)
    begun = _begun(order, asked.get("cursor", ""))
    parameters = {**wanted, **begun, "offices": sorted(actor.office_ids), "at": at, "most": limit + 1}
    statement = _statement(order, frozenset(wanted), bool(begun))
    found = prepared.fetch(statement, parameters) if wanted.keys() <= USUAL else _fetch(statement, parameters)
    rows = [dict(zip(PATHS, row, strict=True)) for row in found]
    following = _cursor(rows[limit - 1], order) if len(rows) > limit else None
    return {"results": [line(row) for row in rows[:limit]], "next": following}


def _fetch(statement: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _narrowed(asked: Any) -> dict[str, Any]:
    """The conditions that were asked for, with their values. Raises ValidationError."""
    if Narrowing.base_fields.keys().isdisjoint(asked):
        return {}
    form = Narrowing(asked)
    if not form.is_valid():
        raise ValidationError({name: [str(one) for one in errors] for name, errors in form.errors.items()})
    return {name: value for name, value in form.cleaned_data.items() if value not in (None, "", [])}


def _begun(order: str, cursor: str) -> dict[str, Any]:
    """Where the page before ended; empty on the first page."""
    if not cursor:
        return {}
    if order == NEWEST:
        return {"last": _id(cursors.read(cursor, (str, int)), NEWEST)[-1]}
    _order, due, pk = _id(cursors.read(cursor, (str, str, int)), DUE)
    return {"last_due": _moment(due), "last": pk}


@cache
def _statement(order: str, wanted: frozenset[str], is_begun: bool) -> str:
    """Newest first goes from each office through its dossiers backwards, and stops at a full page: the page costs the
    same whatever the number of dossiers elsewhere. One code, and first due first, ask of each dossier who sees it."""
    conditions = " AND ".join([CONDITIONS[name] for name in CONDITIONS if name in wanted] or ["TRUE"])
    if order == DUE:
        after = "AND (d.due_at, d.id) > (%(last_due)s, %(last)s)" if is_begun else ""
        return f"""{SELECT} WHERE {SEEN_IN_OFFICES} AND d.due_at IS NOT NULL AND {conditions} {after}
            ORDER BY d.due_at, d.id LIMIT %(most)s"""
    if "code" in wanted:
        after = "AND d.id < %(last)s" if is_begun else ""
        return f"{SELECT} WHERE {SEEN_IN_OFFICES} AND {conditions} {after} ORDER BY d.id DESC LIMIT %(most)s"
    narrowed = f"JOIN dossiers_dossier d ON d.id = seen.dossier_id {JOINS}"
    return f"""
WITH newest AS (
    SELECT DISTINCT one.dossier_id FROM unnest(%(offices)s::bigint[]) AS office (id) CROSS JOIN LATERAL (
        SELECT DISTINCT seen.dossier_id
        FROM dossiers_dossieraccess seen {narrowed if wanted else ""}
        WHERE seen.office_id = office.id AND seen.since <= %(at)s AND (seen.until IS NULL OR seen.until > %(at)s)
        AND {conditions} {"AND seen.dossier_id < %(last)s" if is_begun else ""}
        ORDER BY seen.dossier_id DESC LIMIT %(most)s
    ) one
    ORDER BY one.dossier_id DESC LIMIT %(most)s
)
{SELECT} WHERE d.id IN (SELECT dossier_id FROM newest) ORDER BY d.id DESC"""


JOINS = """
JOIN procedures_procedureversion v ON v.id = d.version_id JOIN procedures_procedure p ON p.id = v.procedure_id
JOIN centers_center rc ON rc.id = d.receiving_center_id JOIN centers_center bc ON bc.id = d.return_center_id
"""
ELSEWHERE = {
    "version__procedure__code": "p.code",
    "receiving_center__slug": "rc.slug",
    "return_center__slug": "bc.slug",
}
SELECT = f"""SELECT {", ".join(ELSEWHERE.get(path) or f"d.{'id' if path == 'pk' else path}" for path in PATHS)}
FROM dossiers_dossier d {JOINS}"""


def _cursor(last: Mapping[str, Any], order: str) -> str:
    if order == NEWEST:
        return cursors.written([NEWEST, last["pk"]])
    return cursors.written([DUE, moment(last["due_at"]), last["pk"]])


def _id(values: list[Any], order: str) -> list[Any]:
    """The values of a cursor, which must be of this order and end with the id of a row."""
    if values[0] != order or not 0 < values[-1] < 2**63:
        raise cursors.CursorInvalid
    return values


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise cursors.CursorInvalid from error
    if at.tzinfo is None or not 1900 < at.year < 3000:
        raise cursors.CursorInvalid
    return at.astimezone(UTC)  # the database does not take every offset that ISO 8601 knows
