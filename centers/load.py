"""Reference data: Lào Cai with its bodies, the 99 centers with offices, and the country's addresses.

Adds what is missing and changes nothing that exists: what people have entered stays. Bulk writes, so no history rows.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centers.models import AddressUnit, Center, Counter, Office, OfficeKind, Predecessor, Unit, UnitKind
from centers.reference import facts
from common.clock import local_date
from common.errors import Refusal
from common.text import fold, vietnamese_key
from workcalendar.models import Calendar

CALENDAR = "lao-cai"
CENTER_NAME = "Trung tâm Phục vụ hành chính công {unit}"


@dataclass(frozen=True)
class LoadReport:
    """How many rows a load has added; all 0 when there was nothing to do."""

    units: int = 0
    predecessors: int = 0
    centers: int = 0
    offices: int = 0
    counters: int = 0
    addresses: int = 0


@transaction.atomic
def load(*, at: datetime) -> LoadReport:
    """Load everything this app knows. Raises Refusal when the calendar of Lào Cai is not there yet."""
    return replace(load_places(at=at), addresses=load_addresses())


@transaction.atomic
def load_places(*, at: datetime, communes: Collection[str] | None = None) -> LoadReport:
    """The province, its bodies, and the communes with these codes (a pilot of a few), or all 99."""
    rows = [row for row in facts("units")["communes"] if communes is None or row["code"] in communes]
    units = _add_units(_province(), rows)
    return LoadReport(
        units=units,
        predecessors=_add_predecessors(rows),
        centers=_add_centers(opened_on=min(date.fromisoformat(facts("units")["established_on"]), local_date(at))),
        offices=_add_commune_offices() + _add_agency_offices(),
        counters=_add_counters(),
    )


def load_addresses() -> int:
    """The country's 34 provinces and 3,321 communes, wards and special zones."""
    known = set(AddressUnit.objects.values_list("code", flat=True))
    provinces = facts("addresses")["provinces"]
    added = _add_address_rows([AddressUnit(code=p["c"], name=p["n"]) for p in provinces if p["c"] not in known])
    parents = {unit.code: unit for unit in AddressUnit.objects.filter(parent=None)}
    communes = [
        AddressUnit(code=code, name=name, parent=parents[province["c"]])
        for province in provinces
        for code, name in province["w"]
        if code not in known
    ]
    return added + _add_address_rows(communes)


def _province() -> Unit:
    row = facts("units")["province"]
    defaults = {"kind": UnitKind.PROVINCE, **{k: row[k] for k in ("name", "name_en", "slug", "identifier", "source")}}
    province, _created = Unit.objects.get_or_create(code=row["code"], defaults=defaults)
    return province


def _add_units(province: Unit, communes: list[dict[str, Any]]) -> int:
    source = facts("units")["meta"]["source"]
    rows = [{"kind": UnitKind.COMMUNE, "source": source, **row} for row in communes]
    rows += [{"source": facts("agencies")["meta"]["source"], **row} for row in facts("agencies")["units"]]
    known = set(Unit.objects.values_list("code", flat=True))
    fields = ("kind", "code", "name", "name_en", "slug", "source", "note")
    new = [Unit(parent=province, **{k: row[k] for k in fields if k in row}) for row in rows if row["code"] not in known]
    for unit in new:
        unit.fill_derived()
    return len(Unit.objects.bulk_create(new))


def _add_predecessors(communes: list[dict[str, Any]]) -> int:
    units = _communes()
    known = set(Predecessor.objects.values_list("unit_id", "name"))
    new = [
        Predecessor(unit=unit, name=name, name_fold=fold(name), former_province=row["former_province"])
        for row in communes
        for unit in [units[row["code"]]]
        for name in row["predecessors"]
        if (unit.pk, name) not in known
    ]
    return len(Predecessor.objects.bulk_create(new))


def _add_centers(*, opened_on: date) -> int:
    calendar = Calendar.objects.filter(slug=CALENDAR).first()
    if calendar is None:
        raise Refusal(_("The calendar “%(slug)s” must be loaded before the centers.") % {"slug": CALENDAR})
    known = set(Center.objects.values_list("unit_id", flat=True))
    new = [
        Center(
            unit=unit,
            slug=unit.slug,
            name=CENTER_NAME.format(unit=_in_a_sentence(unit)),
            name_sort=vietnamese_key(_own_name(unit)),
            calendar=calendar,
            opened_on=opened_on,
        )
        for unit in _communes().values()
        if unit.pk not in known
    ]
    created = Center.objects.bulk_create(new)
    group = facts("units")["coordination_group"]
    lead = Center.objects.filter(unit__code=group["lead"]).first()
    if lead is not None:
        members = Q(unit__code__in=group["members"], id__in=[center.pk for center in created])
        Center.objects.filter(members).update(coordination_lead=lead)
    return len(created)


def _add_commune_offices() -> int:
    new = [
        Office(
            unit=center.unit,
            center=center,
            slug=row["slug"],
            kind=row["kind"],
            name=row.get("name_in_wards", row["name"]) if center.unit.is_ward else row["name"],
        )
        for center in Center.objects.select_related("unit")
        for row in facts("offices")["offices"]
    ]
    return _add_missing_offices(new)


def _add_agency_offices() -> int:
    units = {unit.code: unit for unit in Unit.objects.filter(kind__in=[UnitKind.DEPARTMENT, UnitKind.AGENCY])}
    centers = list(Center.objects.select_related("unit"))
    new: list[Office] = []
    for row in facts("agencies")["units"]:
        for office in row["offices"]:
            new += _agency_office(units[row["code"]], office, centers)
    return _add_missing_offices(new)


def _agency_office(unit: Unit, row: dict[str, Any], centers: list[Center]) -> list[Office]:
    """One office of the province, or one that serves a center, or ("*") one at each center."""
    served = row.get("center")
    if served is None:
        return [Office(unit=unit, slug=row["slug"], name=row["name"], kind=OfficeKind.SPECIALISED)]
    return [
        Office(
            unit=unit,
            center=center,
            slug=row["slug"].format(center=center.slug),
            name=row["name"].format(unit=_in_a_sentence(center.unit)),
            kind=OfficeKind.SPECIALISED,
        )
        for center in centers
        if served in {"*", center.slug}
    ]


def _add_missing_offices(offices: Iterable[Office]) -> int:
    known = set(Office.objects.values_list("unit_id", "slug"))
    return len(Office.objects.bulk_create([o for o in offices if (o.unit_id, o.slug) not in known]))


def _add_counters() -> int:
    """The default list for Sa Pa, as long as the center has none of its own."""
    center = Center.objects.filter(slug="sa-pa").first()
    if center is None or center.counters.exists():
        return 0
    counters = facts("sa_pa")["counters"]
    rows = [
        Counter(center=center, number=row["number"], name=row["name"], source=counters["source_vi"])
        for row in counters["rows"]
    ]
    return len(Counter.objects.bulk_create(rows))


def _add_address_rows(rows: list[AddressUnit]) -> int:
    for row in rows:
        row.fill_derived()
    return len(AddressUnit.objects.bulk_create(rows, batch_size=1000))


def _communes() -> dict[str, Unit]:
    return {unit.code: unit for unit in Unit.objects.filter(kind=UnitKind.COMMUNE)}


def _own_name(unit: Unit) -> str:
    """ "Phường Sa Pa" → "Sa Pa"."""
    return unit.name.split(" ", 1)[1]


def _in_a_sentence(unit: Unit) -> str:
    """ "Phường Sa Pa" → "phường Sa Pa"."""
    return unit.name[0].lower() + unit.name[1:]
