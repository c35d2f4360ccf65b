"""A synthetic load, written once: each sample account finds a real day before it. No message leaves the house."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import cycle
from random import Random

from django.db import transaction

from accounts.models import User
from citizens.actions import find_or_create
from citizens.data import PartyData
from citizens.models import Party, PartyKind
from dossiers.actions.intake import PaperIn
from dossiers.models import Channel, Dossier, FiledBy, Source
from procedures.queries import papers_of

from . import samples_plan
from .player import Part, Script, play
from .replay import REASONS
from .samples_plan import ONLINE, Draw, Fate, NoFit, Wanted
from .stage import Choice, Stage, make_party, one_at_a_time, set_stage

SEED = 20261122
TRIES = 400
CHANNELS: Mapping[str, int] = {"counter": 6, ONLINE: 5, "post": 1}
ASSISTED_SHARE = 0.2  # of online dossiers filed by the counter for the citizen: an assumption


class NothingFits(Exception):
    """No procedure of the catalogue leads to a wanted fate."""


@transaction.atomic
def load_sample_day(*, at: datetime, say: Callable[[str], None] = lambda line: None) -> int:
    """Write the load once, all or nothing; returns how many dossiers it made, 0 when it is there already.

    Raises `SamplesRefused` outside the local mode.
    """
    one_at_a_time()
    ward = set_stage("sa-pa", at=at, on=at)
    if Dossier.objects.filter(source=Source.SAMPLE).exists():
        return 0
    rng, made = Random(SEED), 0
    neighbour = _own_work(set_stage("ta-van", at=at, on=at))
    for stage, wanted in ((ward, samples_plan.WARD), (neighbour, samples_plan.NEIGHBOUR)):
        parts = list(_parts(stage, wanted, rng, at))
        if stage is ward:
            parts += _parts_of_citizens(stage, rng, at)
        play(stage, parts, say)
        made += len(parts)
    return made


def _own_work(stage: Stage) -> Stage:
    """Only what the commune itself decides; its sample staff are few."""
    return replace(stage, choices=[choice for choice in stage.choices if choice.level == "commune"])


def _parts(stage: Stage, wanted: Mapping[str, Wanted], rng: Random, at: datetime) -> Iterator[Part]:
    """The offices take turns, so that each officer has work of every kind."""
    offices = cycle(sorted({choice.office.pk for choice in stage.choices}))
    for one in wanted.values():
        for _number in range(one.number):
            channel = ONLINE if one.is_online else rng.choices([*CHANNELS], [*CHANNELS.values()])[0]
            choice, script = _script(one.fate, channel, next(offices), stage, rng, at)
            owner = make_party(rng, stage.commune, at=script[0][1])
            assisted = channel == ONLINE and rng.random() < ASSISTED_SHARE
            yield _part(stage, choice, script, channel, owner, rng, is_assisted=assisted)


def _parts_of_citizens(stage: Stage, rng: Random, at: datetime) -> Iterator[Part]:
    """Dossiers that the sample citizens see under their own account."""
    offices = cycle(sorted({choice.office.pk for choice in stage.choices if choice.level == "commune"}))
    for email, fate in samples_plan.CITIZENS:
        account = User.objects.get(username=email)
        choice, script = _script(fate, ONLINE, next(offices), stage, rng, at)
        owner = _party_of(account, stage, script[0][1])
        yield _part(stage, choice, script, ONLINE, owner, rng, account=account)


def _party_of(account: User, stage: Stage, at: datetime) -> Party:
    known = Party.objects.filter(entered_by=account).order_by("pk").first()
    declared = PartyData(
        kind=PartyKind.PERSON,
        name=account.full_name,
        email=account.email,
        address_unit=stage.commune,
        is_sample=True,
    )
    return known or find_or_create(declared, at=at, by=account)


def _script(fate: Fate, channel: str, office: int, stage: Stage, rng: Random, at: datetime) -> tuple[Choice, Script]:
    """Draw a procedure of the office until its script fits; when none does, one of any office."""
    takes = [choice for choice in stage.choices if channel in choice.channels]
    own = [choice for choice in takes if choice.office.pk == office]
    for choices in (own, takes):
        for _try in range(TRIES if choices else 0):
            choice = rng.choices(choices, [one.weight for one in choices])[0]
            try:
                return choice, fate(Draw(stage.calendar, choice, channel, at, rng))
            except NoFit:
                continue
    raise NothingFits(f"{fate}: {channel}")


def _part(
    stage: Stage,
    choice: Choice,
    script: Script,
    channel: str,
    owner: Party,
    rng: Random,
    *,
    account: User | None = None,
    is_assisted: bool = False,
) -> Part:
    return Part(
        choice=choice,
        script=script,
        source=Source.SAMPLE,
        channel=channel,
        filed_by=_filed_by(channel, is_assisted),
        owner=owner,
        account=account or (_online_account(script[0][1]) if channel == ONLINE and not is_assisted else None),
        desk=rng.choice(list(stage.reception)),
        officer=rng.choice(list(stage.officers[choice.office.pk])),
        reason=rng.choice(REASONS),
        papers=_papers(choice),
    )


def _filed_by(channel: str, is_assisted: bool) -> FiledBy:
    if channel == Channel.POST:
        return FiledBy.POST
    return FiledBy.COUNTER if is_assisted else FiledBy.OWNER


def _online_account(at: datetime) -> User:
    from .replay import ONLINE_ACCOUNT

    return User.objects.citizen(email=ONLINE_ACCOUNT, full_name="Người nộp trực tuyến (dữ liệu mẫu)", at=at)


def _papers(choice: Choice) -> tuple[PaperIn, ...]:
    """The first papers of the published list, handed in as asked."""
    rows: Sequence[PaperIn] = [
        PaperIn(name=row.name, required_id=row.id, originals=row.originals or 1, copies=row.copies or 0)
        for group in papers_of(choice.version)
        for row in group.papers
    ]
    return tuple(rows[:3])
