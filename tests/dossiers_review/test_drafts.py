"""Drafts against time and against each other: one draft is one dossier, and no paper of a dossier is dropped."""

from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from dossiers import actions, filings
from dossiers.actions.intake import FilingExpired
from dossiers.models import Dossier, Filing, Paper
from tests.dossiers.world import World
from tests.places import AT

HOUR = timedelta(hours=1)


@pytest.mark.django_db
def test_saving_a_page_that_was_opened_before_sending_does_not_make_the_draft_a_new_one(world: World) -> None:
    filing, citizen = world.filing(), world.actor("citizen")
    opened_before = Filing.objects.get(pk=filing.pk)
    first = actions.submit(filing, world.intake(channel="online"), at=AT, by=citizen)
    actions.save_filing(opened_before, at=AT + HOUR, note="thêm")
    again = actions.submit(Filing.objects.get(pk=filing.pk), world.intake(channel="online"), at=AT + HOUR, by=citizen)
    assert again.pk == first.pk
    assert Dossier.objects.count() == 1


@pytest.mark.django_db
def test_a_draft_that_was_dropped_meanwhile_has_expired(world: World) -> None:
    filing = world.filing()
    Filing.objects.filter(pk=filing.pk).delete()
    with pytest.raises(FilingExpired):
        actions.submit(filing, world.intake(channel="online"), at=AT, by=world.actor("citizen"))
    with pytest.raises(FilingExpired):
        actions.receive_at_counter(world.intake(), at=AT, by=world.actor("counter"), filing=filing)


@pytest.mark.django_db(transaction=True)
def test_a_draft_that_is_being_received_is_not_dropped_with_its_papers(world: World) -> None:
    filing = world.filing(at=AT - timedelta(days=31))
    Paper.objects.create(filing=filing, name="Tờ khai", added_at=AT)
    intake, counter = world.intake(), world.actor("counter")
    dropped: list[int] = []

    def drop() -> None:
        try:
            dropped.append(filings.drop_expired(at=AT))
        finally:
            connection.close()

    with transaction.atomic():
        dossier = actions.receive_at_counter(intake, at=AT, by=counter, filing=filing)
        cleaner = Thread(target=drop)
        cleaner.start()
        cleaner.join(1)
    cleaner.join()
    assert dropped == [0]
    assert dossier.papers.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_draft_sent_twice_at_the_same_moment_is_one_dossier(world: World) -> None:
    filing, intake, citizen = world.filing(), world.intake(channel="online"), world.actor("citizen")
    ready, results = Event(), list[Any]()

    def send(at: datetime) -> None:
        ready.wait()
        try:
            results.append(actions.submit(Filing.objects.get(pk=filing.pk), intake, at=at, by=citizen).pk)
        finally:
            connection.close()

    threads = [Thread(target=send, args=[AT + number * HOUR]) for number in range(4)]
    for thread in threads:
        thread.start()
    ready.set()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    assert len(set(results)) == 1
    assert Dossier.objects.count() == 1
