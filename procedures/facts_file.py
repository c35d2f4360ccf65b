"""The facts delivered with the software, read into the shape of the catalogue. No database."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from common.text import fold
from procedures.limits import Limit, ProcessTotals
from procedures.models import Level
from workcalendar.engine import Unit

FOLDER = Path(__file__).parent / "facts"
FIRST_DAY = date(2025, 7, 1)
"""First versions count from the day the communes of today and their centers opened (two-level local government)."""

LEVELS = {
    "commune_police": Level.VERTICAL,
    "social_insurance": Level.VERTICAL,
    "commune_military": Level.VERTICAL,
}

UNITS = {
    "working_day": Unit.WORKING_DAYS,
    "calendar_day": Unit.CALENDAR_DAYS,
    "working_hour": Unit.WORKING_HOURS,
    "clock_hour": Unit.CLOCK_HOURS,
}


@dataclass(frozen=True)
class ProcedureFacts:
    """One record of procedures.json with its aliases and the published processes of the same code."""

    record: dict[str, Any]
    processes: tuple[dict[str, Any], ...]
    aliases: tuple[str, ...]

    @property
    def code(self) -> str:
        return str(self.record["code"])

    @property
    def level(self) -> Level:
        return LEVELS.get(self.record["level"]) or Level(self.record["level"])

    @property
    def limit(self) -> Limit | None:
        return limit_of(self.record["time"])

    @property
    def digest(self) -> str:
        """Changes whenever anything delivered about the procedure changes."""
        content = json.dumps([self.record, self.processes, self.aliases], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()


@cache
def all_facts() -> tuple[ProcedureFacts, ...]:
    """Every procedure of the delivered catalogue, in its order."""
    processes: dict[str, list[dict[str, Any]]] = {}
    for process in _read("process_steps.json")["processes"]:
        processes.setdefault(process["code"], []).append(process)
    aliases = _read("aliases.json")["aliases"]
    return tuple(
        ProcedureFacts(record, tuple(processes.get(record["code"], ())), tuple(aliases.get(record["code"], ())))
        for record in _read("procedures.json")["procedures"]
    )


def limit_of(facts: dict[str, Any]) -> Limit | None:
    """The time limit of a record or of one of its cases; None when the source does not know it."""
    if facts["rule"] == "unknown":
        return None
    if facts["rule"] == "same_day":
        return Limit(1, Unit.SAME_DAY, time.fromisoformat(facts["cutoff"]))
    return Limit(int(facts["value"]), UNITS[facts["unit"]])


def totals_of(process: dict[str, Any]) -> ProcessTotals:
    """What an internal process says about its own length."""
    counted = [Decimal(str(step["hours"])) for step in process["steps"] if step["counted"]]
    return ProcessTotals(
        stated=Decimal(str(process["total_hours_stated"])),
        summed=sum(counted, Decimal()),
        stage=process.get("stage", ""),
    )


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return content


@dataclass(frozen=True)
class EverydayWords:
    """Our own list: phrases and what they stand for, words that say nothing, districts and provinces of before."""

    source: str
    synonyms: dict[str, list[str]]
    fillers: tuple[str, ...]
    former_places: tuple[str, ...]


@cache
def everyday() -> EverydayWords:
    """Words people use in a search; fillers and places come folded."""
    content = _read("everyday.json")
    fillers, places = (tuple(fold(one) for one in content[key]) for key in ("fillers", "former_places"))
    return EverydayWords(content["meta"]["source"], content["synonyms"], fillers, places)
