"""The procedures people ask for most, under a name of a few words."""

import re
from dataclasses import dataclass
from datetime import date

from procedures.search import matching


@dataclass(frozen=True)
class Wanted:
    """`short` is how people say it ("Giấy khai sinh"), `name` the official one."""

    code: str
    short: str
    name: str
    sector_code: str


def most_wanted(on: date, *, limit: int = 8) -> tuple[Wanted, ...]:
    """In force on the day and with an everyday name, most asked for first. One query."""
    rows = matching("", on=on).values_list("code", "name", "aliases", "sector__code")[: limit * 3]
    found = (Wanted(code, _everyday(aliases), name, sector) for code, name, aliases, sector in rows)
    return tuple(one for one in found if one.short)[:limit]


def _everyday(aliases: list[str]) -> str:
    """The first alias that is words and no code, with a capital."""
    words = next((alias for alias in aliases if not re.search(r"\d", alias)), "")
    return words[:1].upper() + words[1:]
