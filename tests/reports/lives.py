"""A handful of dossiers with everything that makes figures hard: late typing, pauses, reopening, late ends."""

from datetime import datetime, timedelta

from common.clock import LOCAL_TZ
from dossiers import actions
from dossiers.models import Channel, Dossier, FiledBy
from tests.dossiers.world import World


def moment(day: int, hour: int = 9, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, 0, tzinfo=LOCAL_TZ)


def live(world: World) -> list[Dossier]:
    """Eight dossiers of November 2026 at Sa Pa; today is the 20th at noon."""
    officer, counter, leader = world.actor("officer"), world.actor("counter"), world.actor("leader")
    on_time = _working(world, moment(2))  # 3 working days: due on the 5th
    actions.deliver(actions.resolve(on_time, at=moment(5), by=officer), "Lan", at=moment(6), by=counter)
    early = _working(world, moment(3))
    actions.resolve(early, at=moment(4), by=officer)
    late = _working(world, moment(4))  # due on the 9th
    late = actions.resolve(late, at=moment(11), by=officer)
    actions.reopen(late, at=moment(13), by=leader, reason="sai số hộ tịch")
    paused = _working(world, moment(10))
    actions.request_supplement(paused, ["Tờ khai"], at=moment(11), by=officer, reason="thiếu tờ khai")
    overdue = _working(world, moment(9))  # due on the 12th, paused after it: the pause does not hold
    actions.request_supplement(overdue, ["Tờ khai"], at=moment(16), by=officer, reason="thiếu tờ khai")
    returned = _working(world, moment(16))
    actions.return_(returned, at=moment(17), by=officer, reason="không đủ điều kiện")
    answered_late = world.submitted(at=moment(12))
    answered_late = actions.receive(answered_late, at=moment(16), by=counter)
    unanswered = world.submitted(at=moment(19))
    typed_late = world.received(at=moment(18), channel=Channel.ONLINE, filed_by=FiledBy.COUNTER)
    typed_late = actions.start(
        typed_late, at=moment(18, 14), by=officer, typed_at=moment(20), reason="mất điện, ghi sổ tay"
    )
    return [on_time, early, late, paused, overdue, returned, answered_late, unanswered, typed_late]


def _working(world: World, at: datetime) -> Dossier:
    dossier = world.received(at=at)
    return actions.start(dossier, at=at + timedelta(minutes=10), by=world.actor("officer", at))
