"""`make bench`: how fast the parts are that everything waits for, as a table. One process, one core, no database."""

import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from common.clock import LOCAL_TZ
from workcalendar.engine import Allowance, Calendar, Pause, Unit, deadline
from workcalendar.reference import province_calendar

START = datetime(2026, 3, 2, 7, 30, tzinfo=LOCAL_TZ)
ALLOWANCES = {
    "8 working hours": Allowance(8, Unit.WORKING_HOURS, None),
    "5 working days": Allowance(5, Unit.WORKING_DAYS, None),
    "30 working days": Allowance(30, Unit.WORKING_DAYS, None),
    "15 calendar days": Allowance(15, Unit.CALENDAR_DAYS, None),
    "3 months": Allowance(3, Unit.MONTHS, None),
}
SECONDS = 1.0  # per line of the table


def starts() -> list[datetime]:
    """Receptions all over a year, every 7 hours and 13 minutes."""
    return [START + n * timedelta(hours=7, minutes=13) for n in range(1, 600)]


def per_second(work: Callable[[datetime], object]) -> float:
    """How often `work` is done in a second, over all starts, for at least SECONDS."""
    moments, done = starts(), 0
    began = time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        for moment in moments:
            work(moment)
        done += len(moments)
    return done / (time.perf_counter() - began)


def rows(calendar: Calendar) -> list[tuple[str, float]]:
    found = [("moment + 5 days (plain addition)", per_second(lambda at: at + timedelta(days=5)))]
    for name, allowance in ALLOWANCES.items():
        found.append((f"due date, {name}", per_second(lambda at, limit=allowance: deadline(calendar, at, limit))))
    found.append(("due date, 5 working days, one pause", per_second(lambda at: deadline(calendar, at, *paused(at)))))
    return found


def paused(at: datetime) -> tuple[Allowance, list[Pause]]:
    return ALLOWANCES["5 working days"], [Pause(at + timedelta(days=1), at + timedelta(days=4))]


def main() -> None:
    found = rows(province_calendar())
    width = max(len(name) for name, _rate in found)
    sys.stdout.write(f"{'what':<{width}}  {'per second':>12}  {'each':>10}\n")
    for name, rate in found:
        sys.stdout.write(f"{name:<{width}}  {rate:>12,.0f}  {1_000_000 / rate:>7.1f} µs\n")


if __name__ == "__main__":
    main()
