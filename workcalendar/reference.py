"""The facts that come with the project: national days off and the office hours of Lào Cai. Pure, read from one file."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from workcalendar.content import Content, calendar_from, week_of
from workcalendar.worktime import Calendar

FACTS = Path(__file__).parent / "facts" / "working_calendar.json"
NATION, PROVINCE = "viet-nam", "lao-cai"
PROVINCE_NAME = "Tỉnh Lào Cai"


@cache
def facts() -> dict[str, Any]:
    """The facts as they were collected; days have a date, kind, reason, source and status."""
    return json.loads(FACTS.read_text(encoding="utf-8"))


def covered_years() -> tuple[date, date]:
    """First and last date for which days off are known: whole years."""
    years = [date.fromisoformat(row["date"]).year for row in facts()["days"]]
    return date(min(years), 1, 1), date(max(years), 12, 31)


@cache
def province_calendar() -> Calendar:
    """The calendar of Lào Cai straight from the facts, for calculations without a database."""
    hours = facts()["office_hours"]
    covers_from, covers_to = covered_years()
    content: Content = {
        "name": PROVINCE_NAME,
        "covers_from": covers_from.isoformat(),
        "covers_to": covers_to.isoformat(),
        "week": week_of(hours["weekdays"], hours["sessions"]),
        "days": [{**row, "day": row["date"]} for row in facts()["days"] if row["status"] != "proposed"],
    }
    return calendar_from(content)
