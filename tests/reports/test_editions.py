"""A closed period stands for ever; what is typed later shows as a difference, and a correction is a new edition."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.models import User
from common.clock import LOCAL_TZ, moved_to
from dossiers import actions, compaction
from dossiers.models import Dossier
from dossiers.rebuild import rebuild_ledger
from reports import edition_views, editions, publishing
from reports.measures import By
from reports.models import Edition
from tests.dossiers.world import World

JULY = (date(2026, 7, 1), date(2026, 7, 31))
AUGUST = (date(2026, 8, 1), date(2026, 8, 31))


def moment(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=LOCAL_TZ)


def working(world: World, at: datetime) -> Dossier:
    return actions.start(world.received(at=at), at=at, by=world.actor("officer", at))


@pytest.fixture
def july(world: World) -> list[Dossier]:
    """Two resolved in time in July, one still open."""
    officer = world.actor("officer")
    first = actions.resolve(working(world, moment(7, 6)), at=moment(7, 8), by=officer, result="1/QĐ")
    second = actions.resolve(working(world, moment(7, 13)), at=moment(7, 15), by=officer, result="2/QĐ")
    return [first, second, working(world, moment(7, 27))]


def close(world: World, period: tuple[date, date], at: datetime, reason: str = "") -> Edition:
    leader: User = world.personas.people["leader"]
    with transaction.atomic():
        return publishing.close(world.places.sa_pa, *period, By.RECEIVING, at=at, by=leader, reason=reason)


def told(edition: Edition, key: str) -> int:
    return editions.value_in(Edition.objects.get(pk=edition.pk), "total", key)


def differences(edition: Edition) -> dict[str, tuple[int, int]]:
    found = editions.compared(Edition.objects.get(pk=edition.pk))
    return {one.key: (one.closed, one.now) for one in found if one.level_key == "total"}


def test_an_ending_typed_late_leaves_the_edition_as_it_was(world: World, july: list[Dossier]) -> None:
    edition = close(world, JULY, moment(8, 3))
    assert (told(edition, "resolved.total"), told(edition, "pending.total")) == (2, 1)
    assert differences(edition) == {}

    officer = world.actor("officer")
    late = {"typed_at": moment(8, 4), "reason": "mất điện, ghi sổ tay"}
    actions.resolve(july[2], at=moment(7, 30), by=officer, result="3/QĐ", **late)

    assert (told(edition, "resolved.total"), told(edition, "pending.total")) == (2, 1)
    changed = differences(edition)
    assert changed["resolved.total"] == (2, 3)
    assert changed["pending.total"] == (1, 0)
    assert [event.transition for event in editions.late_events(edition)] == ["resolve"]
    again = editions.freeze(editions.scope_of(edition), edition.known_at)
    assert again.dossiers_hash == edition.dossiers_hash


def test_reopening_a_july_dossier_in_august_changes_nothing_in_july(world: World, july: list[Dossier]) -> None:
    edition = close(world, JULY, moment(8, 3))
    leader = world.actor("leader")
    actions.reopen(july[0], at=moment(8, 10), by=leader, reason="sai tên")
    assert differences(edition) == {}
    assert not editions.late_events(edition).exists()
    august = close(world, AUGUST, moment(9, 2))
    assert told(august, "reopened") == 1
    assert told(edition, "resolved.total") == 2


def test_a_correction_is_a_new_edition_with_its_reason(world: World, july: list[Dossier]) -> None:
    first = close(world, JULY, moment(8, 3))
    with pytest.raises(publishing.ReasonNeeded):
        close(world, JULY, moment(8, 4))
    with pytest.raises(publishing.NothingChanged):
        close(world, JULY, moment(8, 4), reason="xem lại")
    officer = world.actor("officer")
    typed = {"typed_at": moment(8, 4), "reason": "mất điện"}
    actions.resolve(july[2], at=moment(7, 30), by=officer, result="3/QĐ", **typed)
    second = close(world, JULY, moment(8, 5), reason="một hồ sơ nhập muộn")
    assert (second.number, told(second, "resolved.total"), told(first, "resolved.total")) == (2, 3, 2)
    assert second.dossiers_hash != first.dossiers_hash
    assert [one.pk for one in editions.latest(Edition.objects.all())] == [second.pk]


def test_the_hash_is_the_same_after_compaction_and_after_the_ledger_was_made_anew(
    world: World, july: list[Dossier]
) -> None:
    edition = close(world, JULY, moment(8, 3))
    compaction.compact()
    assert editions.freeze(editions.scope_of(edition), edition.known_at).dossiers_hash == edition.dossiers_hash
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    rebuild_ledger()
    assert editions.freeze(editions.scope_of(edition), edition.known_at).dossiers_hash == edition.dossiers_hash


def test_a_period_that_runs_is_not_closed_and_the_database_refuses_changes(world: World, july: list[Dossier]) -> None:
    with pytest.raises(publishing.NotOver):
        close(world, JULY, moment(7, 31, 23))
    edition = close(world, JULY, moment(8, 3))
    for statement in ("UPDATE reports_edition SET figures = '{}'", "DELETE FROM reports_edition"):
        with pytest.raises(IntegrityError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert told(edition, "received.total") == 3


def post(client: Client, data: dict[str, str]) -> Any:
    given = {"from": "2026-07-01", "to": "2026-07-31", "by": "receiving", "center": "sa-pa", **data}
    with moved_to(moment(8, 3)):
        return client.post("/dieu-hanh/ky-bao-cao/", given)


def test_a_period_that_runs_is_refused_on_the_page_with_its_figures(world: World, july: list[Dossier]) -> None:
    refused = post(world.personas.client_of("leader"), {"from": "2026-08-01", "to": "2026-08-31"})
    assert refused.status_code == 422
    assert "to" in refused.context["form"].errors
    assert refused.context["scope"].end == date(2026, 8, 31)
    assert not Edition.objects.exists()


def test_a_leader_closes_on_the_page_and_everybody_reads(world: World, july: list[Dossier], client: Client) -> None:
    leader = world.personas.client_of("leader")
    with moved_to(moment(8, 3)):
        page = leader.get("/dieu-hanh/ky-bao-cao/").content.decode()
    assert "01/07/2026" in page
    assert f"{world.places.sa_pa.name}</span>, " in page
    answer = post(leader, {})
    assert answer.status_code == 302
    with moved_to(moment(8, 3)):
        assert leader.get(answer["Location"]).status_code == 200
    edition = Edition.objects.get()
    public = client.get("/so-lieu/").content.decode()
    assert f"/so-lieu/{edition.pk}/" in public
    assert edition.dossiers_hash in client.get(f"/so-lieu/{edition.pk}/").content.decode()
    again = post(leader, {"reason": ""})
    assert again.status_code == 422
    assert Edition.objects.count() == 1


def test_an_edition_that_was_corrected_leads_to_the_newest(world: World, july: list[Dossier]) -> None:
    first, leader = close(world, JULY, moment(8, 3)), world.personas.client_of("leader")
    officer = world.actor("officer")
    actions.resolve(july[2], at=moment(7, 30), by=officer, result="3/QĐ", typed_at=moment(8, 4), reason="mất điện")
    newest = close(world, JULY, moment(8, 5), reason="một hồ sơ nhập muộn")
    with moved_to(moment(8, 6)):
        old, new = (leader.get(f"/dieu-hanh/ky-bao-cao/{one.pk}/").content.decode() for one in (first, newest))
    words = "Xem bản mới nhất"
    assert f'<a href="/dieu-hanh/ky-bao-cao/{newest.pk}/">{words}</a>' in old
    assert words not in new


def test_a_reason_that_is_too_long_is_not_lost(world: World, july: list[Dossier]) -> None:
    leader, reason = world.personas.client_of("leader"), "Nhập bù. " * 60
    post(leader, {})
    actions.resolve(july[2], at=moment(7, 30), by=world.actor("officer"), typed_at=moment(8, 3), reason="mất điện")
    refused = post(leader, {"reason": reason})
    assert refused.status_code == 422
    assert reason.strip() in refused.content.decode()


def test_a_head_of_office_sees_but_does_not_close(world: World, july: list[Dossier]) -> None:
    assert post(world.personas.client_of("head"), {}).status_code == 403
    assert post(world.personas.client_of("leader"), {"center": "ta-van"}).status_code == 422
    assert post(world.personas.client_of("leader"), {"to": "2026-06-01"}).status_code == 422
    assert not Edition.objects.exists()


def test_an_edition_of_another_center_is_not_found(world: World, july: list[Dossier]) -> None:
    supervisor: User = world.personas.people["supervisor"]
    whole = publishing.close(None, *JULY, By.RECEIVING, at=moment(8, 3), by=supervisor)
    other = publishing.close(world.places.ta_van, *JULY, By.RECEIVING, at=moment(8, 3), by=supervisor)
    leader = world.personas.client_of("leader")
    with moved_to(moment(8, 3)):
        assert [leader.get(f"/dieu-hanh/ky-bao-cao/{one.pk}/").status_code for one in (whole, other)] == [404, 404]


def test_a_supervisor_closes_all_centers_together_only(world: World, july: list[Dossier]) -> None:
    supervisor = world.personas.client_of("supervisor")
    assert post(supervisor, {"center": ""}).status_code == 302
    assert post(supervisor, {}).status_code == 403
    assert Edition.objects.get().center is None


def test_what_was_closed_is_listed_page_by_page_all_centers_first_or_of_one_center(
    world: World, july: list[Dossier], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edition_views, "ROWS_OF_A_PAGE", 2)
    supervisor: User = world.personas.people["supervisor"]
    at, sa_pa, ta_van = moment(9, 1), world.places.sa_pa, world.places.ta_van
    made = [
        publishing.close(center, *period, By.RECEIVING, at=at, by=supervisor)
        for period in (AUGUST, JULY)
        for center in (None, sa_pa, ta_van)
    ]
    staff = world.personas.client_of("supervisor")
    with moved_to(at):
        pages = [staff.get(f"/dieu-hanh/ky-bao-cao/?page={number}").context["closed"] for number in (1, 2, 3)]
        narrowed = staff.get("/dieu-hanh/ky-bao-cao/?center=ta-van").context["closed"]
    listed = [line.edition.center for page in pages for line in page]
    assert listed[0] is listed[3] is None
    assert {line.edition.pk for page in pages for line in page} == {edition.pk for edition in made}
    assert [line.edition.center for line in narrowed] == [ta_van, ta_van]
    public = [client.get(f"/so-lieu/?page={number}").context["lines"] for number in (1, 2, 3)]
    assert [line.edition.center for page in public for line in page] == listed
