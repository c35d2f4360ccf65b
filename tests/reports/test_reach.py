"""Whose figures a person sees: a supervisor of three of five centers, and nothing of the two others anywhere."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from centers.load import load_places
from centers.models import Center, Posting
from common.clock import LOCAL_TZ, moved_to
from dossiers import access, actions
from dossiers.models import Dossier
from notifications.models import Notice
from reports import interventions, morning
from reports.forms import PeriodForm
from reports.measures import TOTAL, By
from reports.publishing import close
from reports.queries import Scope, account
from reports.reach import Reach
from tests.dossiers.world import World
from tests.feedback.people import told
from tests.personas import SINCE, make_staff, sign_in
from tests.places import AT
from tests.reports.lives import moment

NOW = moment(20, 12)
COMMUNES = {"03004", "03006", "03013", "03037", "03043"}
NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30"}


@pytest.fixture
def five(world: World) -> list[Center]:
    """Five centers in the order of their names; the first received one dossier, the second two, and so on.

    Each has resolved one of them, and one has been reopened.
    """
    load_places(at=AT, communes=COMMUNES)
    centers = list(Center.objects.select_related("unit").order_by("unit__name_sort"))
    for number, center in enumerate(centers, start=1):
        for _turn in range(number):
            dossier = _received(world, center, moment(9))
        _ended(dossier, center)
    return centers


def _received(world: World, center: Center, at: datetime) -> Dossier:
    counter = _person(f"counter_{center.pk}", Role.COUNTER, office=center.offices.get(kind="reception"))
    return actions.receive_at_counter(world.intake(receiving_center=center), at=at, by=access.actor_for(counter, at))


def _ended(dossier: Dossier, center: Center) -> None:
    officer = _person(f"officer_{center.pk}", Role.OFFICER, office=dossier.deciding_office)
    leader = _person(f"leader_{center.pk}", Role.LEADER, center=center)
    dossier = actions.start(dossier, at=moment(10), by=access.actor_for(officer, moment(10)))
    dossier = actions.resolve(dossier, at=moment(18), by=access.actor_for(officer, moment(18)))
    actions.reopen(dossier, at=moment(19), by=access.actor_for(leader, moment(19)), reason="sai số hộ tịch")


def _person(username: str, role: Role, **place: Any) -> User:
    return User.objects.filter(username=username).first() or make_staff(username, role, **place)


@pytest.fixture
def three(five: list[Center]) -> tuple[Client, list[Center]]:
    """The supervisor of the second, third and fifth center: 2 + 3 + 5 dossiers of 15."""
    watched = [five[1], five[2], five[4]]
    user = make_staff("regional", Role.SUPERVISOR, unit=watched[0].unit)
    for center in watched[1:]:
        Posting.objects.create(user=user, role=Role.SUPERVISOR, since=SINCE, unit=center.unit)
    client = Client()
    sign_in(client, user)
    return client, watched


def get(client: Client, address: str, data: dict[str, str]) -> Any:
    with moved_to(NOW):
        return client.get(address, data)


@pytest.mark.parametrize("by", list(By))
def test_the_figures_of_a_range_are_those_of_its_centers(by: By, three: tuple[Client, list[Center]]) -> None:
    client, watched = three
    asked = {**NOVEMBER, "by": by.value, "center": ""}
    page = get(client, "/dieu-hanh/", asked)
    each = [account(Scope.of(one, date(2026, 11, 1), date(2026, 11, 30), by, NOW)).figures for one in watched]
    for key in ("received.total", "resolved.late", "reopened", "pending.total", "pending.overdue"):
        assert page.context["total"].value(key) == sum(one[TOTAL].value(key) for one in each), key
    assert page.context["total"].received.total == 10
    assert page.context["place"] == ", ".join(one.name for one in watched)
    trend = page.context["leader"].trends[0]
    assert trend.rows[-1].cells[0].value == 10
    assert sum(person.reopened for person in page.context["people"]) == 3
    total = page.context["total"]
    assert page.context["letters"][1].cells[-1].value == total.resolved.late + total.pending.overdue == 10
    assert page.context["leader"].took.count == 3


@pytest.mark.parametrize("by", list(By))
def test_no_list_of_a_range_names_a_dossier_of_another_center(by: By, three: tuple[Client, list[Center]]) -> None:
    client, watched = three
    asked = {**NOVEMBER, "by": by.value, "center": ""}
    own = set(Dossier.objects.filter(receiving_center__in=watched).values_list("code", flat=True))
    behind = get(client, "/dieu-hanh/ho-so/", {**asked, "figure": "received.total"})
    assert {line.name for line in behind.context["lines"]} == own
    assert behind.context["value"] == 10
    for center in Center.objects.exclude(pk__in=[one.pk for one in watched]):
        for figure in ("received.total", "ii06a.4", "ii06a.11", "letters.missing", "kpi.2_1.all"):
            found = get(client, "/dieu-hanh/ho-so/", {**asked, "figure": figure, "desk": str(center.pk)})
            if figure != "letters.missing":  # told of the whole place only
                assert (found.context["value"], found.context["lines"]) == (0, []), figure
    changes = get(client, "/dieu-hanh/thay-doi/", asked)
    assert {row.code for row in changes.context["rows"]} <= own
    assert len(changes.context["rows"]) == 3
    late = get(client, "/dieu-hanh/bao-cao/qua-han/", asked)
    assert {cell.value for line in late.context["table"].lines for cell in line.cells} & set(
        Dossier.objects.values_list("code", flat=True)
    ) <= own


def test_every_report_of_a_range_adds_up_to_its_centers(three: tuple[Client, list[Center]], world: World) -> None:
    client, watched = three
    outside = Center.objects.exclude(pk__in=[one.pk for one in watched]).first()
    for center in (outside, watched[0]):
        told(world.places, at=moment(9), center=center)
    asked = {**NOVEMBER, "by": "receiving", "center": ""}

    def total(slug: str, column: int) -> Any:
        return get(client, f"/dieu-hanh/bao-cao/{slug}/", asked).context["table"].lines[-1].cells[column].value

    assert total("06a", 4) == 10
    by_center = get(client, "/dieu-hanh/bao-cao/06b/", asked).context["table"].lines
    assert [line.cells[1].value for line in by_center] == [*(one.name for one in watched), by_center[-1].cells[1].value]
    channels = get(client, "/dieu-hanh/bao-cao/kenh/", asked).context["table"]
    assert not channels.errors
    assert 10 in {line.cells[1].value for line in channels.lines}
    petitions = get(client, "/dieu-hanh/bao-cao/phan-anh/", asked).context["table"]
    assert petitions.lines[1].cells[2].value == 1
    card = get(client, "/dieu-hanh/766/", asked).context["card"]
    assert next(row for row in card.rows if row.item.number == "2.1").whole == 3 + 10  # ended, and open
    assert next(row for row in card.rows if row.item.number == "5.1").whole == 1


def test_the_files_of_a_range_hold_its_centers_and_no_other(three: tuple[Client, list[Center]]) -> None:
    client, watched = three
    with moved_to(NOW):
        answer = client.post("/dieu-hanh/excel/?from=2026-11-01&to=2026-11-30&by=receiving&center=")
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content))
    words = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {one.name for one in watched} <= words
    others = Center.objects.exclude(pk__in=[one.pk for one in watched])
    assert not {one.name for one in others} & words
    assert "15" not in words


def test_a_range_is_compared_and_closed_as_a_range(three: tuple[Client, list[Center]], world: World) -> None:
    client, watched = three
    page = get(client, "/dieu-hanh/tinh/", NOVEMBER)
    assert [line.name for line in page.context["lines"]] == [one.unit.name for one in watched]
    assert {line.name for line in page.context["units"]} <= {one.unit.name for one in watched}
    october = {"from": "2026-10-01", "to": "2026-10-31", "by": "receiving", "center": ""}
    whole = close(None, date(2026, 10, 1), date(2026, 10, 31), By.RECEIVING, at=NOW, by=world.personas.supervisor)
    periods = get(client, "/dieu-hanh/ky-bao-cao/", october)
    assert (periods.context["closed"], periods.context["last"], periods.context["may_close"]) == ([], None, False)
    with moved_to(NOW):
        assert client.post("/dieu-hanh/ky-bao-cao/", {**october, "reason": "thử"}).status_code == 403
        assert client.get(f"/dieu-hanh/ky-bao-cao/{whole.pk}/").status_code == 404


def test_a_center_out_of_range_cannot_be_asked_for(three: tuple[Client, list[Center]]) -> None:
    client, watched = three
    other = Center.objects.exclude(pk__in=[one.pk for one in watched]).first()
    assert other is not None
    asked = {**NOVEMBER, "center": other.slug, "figure": "received.total"}
    for address in ("", "ho-so/", "thay-doi/", "ky-bao-cao/", "bao-cao/06a/", "766/", "ho-so/excel/"):
        assert get(client, f"/dieu-hanh/{address}", asked).status_code == 422, address
    assert get(client, "/dieu-hanh/hom-nay/qua-han/", {"center": other.slug}).status_code == 404
    with moved_to(NOW):
        assert client.post(f"/dieu-hanh/excel/?center={other.slug}").status_code == 422
        assert client.post(f"/dieu-hanh/766/tai-ve/?center={other.slug}").status_code == 422
        assert client.post(f"/dieu-hanh/bao-cao/06b/tai-ve/?center={other.slug}").status_code == 422


def test_who_watches_all_is_asked_nothing_more_of_the_database(five: list[Center]) -> None:
    whole = Reach(five, may_add_up=True, is_whole=True)
    form = PeriodForm({**NOVEMBER, "by": "receiving", "center": ""}, whole)
    assert form.is_valid()
    scope = form.scope(NOW)
    assert (scope.within, scope.places, scope.of_place) == (None, None, "")
    assert account(scope).figures[TOTAL].received.total == 15
    assert len(interventions.events_of(scope)) == 5


def test_the_morning_tells_leaders_and_not_the_supervisor(three: tuple[Client, list[Center]]) -> None:
    assert morning.send(at=datetime(2026, 11, 20, 7, 35, tzinfo=LOCAL_TZ)) == 4  # the first center has nothing late
    assert not Notice.objects.filter(template="leader_morning", user__username="regional").exists()
