"""Plays the life of one synthetic dossier through the interpreter of the life-cycle table, in memory.

Every event passes `advance` with all its guards, so no life is one that the portal would refuse, and the rows are those
that the actions write. Nothing is written here; nothing is read but reference data that the process keeps.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from random import Random

from citizens.models import Party
from dossiers.actions.acting import do
from dossiers.actions.concluding import reopen_within, resolve_within
from dossiers.actions.corrections import turn_into
from dossiers.actions.intake import Intake, draft, keys_of
from dossiers.actions.interpreter import Work, advance
from dossiers.actions.results import Document
from dossiers.actions.terms import terms_of_answer
from dossiers.actions.verbs import receive_within
from dossiers.actors import Actor
from dossiers.folder import Folder
from dossiers.models import Channel, Dossier, FiledBy, Source
from dossiers.reference import Room
from dossiers.state import State
from workcalendar.engine import OutsideCalendar

from . import shares
from .lives import Act, Life
from .people import Cast
from .town import Choice, Town


def play(town: Town, rng: Random, people: Callable[[], Party], until: datetime, pk: int) -> Work | None:
    """The next dossier of a town, as far as the last moment of the period; None when it does not arrive in it.

    `people` gives its owner, and who files for them; `pk` is the key that it will have.
    """
    choice = rng.choices(town.choices, town.weights)[0]
    channel, filed_by = _filed(choice, rng)
    is_online = channel == Channel.ONLINE
    arrival = town.arrival(rng, is_online=is_online and filed_by != FiledBy.COUNTER)
    if arrival > until:
        return None
    account = _account(town, filed_by, rng) if is_online else None
    dossier = _draft(town, choice, channel, filed_by, account.account_id if account else None, people, rng)
    work = Work(_empty(dossier))
    cast = Cast(town.counter, _hands_out(town, dossier), account, town.offices)
    life = Life(work.folder, town.calendar, arrival, rng, lambda: rng.choices(town.choices, town.weights)[0])
    for act in _until(life, until):
        _do(work, act, cast.actor(act.who, act.verb, dossier), cast.decides(dossier).room)
        dossier.pk = pk
    return work


def _until(life: Life, until: datetime) -> Iterator[Act]:
    """What happens in the period and inside the calendar."""
    try:
        for act in life.acts():
            if act.at > until:
                return
            yield act
    except OutsideCalendar:
        return


def _filed(choice: Choice, rng: Random) -> tuple[Channel, FiledBy]:
    offered = [name for name in shares.CHANNELS if name in choice.channels]
    channel = Channel(rng.choices(offered, [shares.CHANNELS[name] for name in offered])[0])
    if channel == Channel.POST:
        return channel, FiledBy.POST
    luck = rng.random()
    if channel == Channel.ONLINE and luck < shares.ASSISTED + shares.HELPED:
        return channel, FiledBy.COUNTER if luck < shares.ASSISTED else FiledBy.HELPER
    return channel, FiledBy.RELATIVE if luck > 1 - shares.RELATIVE else FiledBy.OWNER


def _account(town: Town, filed_by: FiledBy, rng: Random) -> Actor | None:
    """Who files online: a citizen, or the helper of the center; nobody where the counter files for them."""
    if filed_by == FiledBy.COUNTER:
        return None
    if filed_by == FiledBy.HELPER:
        return Actor(town.helper, "", is_helper=True)
    return Actor(rng.choice(town.citizens), "", is_citizen=True)


def _draft(
    town: Town,
    choice: Choice,
    channel: Channel,
    filed_by: FiledBy,
    account: int | None,
    people: Callable[[], Party],
    rng: Random,
) -> Dossier:
    owner = people()
    deciders = choice.elsewhere if choice.elsewhere and rng.random() < shares.ELSEWHERE else choice.deciders
    collected_elsewhere = rng.random() < shares.COLLECTED_ELSEWHERE
    dossier, _office = draft(
        Intake(
            version=choice.version,
            channel=channel,
            filed_by=filed_by,
            owner=owner,
            submitter=people() if filed_by == FiledBy.RELATIVE else owner,
            receiving_center=town.center,
            return_center=town.neighbour if collected_elsewhere else town.center,
            source=Source.SAMPLE,
        ),
        deciders,
    )
    dossier.account_id = account
    return dossier


def _hands_out(town: Town, dossier: Dossier) -> Actor:
    return town.counter if dossier.return_center_id == town.center.pk else town.neighbours_counter


def _empty(dossier: Dossier) -> Folder:
    """The folder of a dossier that stays in memory: nothing of it is in the database."""
    folder = Folder(dossier, has_papers=False)
    folder.happenings, folder.state, folder.legs, folder.access = [], State(), [], []
    return folder


def _do(work: Work, act: Act, by: Actor, to: Room) -> None:
    at, reason, dossier = act.at, act.reason, work.dossier
    keys = {} if work.moves else {"keys": asdict(keys_of(dossier))}
    if act.verb == "receive":
        receive_within(work, to, at=at, by=by, facts=keys)
    elif act.verb in {"submit", "resubmit"}:
        do(work, act.verb, at=at, by=by, facts={**keys, **terms_of_answer(dossier, at)})
    elif act.verb == "resolve":
        resolve_within(work, Document(act.given["result"]), at=at, by=by)
    elif act.verb == "reopen":
        reopen_within(work, at=at, by=by, reason=reason)
    elif act.verb == "reclassify":
        _reclassify(work, act.given["choice"], at=at, by=by, reason=reason)
    elif act.verb == "assign":
        do(work, "assign", at=at, by=by, reason=reason, facts={"to_user": by.account_id})
    elif act.verb == "correct":
        filed_by = {"filed_by": str(act.given["filed_by"])}
        advance(work, "correct", at=at, by=by, reason=reason, facts={"changed": ["filed_by"], "keys": filed_by})
    elif act.verb in {"confirm_hand_over", "extend"}:
        advance(work, act.verb, at=at, by=by, reason=reason, facts=act.given)
    else:
        do(work, act.verb, at=at, by=by, reason=reason, facts=act.given)


def _reclassify(work: Work, choice: Choice, *, at: datetime, by: Actor, reason: str) -> None:
    """Into another procedure; the commune that decides goes on deciding what communes decide."""
    there = choice.elsewhere
    deciders = there if there is not None and there.unit_id == work.dossier.deciding_unit_id else choice.deciders
    if choice.version.pk != work.dossier.version_id:
        turn_into(work, choice.version, None, deciders, at=at, by=by, reason=reason)
