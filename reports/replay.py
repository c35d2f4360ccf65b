"""The published Sa Pa example, played through the same actions as everybody's dossiers. No message leaves the house."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

from django.db import transaction

from accounts.models import User
from dossiers.models import Channel, Dossier, FiledBy, Source
from workcalendar.reference import province_calendar

from .player import Part, Script, play
from .replay_plan import Life, period_of, plan
from .stage import Stage, make_party, one_at_a_time, set_stage

FACTS = Path(__file__).parent / "facts" / "sa_pa_2025_07.json"
SEED = 20250722
ONLINE_ACCOUNT = "nop-truc-tuyen@sapa.example"  # one account stands for all who filed online
REASONS = (
    "Thành phần hồ sơ không đủ điều kiện giải quyết theo quy định; đề nghị hoàn thiện và nộp lại.",
    "Thông tin kê khai không khớp với cơ sở dữ liệu quốc gia về dân cư.",
    "Hồ sơ không thuộc thẩm quyền giải quyết của cơ quan tiếp nhận.",
)


def facts() -> dict[str, Any]:
    """What Sa Pa published, with its source and our assumptions."""
    found: dict[str, Any] = json.loads(FACTS.read_text())
    return found


def period() -> tuple[date, date]:
    """The first and the last day of the published period."""
    published = facts()
    return date.fromisoformat(published["period_start"]), date.fromisoformat(published["period_end"])


@transaction.atomic
def replay(*, at: datetime, say: Callable[[str], None] = lambda line: None) -> int:
    """Play the example once, all or nothing; returns how many dossiers it made, 0 when it is there already.

    Raises `SamplesRefused` outside the local mode.
    """
    published = facts()
    stage = set_stage(published["center"], at=at, on=period_of(published, province_calendar()).start)
    one_at_a_time()
    if Dossier.objects.filter(source=Source.REPLAY, receiving_center=stage.center).exists():
        return 0
    rng = Random(SEED)
    account = User.objects.citizen(email=ONLINE_ACCOUNT, full_name="Người nộp trực tuyến (dữ liệu mẫu)", at=at)
    lives = plan(published, stage.calendar, stage.choices, rng)
    play(stage, [_part(life, stage, account, rng) for life in lives], say)
    return len(lives)


def _part(life: Life, stage: Stage, account: User, rng: Random) -> Part:
    """Who acts is drawn too, so that the same seed gives the same example."""
    return Part(
        choice=life.choice,
        script=_script(life),
        source=Source.REPLAY,
        channel=life.channel,
        filed_by=FiledBy.POST if life.channel == Channel.POST else FiledBy.OWNER,
        owner=make_party(rng, stage.commune, at=life.submitted_at or life.received_at),
        account=account if life.channel == Channel.ONLINE else None,
        desk=rng.choice(list(stage.reception)),
        officer=rng.choice(list(stage.officers[life.choice.office.pk])),
        reason=rng.choice(REASONS),
    )


def _script(life: Life) -> Script:
    moments = (
        ("submit", life.submitted_at),
        ("receive", life.received_at),
        ("start", life.started_at),
        ("return_" if life.is_returned else "resolve", life.ended_at),
        ("deliver", life.delivered_at),
    )
    return tuple((verb, at) for verb, at in moments if at is not None)
