"""Long lists: written in the background for one person, told how far they are, forgotten after a day."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from centers.models import Posting
from common.clock import moved_to
from dossiers import tasks
from dossiers.exports import prepared
from dossiers.models import DossierView, ExportRecord, PreparedExport, PreparedState
from policies.catalogue import PolicyKey
from policies.models import Policy
from tests.dossiers.world import World
from tests.exports.sheets import opened, table, take
from tests.exports.test_lists import copies
from tests.places import AT

pytestmark = pytest.mark.django_db
LIST = "/xu-ly/excel/?muc=tat-ca"
NUMBER = 7


@pytest.fixture
def officer(world: World, monkeypatch: pytest.MonkeyPatch) -> Client:
    """An officer with more dossiers than are written at once."""
    Policy.objects.create(
        key=PolicyKey.EXPORT_AT_ONCE, value=5, unit="", source="thử", confidence="U", valid_from=AT.date()
    )
    monkeypatch.setattr(prepared, "TELL_EVERY", 2)
    copies(world.received(), NUMBER - 1)
    return world.personas.client_of("officer")


def asked(client: Client, **typed: str) -> PreparedExport:
    """The button of a long list; the page it leads to is that of the list."""
    answer = take(client, LIST, AT, **typed)
    row = PreparedExport.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/xuat/{row.key}/")
    return row


def see(client: Client, row: PreparedExport, more: str = "", after: timedelta = timedelta()) -> Any:
    with moved_to(AT + after):
        return client.get(f"/xuat/{row.key}/{more}")


def written(row: PreparedExport) -> PreparedExport:
    with moved_to(AT):
        tasks.write_export(str(row.key))
    row.refresh_from_db()
    return row


def test_the_file_is_the_one_that_the_page_would_have_written(officer: Client) -> None:
    row = asked(officer)
    page = see(officer, row).content.decode()
    assert 'hx-trigger="every 3s"' in page
    assert f'max="{NUMBER}" value="0"' in page
    assert see(officer, row, "tap-tin/").status_code == 404
    assert not ExportRecord.objects.exists()

    row = written(row)
    assert (row.state, row.done) == (PreparedState.READY, NUMBER)
    page = see(officer, row).content.decode()
    assert 'hx-trigger="every 3s"' not in page
    answer = see(officer, row, "tap-tin/")
    assert "no-store" in answer["Cache-Control"]
    answer.streaming_content = [answer.content]
    assert len(table(opened(answer).active)) == NUMBER
    assert ExportRecord.objects.get().count == DossierView.objects.filter(what="export").count() == NUMBER
    assert row.content is not None
    assert bytes(row.content) != answer.content, "it lies encrypted"


def test_it_says_how_far_it_is_and_is_written_once(officer: Client) -> None:
    row = asked(officer)
    begun = prepared.begin(str(row.key), at=AT)
    assert begun is not None
    rows = prepared.told(range(NUMBER), begun, lambda: AT)
    for _number in range(5):
        next(rows)
    assert 'value="4"' in see(officer, row).content.decode()
    assert prepared.begin(str(row.key), at=AT) is None, "somebody has it"


def test_nobody_else_sees_it(officer: Client, world: World) -> None:
    row = written(asked(officer))
    for name in ("leader", "head", "counter"):
        other = world.personas.client_of(name)
        assert see(other, row).status_code == see(other, row, "tap-tin/").status_code == 404


def test_rights_are_asked_again_when_it_is_written(officer: Client, world: World) -> None:
    row = asked(officer)
    Posting.objects.filter(user=world.personas.officer, role=Role.OFFICER).update(until=AT.date() - timedelta(days=1))
    row = written(row)
    assert (row.state, row.content) == (PreparedState.FAILED, None)
    assert not ExportRecord.objects.exists()


def test_a_day_later_it_is_forgotten_and_so_is_what_was_searched(officer: Client) -> None:
    row = written(asked(officer))
    prepared.tidy(at=AT + timedelta(hours=23))
    assert see(officer, row, "tap-tin/").status_code == 200
    prepared.tidy(at=AT + timedelta(days=1))
    row.refresh_from_db()
    assert (row.content, row.key_id, row.asked) == (None, "", {})
    assert see(officer, row, "tap-tin/").status_code == 404
    assert see(officer, row).status_code == 200


def test_what_a_lost_worker_had_is_given_up_and_what_waits_is_asked_for_again(officer: Client) -> None:
    row = asked(officer)
    assert prepared.tidy(at=AT + timedelta(hours=1)) == [str(row.key)]
    begun = prepared.begin(str(row.key), at=AT)
    assert begun is not None
    assert prepared.tidy(at=AT + timedelta(minutes=9)) == []
    prepared.tidy(at=AT + timedelta(minutes=10))
    prepared.write(begun, at=AT)
    row.refresh_from_db()
    assert (row.state, row.content) == (PreparedState.FAILED, None), "what was given up stays given up"


def test_a_list_in_full_needs_its_reason_before_anything_waits(officer: Client, world: World) -> None:
    leader = world.personas.client_of("leader")
    assert take(leader, LIST, AT, extent="full").status_code == 422
    assert not PreparedExport.objects.exists()
    row = written(asked(leader, extent="full", reason="kiểm tra"))
    assert row.state == PreparedState.READY
    record = ExportRecord.objects.get()
    assert (record.is_full, record.reason) == (True, "kiểm tra")
