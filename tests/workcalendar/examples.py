"""Reads the worked examples out of docs/deadlines.md; anything it does not understand is an error."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from common.clock import LOCAL_TZ
from workcalendar.engine import Allowance, Pause, Unit

DOCUMENT = Path(__file__).parents[2] / "docs" / "deadlines.md"
DEADLINE_COLUMNS = ["No", "Received", "Limit", "Pauses", "Starts", "Due", "Apology by"]
NOTHING = "–"


@dataclass(frozen=True)
class Example:
    number: str
    received: datetime
    allowance: Allowance
    pauses: tuple[Pause, ...]
    starts_at: datetime
    due_at: datetime
    apology_by: datetime | None


def moment(text: str) -> datetime:
    weekday, day, clock = text.split()
    at = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), LOCAL_TZ)
    assert f"{at:%a}" == weekday, f"{day} is no {weekday}"
    return at


def allowance(text: str) -> Allowance:
    if match := re.fullmatch(r"same_day until (\d\d:\d\d)", text):
        return Allowance(1, Unit.SAME_DAY, time.fromisoformat(match[1]))
    if text == "immediate":
        return Allowance(1, Unit.IMMEDIATE)
    quantity, unit = text.split()
    return Allowance(int(quantity), Unit(unit))


def pauses(text: str) -> tuple[Pause, ...]:
    if text == NOTHING:
        return ()
    return tuple(Pause(*map(moment, part.split(" → "))) for part in text.split("; "))


def tables() -> Iterator[tuple[list[str], list[list[str]]]]:
    """Every table of the document: its columns and its rows."""
    lines = [*DOCUMENT.read_text(encoding="utf-8").splitlines(), ""]
    block: list[list[str]] = []
    for line in lines:
        if line.startswith("|"):
            block.append([cell.strip() for cell in line.strip().strip("|").split("|")])
        elif block:
            assert set(block[1]) == {"---"}, f"a table without a rule under its head: {block[0]}"
            assert all(len(row) == len(block[0]) for row in block), f"a ragged table: {block[0]}"
            yield block[0], block[2:]
            block = []


def rows(columns: list[str]) -> list[list[str]]:
    return [row for head, body in tables() if head == columns for row in body]


def examples() -> list[Example]:
    return [
        Example(
            number,
            moment(received),
            allowance(limit),
            pauses(halts),
            moment(starts),
            moment(due),
            None if apology == NOTHING else moment(apology),
        )
        for number, received, limit, halts, starts, due, apology in rows(DEADLINE_COLUMNS)
    ]
