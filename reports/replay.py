"""The published Sa Pa example, played through the same actions as everybody's dossiers. No message leaves the house."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

from django.db import transaction

from accounts.models import User
from dossiers import actions
from dossiers.actions import Intake
from dossiers.actors import Actor
from dossiers.models import Channel, Dossier, FiledBy, Filing, Source

from .replay_plan import Life, period_of, plan
from .stage import Stage, make_party, set_stage

FACTS = Path(__file__).parent / "facts" / "sa_pa_2025_07.json"
SEED = 20250722
ONLINE_ACCOUNT = "nop-truc-tuyen@sapa.example"  # one account stands for all who filed online
REASONS = (
    "Thành phần hồ sơ không đủ điều kiện giải quyết theo quy định; đề nghị hoàn thiện và nộp lại.",
    "Thông tin kê khai không khớp với cơ sở dữ liệu quốc gia về dân cư.",
    "Hồ sơ không thuộc thẩm quyền giải quyết của cơ quan tiếp nhận.",
)


@dataclass(frozen=True)
class Step:
    """Something that happens to dossier number `number` of the plan; `order` keeps the steps of one moment apart."""

    at: datetime
    number: int
    order: int
    verb: str


def facts() -> dict[str, Any]:
    """What Sa Pa published, with its source and our assumptions."""
    found: dict[str, Any] = json.loads(FACTS.read_text())
    return found


def period() -> tuple[date, date]:
    """The first and the last day of the published period."""
    published = facts()
    return date.fromisoformat(published["period_start"]), date.fromisoformat(published["period_end"])


def replay(*, at: datetime, say: Callable[[str], None] = lambda line: None) -> int:
    """Play the example once, all or nothing; returns how many dossiers it made, 0 when it is there already.

    Raises `SamplesRefused` outside the local mode.
    """
    with transaction.atomic():
        published = facts()
        on = _first_moment(published)
        stage = set_stage(published["center"], at=at, on=on)
        if Dossier.objects.filter(source=Source.REPLAY, receiving_center=stage.center).exists():
            return 0
        rng = Random(SEED)
        lives = plan(published, stage.calendar, stage.choices, rng)
        _play(lives, stage, rng, at, say)
        return len(lives)


def _first_moment(published: dict[str, Any]) -> datetime:
    from workcalendar.reference import province_calendar

    return period_of(published, province_calendar()).start


def _play(lives: Sequence[Life], stage: Stage, rng: Random, at: datetime, say: Callable[[str], None]) -> None:
    account = User.objects.citizen(email=ONLINE_ACCOUNT, full_name="Người nộp trực tuyến (dữ liệu mẫu)", at=at)
    players = [_Player(life, stage, account, rng) for life in lives]
    steps = sorted(_steps(lives), key=lambda step: (step.at, step.number, step.order))
    for done, step in enumerate(steps, start=1):
        players[step.number].do(step.verb, step.at)
        if done % 500 == 0:
            say(f"{done}/{len(steps)}")


def _steps(lives: Sequence[Life]) -> Iterator[Step]:
    for number, life in enumerate(lives):
        moments = (
            ("submit", life.submitted_at),
            ("receive", life.received_at),
            ("start", life.started_at),
            ("return_" if life.is_returned else "resolve", life.ended_at),
            ("deliver", life.delivered_at),
        )
        for order, (verb, at) in enumerate(moments):
            if at is not None:
                yield Step(at, number, order, verb)


class _Player:
    """Plays one life. Who acts is drawn once, so that the same seed gives the same example."""

    def __init__(self, life: Life, stage: Stage, account: User, rng: Random) -> None:
        self.life, self.stage, self.account = life, stage, account
        self.desk = rng.choice(list(stage.reception))
        self.officer = rng.choice(list(stage.officers[life.choice.office.pk]))
        self.reason = rng.choice(REASONS)
        self.owner = make_party(rng, stage.commune, at=life.submitted_at or life.received_at)
        self.dossier: Dossier | None = None

    def do(self, verb: str, at: datetime) -> None:
        getattr(self, f"_{verb}")(at)

    @property
    def _there(self) -> Dossier:
        assert self.dossier is not None
        return self.dossier

    def _intake(self, account: User | None = None) -> Intake:
        by_post = self.life.channel == Channel.POST
        return Intake(
            version=self.life.choice.version,
            channel=Channel(self.life.channel),
            filed_by=FiledBy.POST if by_post else FiledBy.OWNER,
            owner=self.owner,
            submitter=self.owner,
            receiving_center=self.stage.center,
            account=account,
            deciding_office=self.life.choice.office,
            source=Source.REPLAY,
        )

    def _submit(self, at: datetime) -> None:
        citizen = Actor(account_id=self.account.pk, name=self.account.full_name, is_citizen=True)
        filing = Filing(
            account=self.account,
            center=self.stage.center,
            version=self.life.choice.version,
            channel=Channel.ONLINE,
            created_at=at,
        )
        actions.save_filing(filing, at=at)
        self.dossier = actions.submit(filing, self._intake(self.account), at=at, by=citizen)

    def _receive(self, at: datetime) -> None:
        if self.dossier is None:
            self.dossier = actions.receive_at_counter(self._intake(), at=at, by=self.desk)
        else:
            self.dossier = actions.receive(self.dossier, at=at, by=self.desk)

    def _start(self, at: datetime) -> None:
        self.dossier = actions.start(self._there, at=at, by=self.officer)

    def _resolve(self, at: datetime) -> None:
        self.dossier = actions.resolve(self._there, at=at, by=self.officer)

    def _return_(self, at: datetime) -> None:
        self.dossier = actions.return_(self._there, at=at, by=self.officer, reason=self.reason)

    def _deliver(self, at: datetime) -> None:
        self.dossier = actions.deliver(self._there, self.owner.name, at=at, by=self.desk)
