"""Several people, the sweeps and the book-keeping at the same time: one moves, the others are told, nothing is lost."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from common.errors import Refusal
from dossiers import access, actions, compaction
from dossiers.models import Dossier, DossierEvent, LedgerEntry, LedgerTotal
from tests.dossiers.world import World
from tests.places import AT

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


def at_once(jobs: Iterable[Callable[[], Any]]) -> list[Any]:
    """What each job returned, or the refusal it met; all begin together."""
    jobs = list(jobs)
    barrier = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return job()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_of_many_who_act_on_one_page_one_acts_and_the_others_are_told(world: World) -> None:
    dossier, officer = world.received(), world.actor("officer")
    results = at_once([lambda: actions.start(dossier, at=AT, by=officer, seen=dossier.revision)] * 6)
    assert sorted(type(result).__name__ for result in results) == ["Dossier"] + ["MovedOn"] * 5
    assert DossierEvent.objects.filter(dossier=dossier, transition="start").count() == 1


def test_without_having_seen_anything_still_only_one_acts(world: World) -> None:
    dossier, officer = world.received(), world.actor("officer")
    results = at_once([lambda: actions.start(dossier, at=AT, by=officer)] * 6)
    assert sum(isinstance(result, Dossier) for result in results) == 1
    assert all(isinstance(result, Dossier | Refusal) for result in results)


def test_looking_at_a_dossier_never_stands_in_the_way_of_those_who_act_on_it(world: World) -> None:
    dossier, officer = world.received(), world.actor("officer")

    def look_and_act(verb: Callable[..., Dossier], **rest: Any) -> Dossier:
        with transaction.atomic():
            access.record_view(dossier, world.personas.officer, "page", AT)
            barrier.wait()
            return verb(dossier, at=AT + HOUR, by=officer, **rest)

    barrier = Barrier(2)
    results = at_once([lambda: look_and_act(actions.start)] * 2)
    assert sum(isinstance(result, Dossier) for result in results) == 1
    assert dossier.views.count() == 1, "who was refused was rolled back, nobody was stopped as a deadlock"


def test_figures_are_whole_while_entries_are_added_up(world: World) -> None:
    intake, counter = world.intake(), world.actor("counter")

    def receive_some() -> None:
        for _ in range(10):
            actions.receive_at_counter(intake, at=AT, by=counter)

    def add_up() -> None:
        for _ in range(20):
            compaction.compact(batch=7)

    assert not any(isinstance(result, Refusal) for result in at_once([receive_some, receive_some, add_up, add_up]))
    compaction.compact()
    assert not LedgerEntry.objects.filter(totalled=False).exists()
    assert LedgerTotal.objects.get(measure="received").n == 20
