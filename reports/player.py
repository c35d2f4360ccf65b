"""Plays scripts of dossiers through the actions of everybody, in the order of their moments."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from citizens.models import Party
from dossiers import actions
from dossiers.actions.intake import Intake, PaperIn
from dossiers.actions.payments import balance_of
from dossiers.actors import Actor
from dossiers.charges import Assessment
from dossiers.models import Channel, Dossier, FiledBy, Filing, Source

from .stage import Choice, Stage

Script = tuple[tuple[str, datetime], ...]  # verbs of `Player` with their moments, in order
PROGRESS = 500
WITHOUT_NUMBER = 8
SAMPLE_AMOUNT = 50_000
SAMPLE_LAW = "Ví dụ trong dữ liệu mẫu, không phải mức thu thật"


@dataclass(frozen=True)
class Part:
    """One dossier: what it is about and who acts on it. `account` files it when it comes online."""

    choice: Choice
    script: Script
    source: Source
    channel: str
    filed_by: FiledBy
    owner: Party
    account: User | None
    desk: Actor
    officer: Actor
    reason: str
    papers: tuple[PaperIn, ...] = ()


def play(stage: Stage, parts: Sequence[Part], say: Callable[[str], None]) -> None:
    """Every step of every part, as time went by; call it inside a transaction."""
    players = [Player(stage, part) for part in parts]
    steps = sorted(_steps(parts))
    for done, (at, number, order) in enumerate(steps, start=1):
        verb, _at = parts[number].script[order]
        getattr(players[number], verb)(at)
        if done % PROGRESS == 0:
            say(f"{done}/{len(steps)}")


def _steps(parts: Sequence[Part]) -> Iterator[tuple[datetime, int, int]]:
    for number, part in enumerate(parts):
        for order, (_verb, at) in enumerate(part.script):
            yield at, number, order


class Player:
    """The dossier of one part while it is played; its methods are the verbs of scripts."""

    def __init__(self, stage: Stage, part: Part) -> None:
        self.stage, self.part = stage, part
        self._dossier: Dossier | None = None

    @property
    def dossier(self) -> Dossier:
        assert self._dossier is not None
        return self._dossier

    def submit(self, at: datetime) -> None:
        part = self.part
        filing = Filing(
            account=part.account,
            center=self.stage.center,
            version=part.choice.version,
            channel=Channel(part.channel),
            filed_by=part.filed_by,
            created_at=at,
        )
        actions.save_filing(filing, at=at)
        self._dossier = actions.submit(filing, self._intake(), at=at, by=self._applicant())

    def receive(self, at: datetime) -> None:
        if self._dossier is None:
            paid = Assessment(cash=self.part.channel == Channel.COUNTER)
            self._dossier = actions.receive_at_counter(self._intake(), at=at, by=self.part.desk, fees=paid)
        else:
            self._dossier = actions.receive(self.dossier, at=at, by=self.part.desk, brought=True)

    def ask_to_complete(self, at: datetime) -> None:
        papers, reason = self._missing(), self.part.reason
        self._dossier = actions.ask_to_complete(self.dossier, papers, at=at, by=self.part.desk, reason=reason)

    def decline(self, at: datetime) -> None:
        self._dossier = actions.decline(self.dossier, at=at, by=self.part.desk, reason=self.part.reason)

    def start(self, at: datetime) -> None:
        self._dossier = actions.start(self.dossier, at=at, by=self.part.officer)

    def request_supplement(self, at: datetime) -> None:
        papers, reason = self._missing(), self.part.reason
        self._dossier = actions.request_supplement(self.dossier, papers, at=at, by=self.part.officer, reason=reason)

    def supply(self, at: datetime) -> None:
        self._dossier = actions.supply(self.dossier, at=at, by=self.part.desk)

    def request_payment(self, at: datetime) -> None:
        """What is owed already, else an amount of the sample."""
        amount = balance_of(self.dossier).outstanding or SAMPLE_AMOUNT
        self._dossier = actions.request_payment(
            self.dossier, amount, legal_basis=SAMPLE_LAW, at=at, by=self.part.officer
        )

    def return_(self, at: datetime) -> None:
        self._dossier = actions.return_(self.dossier, at=at, by=self.part.officer, reason=self.part.reason)

    def withdraw(self, at: datetime) -> None:
        self._dossier = actions.withdraw(self.dossier, at=at, by=self.part.desk)

    def resolve(self, at: datetime) -> None:
        self._dossier = actions.resolve(self.dossier, at=at, by=self.part.officer, result=self._number())

    def _number(self) -> str:
        """A sample has the number of a document, but for one in eight; nothing is made up for a published example."""
        dossier = self.dossier
        if dossier.source != Source.SAMPLE or dossier.pk % WITHOUT_NUMBER == 0:
            return ""
        return f"{dossier.pk}/QĐ-UBND"

    def confirm(self, at: datetime) -> None:
        """The counter has the result and waits for whoever collects it."""
        self._dossier = actions.confirm_hand_over(self.dossier, at=at, by=self.part.desk)

    def deliver(self, at: datetime) -> None:
        self._dossier = actions.deliver(self.dossier, self.part.owner.name, at=at, by=self.part.desk)

    def _applicant(self) -> Actor:
        account = self.part.account
        if account is None:
            return self.part.desk  # the counter files for the citizen
        return Actor(account_id=account.pk, name=account.full_name, is_citizen=True)

    def _missing(self) -> list[str]:
        """Papers that are asked for: the last one of the published list."""
        return [paper.name for paper in self.part.papers[-1:]] or ["Giấy tờ theo danh mục đã công bố"]

    def _intake(self) -> Intake:
        part = self.part
        return Intake(
            version=part.choice.version,
            channel=Channel(part.channel),
            filed_by=part.filed_by,
            owner=part.owner,
            submitter=part.owner,
            receiving_center=self.stage.center,
            account=part.account,
            deciding_office=part.choice.office,
            source=part.source,
            papers=part.papers,
        )
