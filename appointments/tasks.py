"""What beat asks the worker to do about appointments."""

from celery import shared_task

from common.clock import now

from . import actions


@shared_task(time_limit=120, soft_time_limit=100)
def forget_old_appointments() -> int:
    return actions.forget_old(now())
