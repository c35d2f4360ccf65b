"""A workbook beside the catalogue of a day: what would change, or why it cannot."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Min
from django.utils.translation import gettext as _

from common.text import fold
from procedures.deciding import OFFICE_BY_SECTOR
from procedures.models import DecidingKind, ProcedureVersion, Sector
from procedures.workbook.compare import Change, Plan, plan_of
from procedures.workbook.entries import Entry, WorkbookError, WorkbookRefused, codes_known, entry_of, versions_on
from procedures.workbook.sheets import PROCEDURES

CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{2,19}")
NAMED_KINDS = (DecidingKind.DEPARTMENT, DecidingKind.AGENCY)


@dataclass(frozen=True)
class _Present:
    """The catalogue as it is: entries in force on the day, when their versions began, when the next ones begin, all
    codes, sector names."""

    entries: dict[str, Entry]
    began: dict[str, date]
    later: dict[str, date]
    codes: frozenset[str]
    sectors: dict[str, str]


def plans_for(entries: Iterable[Entry], *, on: date, today: date) -> list[Plan]:
    """A plan per entry for changes that count from `on`. Raises WorkbookRefused with every error found."""
    if on < today:
        text = _("A change takes effect today or later, never backwards.")
        raise WorkbookRefused([WorkbookError("", 0, text)])
    present = _present(on)
    plans, errors = [], []
    for entry in entries:
        plan = plan_of(entry, present.entries.get(entry.code), later_from=present.later.get(entry.code))
        errors += [
            WorkbookError(PROCEDURES.title, entry.row, problem)
            for problem in _problems(entry, plan.change, present, on=on, today=today)
        ]
        plans.append(plan)
    if errors:
        raise WorkbookRefused(errors)
    return plans


def _present(on: date) -> _Present:
    versions = list(versions_on(on))
    later = ProcedureVersion.objects.filter(valid_from__gt=on).values("procedure__code")
    return _Present(
        entries={version.procedure.code: entry_of(version) for version in versions},
        began={version.procedure.code: version.valid_from for version in versions},
        later=dict(later.order_by().annotate(first=Min("valid_from")).values_list("procedure__code", "first")),
        codes=codes_known(),
        sectors=dict(Sector.objects.values_list("code", "name")),
    )


def _problems(entry: Entry, change: Change, present: _Present, *, on: date, today: date) -> Iterator[str]:
    yield from _problems_of_sector(entry, present)
    if change.is_new and entry.code in present.codes:
        yield _("No version of %(code)s counts on that day, so there is nothing to follow.") % {"code": entry.code}
    if change.is_new and not CODE.fullmatch(entry.code):
        yield _("“%(code)s” is not a procedure code.") % {"code": entry.code}
    if not change.opens_version:
        return
    if not change.is_new and present.began[entry.code] == on == today:
        text = _("A version of %(code)s began today already and may be in use; let the changes count from tomorrow.")
        yield text % {"code": entry.code}
    yield from _problems_of_law(entry, present.entries.get(entry.code))


def _problems_of_sector(entry: Entry, present: _Present) -> Iterator[str]:
    code = entry.description["sector_code"]
    known = present.sectors.get(code)
    if known is None and not entry.sector_name:
        yield _("The sector %(code)s is new; write its name too.") % {"code": code}
    if known is not None and entry.sector_name and fold(entry.sector_name) != fold(known):
        yield _("The sector %(code)s is called “%(name)s” here.") % {"code": code, "name": known}


def _problems_of_law(entry: Entry, current: Entry | None) -> Iterator[str]:
    law, before = entry.law, current.law if current else {}
    if before.get("unit") is not None and law["unit"] is None:
        yield _("The time limit is known; an empty cell would take it away.")
    if law["unit"] is not None and not law["time_source"]:
        yield _("Say which decision or page the time limit is from (Nguồn thời hạn).")
    deciding = (law["deciding_kind"], law["deciding_slug"])
    if deciding != (before.get("deciding_kind"), before.get("deciding_slug")):
        if law["deciding_kind"] in NAMED_KINDS and not law["deciding_slug"]:
            yield _("“Sở” and “Ngành dọc” need the short name of the unit (Mã đơn vị quyết định).")
        if law["deciding_kind"] not in NAMED_KINDS and law["deciding_slug"]:
            yield _("“Xã” and “Tỉnh” have no Mã đơn vị quyết định.")
    if law["office_slug"] != before.get("office_slug") and law["office_slug"] not in OFFICE_BY_SECTOR:
        offices = ", ".join(OFFICE_BY_SECTOR)
        yield _("Mã phòng xử lý must be one of: %(list)s") % {"list": offices}
