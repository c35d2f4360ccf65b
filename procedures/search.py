"""Finding a procedure by a few letters of its words, with or without accents, in any order, or by its code."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from common.text import fold
from procedures.models import Procedure

FILLERS = ("", "thu tuc ", "dang ky ", "thu tuc dang ky ", "cap ", "thu tuc cap ")
"""Official names begin with "Thủ tục đăng ký …", "Cấp …"; few people type that."""


@dataclass(frozen=True)
class ProcedureHit:
    """A line of a search result; `version_id` is the version in force on the day asked for."""

    procedure_id: int
    version_id: int
    code: str
    name: str
    name_en: str
    sector: str
    level: str
    has_time: bool
    takes_online: bool


def search(text: str, *, on: date, limit: int = 20) -> list[ProcedureHit]:
    """Procedures in force on the day, best first; without text the ones asked for most."""
    return hits(matching(text, on=on)[:limit])


def matching(text: str, *, on: date) -> QuerySet[Procedure]:
    """The ranked selection behind `search`: exact code, name that begins so, name that says so, then by demand."""
    folded = fold(text)
    found = Procedure.objects.filter(_in_force(on))
    for word in re.findall(r"[^\s,;:()\"]+", folded):
        found = found.filter(search_fold__regex=r"\m" + re.escape(word))
    rank = Case(
        When(code=folded, then=Value(0)),
        When(_begins_with(folded), then=Value(1)),
        When(name_fold__contains=folded, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return found.select_related("sector").order_by(rank, "-demand_weight", "name_sort", "code")


def hits(procedures: Any) -> list[ProcedureHit]:
    """Read models of `matching`, or of a slice of it, in one query."""
    rows = procedures.values_list(
        "pk",
        "versions__pk",
        "code",
        "name",
        "name_en",
        "sector__name",
        "level",
        "versions__unit",
        "versions__takes_online",
    )
    return [
        ProcedureHit(pk, version_id, code, name, name_en, sector, level, unit is not None, bool(online))
        for pk, version_id, code, name, name_en, sector, level, unit, online in rows
    ]


def _begins_with(folded: str) -> Q:
    begins = Q()
    for filler in FILLERS:
        begins |= Q(name_fold__startswith=filler + folded)
    return begins


def _in_force(on: date) -> Q:
    until = Q(versions__valid_to__isnull=True) | Q(versions__valid_to__gte=on)
    return until & Q(versions__valid_from__lte=on)
