"""Reminders: whom they find, that each exists once, and that a killed worker loses none."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from itertools import count

import pytest
from celery import current_app
from django.db import connection

from centers.actions import end_posting
from conftest import FULL_SIZE, Note
from dossiers import actions, sweeps
from dossiers.models import Dossier, Reminder, ReminderKind
from dossiers.tasks import sweep as sweep_task
from notifications.models import Notice
from tests.dossiers.world import World
from tests.places import AT

DAY = timedelta(days=1)
MANY = 10_000


@pytest.mark.django_db
def test_a_dossier_due_soon_is_reminded_of_once(world: World) -> None:
    dossier = world.processing()
    assert sweeps.sweep(ReminderKind.DUE_SOON, at=AT) == 0
    soon = dossier.soon_at
    assert soon is not None
    assert sweeps.sweep(ReminderKind.DUE_SOON, at=soon) == 1
    assert sweeps.sweep(ReminderKind.DUE_SOON, at=soon) == 0
    told = set(Notice.objects.filter(template="dossier_due_soon").values_list("user", "office"))
    assert told == {(world.personas.officer.pk, None), (world.personas.head.pk, None)}


@pytest.mark.django_db
def test_the_whole_office_hears_when_nobody_there_has_the_dossier(world: World) -> None:
    dossier = world.processing()
    assert dossier.soon_at is not None
    end_posting(world.personas.officer.postings.get(), until=AT.date(), by=None)
    assert sweeps.sweep(ReminderKind.DUE_SOON, at=dossier.soon_at) == 1
    assert Notice.objects.get(template="dossier_due_soon").office_id == dossier.holder_id


@pytest.mark.django_db
def test_overdue_is_a_matter_of_dates_and_leaders_hear_of_it(world: World) -> None:
    dossier = world.processing()
    due_at = dossier.due_at
    assert due_at is not None
    assert sweeps.sweep(ReminderKind.OVERDUE, at=due_at + timedelta(hours=5)) == 0
    assert sweeps.sweep(ReminderKind.OVERDUE, at=due_at + DAY) == 1
    told = set(Notice.objects.filter(template="dossier_overdue").values_list("user__username", "office__slug"))
    assert told == {("officer", None), ("head", None), (None, "lanh-dao")}


@pytest.mark.django_db
def test_a_pause_that_holds_silences_the_reminders(world: World) -> None:
    dossier = actions.request_supplement(
        world.processing(), ["Tờ khai"], at=AT, by=world.actor("officer"), reason="thiếu"
    )
    assert dossier.due_at is not None
    assert sum(sweeps.sweep(kind, at=dossier.due_at + 9 * DAY) for kind in sweeps.SWEEPS) == 0


@pytest.mark.django_db
def test_a_moved_due_date_is_reminded_of_again(world: World) -> None:
    dossier = world.processing()
    sweeps.sweep(ReminderKind.DUE_SOON, at=dossier.soon_at)
    dossier = actions.request_supplement(
        dossier, ["Tờ khai"], at=dossier.soon_at, by=world.actor("officer"), reason="thiếu"
    )
    dossier = actions.supply(dossier, at=dossier.due_at + DAY, by=world.actor("counter"))
    assert sweeps.sweep(ReminderKind.DUE_SOON, at=dossier.soon_at) == 1


@pytest.mark.django_db
def test_an_unanswered_submission_and_a_slow_step_are_found(world: World) -> None:
    submitted, working = world.submitted(), world.processing()
    assert sweeps.sweep(ReminderKind.FIRST_ANSWER, at=submitted.answer_due_at) == 1
    assert working.step_due_at is not None
    assert sweeps.sweep(ReminderKind.STEP_OVERDUE, at=working.step_due_at + DAY / 24) == 1


@pytest.fixture
def many_overdue(world: World, full_size: bool) -> int:
    """Ten thousand copies of one dossier in process, all overdue now; five times as many at full size."""
    many = 5 * MANY if full_size else MANY
    model = Dossier.objects.get(pk=world.processing(at=AT - 300 * DAY).pk)
    numbers = count(1)
    copies = []
    for _ in range(many - 1):
        number = next(numbers)
        copy = Dossier.objects.get(pk=model.pk) if number == 1 else Dossier(**_values(model))
        copy.pk, copy.code, copy.secret = None, f"MAU-{number}", f"mau-{number}"
        copies.append(copy)
    Dossier.objects.bulk_create(copies, batch_size=2000)
    return many


def _values(model: Dossier) -> dict[str, object]:
    return {field.attname: getattr(model, field.attname) for field in Dossier._meta.concrete_fields}


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_a_sweep_loses_and_doubles_nothing(
    many_overdue: int, process_environment: dict[str, str], proof: Note
) -> None:
    current_app.control.purge()  # what other tests have queued would have to be done first
    first = _worker(process_environment)
    try:
        sweep_task.delay(ReminderKind.OVERDUE)
        _wait_until(lambda: Reminder.objects.count() >= sweeps.BATCH)
    finally:
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    done = Reminder.objects.count()
    assert sweeps.BATCH <= done < many_overdue, "the worker was not killed in the middle"

    second = _worker(process_environment)
    try:
        sweep_task.delay(ReminderKind.OVERDUE)
        _wait_until(lambda: Reminder.objects.count() >= many_overdue)
    finally:
        os.killpg(second.pid, signal.SIGTERM)
        second.wait(30)
    assert Reminder.objects.count() == many_overdue
    assert (
        Notice.objects.filter(template="dossier_overdue").count() == 3 * many_overdue
    )  # the officer, the head of the office and the leaders of the ward
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM (SELECT key FROM notifications_notice GROUP BY key HAVING count(*) > 1) d")
        assert cursor.fetchone() == (0,)
    proof(f"killed after {done} of {many_overdue} reminders; after the restart {many_overdue}, none twice")


def _worker(environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "celery", "-A", "sapa_center", "worker", "--concurrency=1", "--loglevel=warning"]
    return subprocess.Popen(
        command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _wait_until(reached: object, seconds: float = 600 if FULL_SIZE else 120) -> None:
    end = time.monotonic() + seconds
    while not reached():  # type: ignore[operator]
        assert time.monotonic() < end, "the worker did not get there"
        time.sleep(0.01)


@pytest.mark.django_db
def test_the_office_to_which_a_dossier_is_on_its_way_is_reminded(world: World) -> None:
    dossier = world.received()
    assert sweeps.sweep(ReminderKind.DUE_SOON, at=dossier.soon_at) == 1
    assert Notice.objects.get(template="dossier_due_soon").office.slug == "van-phong"
