"""At 07:30 on working days leaders hear what needs them: once, with links, and not when nothing does."""

from datetime import datetime

from django.core import mail

from common.clock import LOCAL_TZ
from notifications import gateway
from notifications.models import Notice, OutboxMessage
from reports import morning
from tests.dossiers.world import World
from tests.reports.lives import live

FRIDAY = datetime(2026, 11, 20, 7, 30, tzinfo=LOCAL_TZ)
SATURDAY = FRIDAY.replace(day=21)


def test_a_leader_hears_once_a_day_what_waits(world: World) -> None:
    live(world)
    leader = world.personas.people["leader"]
    leader.email = "lanh.dao@sapa.example"
    leader.save()
    assert morning.send(at=FRIDAY.replace(minute=29)) == 0
    assert morning.send(at=FRIDAY) == 1
    assert morning.send(at=FRIDAY.replace(minute=40)) == 0
    notice = Notice.objects.get(template="leader_morning")
    assert (notice.user, notice.url) == (leader, "/dieu-hanh/?center=sa-pa")
    assert {one["kind"]: one["number"] for one in notice.context["today"]}["qua-han"] == 3
    assert OutboxMessage.objects.filter(template="leader_morning").count() == 1
    gateway.deliver_due(FRIDAY)
    sent = next(one for one in mail.outbox if one.to == [leader.email])
    assert "Quá hạn: 3" in sent.body
    assert "/dieu-hanh/hom-nay/qua-han/?center=sa-pa" in sent.body


def test_on_a_day_off_nobody_hears(world: World) -> None:
    live(world)
    assert morning.send(at=SATURDAY) == 0


def test_who_has_nothing_to_do_hears_nothing(world: World) -> None:
    assert morning.send(at=FRIDAY) == 0
    assert not Notice.objects.filter(template="leader_morning").exists()


def test_hours_later_nobody_is_told_any_more(world: World) -> None:
    live(world)
    assert morning.send(at=FRIDAY.replace(hour=10)) == 0
