"""Lists by keyset: newest first, or first due first; no count, no offset, the same cost on every page."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django_filters.fields import IsoDateTimeField
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.serializers import ValidationError

from common.api import cursors
from common.api.answers import moment
from common.api.paging import limit_of
from dossiers.lifecycle import Status
from dossiers.models import Dossier

from .fields import BIGGEST_ID
from .lines import PATHS, line

NEWEST, DUE = "newest", "due"
ORDERS = (NEWEST, DUE)


class IdFilter(django_filters.Filter):
    """A whole number; the usual number filter takes fractions too."""

    field_class = forms.IntegerField


class MomentField(IsoDateTimeField):
    """An ISO moment as UTC, because the database does not take every offset that ISO 8601 knows."""

    def to_python(self, value: Any) -> datetime | None:
        moment: datetime | None = super().to_python(value)
        try:
            return moment.astimezone(UTC) if moment else None
        except OverflowError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


class MomentFilter(django_filters.Filter):
    field_class = MomentField


class DossierFilter(django_filters.FilterSet):
    """What a list can be narrowed by. Moments are ISO 8601."""

    status = django_filters.MultipleChoiceFilter(choices=Status.choices, distinct=False)
    code = django_filters.CharFilter(max_length=40)
    procedure = django_filters.CharFilter("version__procedure__code", max_length=20)
    center = django_filters.CharFilter("receiving_center__slug", max_length=60)
    office = IdFilter("holder", min_value=1, max_value=BIGGEST_ID)
    due_before = MomentFilter("due_at", lookup_expr="lt")
    due_after = MomentFilter("due_at", lookup_expr="gte")
    received_before = MomentFilter("received_at", lookup_expr="lt")
    received_after = MomentFilter("received_at", lookup_expr="gte")

    class Meta:
        model = Dossier
        fields: list[str] = []

    _form_class: ClassVar[Any] = None

    def get_form_class(self) -> Any:
        """Made once: the filters are the same for everybody."""
        if DossierFilter._form_class is None:
            DossierFilter._form_class = super().get_form_class()
        return DossierFilter._form_class


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


def page(seen: QuerySet[Dossier], asked: Any) -> dict[str, Any]:
    """One page as `LinesShape` words it, in one statement. Raises ValidationError, CursorInvalid, LimitInvalid."""
    limit, order = limit_of(asked), asked.get("order", NEWEST)
    if order not in ORDERS:
        raise ValidationError({"order": [f"{', '.join(ORDERS)}"]})
    if not DossierFilter.base_filters.keys().isdisjoint(asked):
        filtered = DossierFilter(asked, queryset=seen)
        if not filtered.form.is_valid():
            raise ValidationError(filtered.form.errors)
        seen = filtered.qs
    rows: list[Mapping[str, Any]] = list(_ordered(seen, order, asked.get("cursor", "")).values(*PATHS)[: limit + 1])
    following = _cursor(rows[limit - 1], order) if len(rows) > limit else None
    return {"results": [line(row) for row in rows[:limit]], "next": following}


def _ordered(rows: QuerySet[Dossier], order: str, cursor: str) -> QuerySet[Dossier]:
    if order == NEWEST:
        if cursor:
            rows = rows.filter(pk__lt=_id(cursors.read(cursor, (str, int)), NEWEST)[-1])
        return rows.order_by("-pk")
    rows = rows.filter(due_at__isnull=False)
    if cursor:
        _order, due, pk = _id(cursors.read(cursor, (str, str, int)), DUE)
        at = _moment(due)
        rows = rows.filter(Q(due_at__gt=at) | Q(due_at=at, pk__gt=pk), due_at__gte=at)
    return rows.order_by("due_at", "pk")


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
    return at
