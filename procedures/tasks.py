"""What beat asks the worker to do."""

from celery import shared_task

from common.clock import now
from procedures import question_actions


@shared_task(time_limit=120, soft_time_limit=100)
def forget_questions() -> int:
    """Questions without an answer that are older than their policy; safe to run twice."""
    return question_actions.forget_old(at=now())
