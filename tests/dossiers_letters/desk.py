"""Moments around a due date, and a letter on its way.

The dossier has three working days, from Thursday to Wednesday: 24 November is a day off.
"""

from datetime import datetime, timedelta

from common.clock import LOCAL_TZ
from dossiers import actions, letter_sweeps
from dossiers.actions import letters as letter_actions
from dossiers.letters import Cause, Wording
from dossiers.models import Dossier, Letter
from tests.dossiers.world import World
from tests.places import AT

DAY = timedelta(days=1)
TWO_DAYS_BEFORE = datetime(2026, 11, 20, 8, 0, tzinfo=LOCAL_TZ)  # Friday; due Wednesday, 25 November, 09:10
DAY_BEFORE = datetime(2026, 11, 23, 8, 0, tzinfo=LOCAL_TZ)
AFTER_IT = datetime(2026, 11, 26, 9, 0, tzinfo=LOCAL_TZ)
NEW = datetime(2026, 11, 27, 16, 0, tzinfo=LOCAL_TZ)
TEXT = "Cơ quan phối hợp chưa gửi kết quả xác minh."


def draft(world: World, at: datetime = TWO_DAYS_BEFORE) -> Letter:
    """A dossier in process, and the letter that the sweep drafted for it."""
    dossier = world.processing()
    assert letter_sweeps.draft(at=at) == 1
    return Letter.objects.select_related("dossier").get(dossier=dossier)


def to_sign(world: World, at: datetime = TWO_DAYS_BEFORE) -> Letter:
    """Prepared by the officer, checked by the head."""
    letter, words = draft(world, at), Wording(Cause.PARTNER, TEXT, NEW)
    letter = letter_actions.hand_on(letter, words, at=at, by=world.actor("officer"), seen=letter.revision)
    return letter_actions.check(letter, words, at=at, by=world.actor("head"), seen=letter.revision)


def ended_late(world: World) -> Dossier:
    """Resolved the day after the due date, and handed out, without a letter."""
    dossier = actions.resolve(world.processing(), at=AFTER_IT, by=world.actor("officer"))
    return actions.deliver(dossier, "Hạng Thị Lan", at=AFTER_IT, by=world.actor("counter"))


__all__ = ["AFTER_IT", "AT", "DAY", "DAY_BEFORE", "NEW", "TEXT", "TWO_DAYS_BEFORE", "draft", "ended_late", "to_sign"]
