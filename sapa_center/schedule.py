"""Everything that runs by the clock, in one table, with what happens when a run is missed."""

from dataclasses import dataclass
from typing import Any

from celery.schedules import crontab, schedule


@dataclass(frozen=True)
class Job:
    """One line of the schedule. `every` is read in Asia/Ho_Chi_Minh; tasks are safe to run twice."""

    name: str
    task: str
    every: crontab | schedule
    when_missed: str  # for operators: what is late, wrong or lost until the next run


JOBS: tuple[Job, ...] = ()


def for_beat(jobs: tuple[Job, ...] = JOBS) -> dict[str, dict[str, Any]]:
    """The table as Celery beat reads it. Raises ValueError when two jobs have one name."""
    entries = {job.name: {"task": job.task, "schedule": job.every} for job in jobs}
    if len(entries) != len(jobs):
        raise ValueError("two jobs of the schedule have the same name")
    return entries
