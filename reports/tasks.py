"""What beat asks the worker to do about figures. Each is one call; the clock is asked once."""

from celery import shared_task

from common.clock import now

from . import actions, morning


@shared_task(time_limit=600, soft_time_limit=570)
def compute_running_rates() -> int:
    """The rates of the periods that are still running; every hour."""
    return actions.compute_snapshots(at=now(), over_too=False)


@shared_task(time_limit=600, soft_time_limit=570)
def compute_rates() -> int:
    """The rates of all periods, finished ones where something has arrived since; every night."""
    return actions.compute_snapshots(at=now())


@shared_task(time_limit=300, soft_time_limit=270)
def tell_leaders() -> int:
    """What needs leaders today; once a working day."""
    return morning.send(at=now())
