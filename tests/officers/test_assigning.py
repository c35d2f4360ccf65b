"""Many dossiers to one colleague: a result per row, and nobody is kept from moving by a dossier that is refused."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import Role
from dossiers import actions
from dossiers.actions.assigning import MOST, Outcome, TooMany, assign_many
from dossiers.forms.assigning import seen_of
from dossiers.lifecycle import TRANSITIONS
from dossiers.models import Dossier, DossierEvent
from tests.dossiers_staff.conftest import speaking_english
from tests.officers.colleagues import Colleagues
from tests.personas import make_staff, sign_in
from tests.places import AT

pytestmark = pytest.mark.django_db
CHOOSE, ASSIGN = "/xu-ly/phan-cong/", "/xu-ly/phan-cong/giao/"


def _seen(dossiers: list[Dossier]) -> dict[int, int]:
    return {dossier.pk: dossier.revision for dossier in dossiers}


def _sent(dossiers: list[Dossier]) -> str:
    return " ".join(f"{dossier.pk}-{dossier.revision}" for dossier in dossiers)


def _who_has(dossiers: list[Dossier]) -> set[User | None]:
    keys = [dossier.pk for dossier in dossiers]
    return {one.assignee for one in Dossier.objects.filter(pk__in=keys).select_related("assignee")}


def test_of_500_dossiers_497_move_and_3_that_a_colleague_changed_are_named(office: Colleagues) -> None:
    dossiers = [office.world.received() for _number in range(MOST)]
    meanwhile = [dossiers[10], dossiers[250], dossiers[499]]
    seen = _seen(dossiers)
    officer = office.world.actor("officer")
    for dossier in meanwhile:
        actions.start(dossier, at=AT, by=officer)
    head = office.world.actor("head")
    results = assign_many(dossiers, seen, office.dua, reason="chia lại việc", at=AT, by=head)
    moved = [one.dossier for one in results if one.outcome is Outcome.MOVED]
    refused = [one for one in results if one.outcome is Outcome.REFUSED]
    assert (len(moved), [one.dossier for one in refused]) == (497, meanwhile)
    assert all("Officer" in one.why and str(TRANSITIONS["start"].label) in one.why for one in refused)
    assert _who_has(moved) == {office.dua}
    assert _who_has(meanwhile) == {office.officer}
    events = DossierEvent.objects.filter(transition="assign", by=head.account_id, reason="chia lại việc")
    assert events.count() == 497


def test_each_dossier_costs_the_same_number_of_statements(office: Colleagues) -> None:
    dossiers = [office.world.processing() for _number in range(5)]
    head = office.world.actor("head")

    def cost(some: list[Dossier]) -> int:
        with CaptureQueriesContext(connection) as queries:
            results = assign_many(some, _seen(some), office.dua, reason="bận", at=AT, by=head)
        assert {one.outcome for one in results} == {Outcome.MOVED}
        return len(queries)

    one, four = cost(dossiers[:1]), cost(dossiers[1:])
    each = (four - one) // 3
    assert each * 3 == four - one
    assert each <= 10


def test_more_than_500_are_not_begun(office: Colleagues) -> None:
    dossier = office.world.processing()
    with pytest.raises(TooMany):
        assign_many([dossier] * (MOST + 1), {}, office.dua, reason="bận", at=AT, by=office.world.actor("head"))
    assert _who_has([dossier]) == {office.officer}


def test_who_has_it_already_keeps_it_without_an_event(office: Colleagues) -> None:
    dossier = office.assigned(office.dua)
    results = assign_many([dossier], _seen([dossier]), office.dua, reason="bận", at=AT, by=office.world.actor("head"))
    assert [one.outcome for one in results] == [Outcome.UNCHANGED]
    assert DossierEvent.objects.filter(dossier=dossier).count() == dossier.revision


def test_a_batch_for_an_absent_officer_goes_to_the_stand_in(office: Colleagues) -> None:
    office.absent(office.mai, office.dua)
    dossier = office.world.processing()
    assign_many([dossier], _seen([dossier]), office.mai, reason="bận", at=AT, by=office.world.actor("head"))
    stored = Dossier.objects.get(pk=dossier.pk)
    assert (stored.assignee, stored.stands_in_for) == (office.dua, office.mai)


def test_a_dossier_of_another_office_is_refused_and_keeps_nobody_from_the_others(office: Colleagues) -> None:
    elsewhere, here = office.world.processing(), office.world.processing()
    leader = office.world.actor("leader")
    actions.hand_over(elsewhere, office.world.places.office("kinh-te"), at=AT, by=leader)
    both = [Dossier.objects.get(pk=one.pk) for one in (elsewhere, here)]
    results = assign_many(both, _seen(both), office.dua, reason="bận", at=AT, by=leader)
    assert [one.outcome for one in results] == [Outcome.REFUSED, Outcome.MOVED]


# The pages


def test_the_head_ticks_rows_and_chooses_a_colleague(office: Colleagues) -> None:
    first, second = office.world.processing(), office.world.processing()
    client = speaking_english(office.world, "head")
    page = client.get("/xu-ly/").content.decode()
    assert f'value="{first.pk}-{first.revision}"' in page
    page = client.get(CHOOSE, {"ho-so": [f"{first.pk}-{first.revision}", "unsinn"]}).content.decode()
    assert "Assign 1 dossier" in page
    assert "Sung Dua" in page
    sent = {"rows": _sent([first]), "to_user": office.dua.pk, "reason": "chia lại việc"}
    page = client.post(ASSIGN, sent).content.decode()
    assert "1 dossier moved to Sung Dua" in page
    assert (_who_has([first]), _who_has([second])) == ({office.dua}, {office.officer})


def test_the_whole_list_is_chosen_as_it_is_narrowed_down(office: Colleagues) -> None:
    office.world.received()
    paused = office.world.in_status("AWAITING_PAYMENT")
    client = speaking_english(office.world, "head")
    page = client.get(CHOOSE, {"muc": "tam-dung", "tat-ca": "1"}).content.decode()
    assert _rows_in(page) == {paused.pk: paused.revision}


def test_what_was_refused_is_named_and_tried_again(office: Colleagues) -> None:
    dossier = office.world.processing()
    sent = {"rows": _sent([dossier]), "to_user": office.dua.pk, "reason": "chia lại việc"}
    actions.request_payment(dossier, 50_000, legal_basis="Nghị quyết mẫu", at=AT, by=office.world.actor("officer"))
    client = speaking_english(office.world, "head")
    page = client.post(ASSIGN, sent).content.decode()
    assert "1 dossier was not moved" in page
    assert "This dossier has moved on: Officer did" in page
    again = re.search(r'name="lai" value="([^"]*)"', page)
    assert again is not None
    rows = _rows_in(client.post(CHOOSE, {"lai": again[1]}).content.decode())
    assert rows == {dossier.pk: dossier.revision + 1}
    page = client.post(ASSIGN, {**sent, "rows": f"{dossier.pk}-{dossier.revision + 1}"}).content.decode()
    assert "1 dossier moved to Sung Dua" in page


def test_without_colleague_or_reason_nothing_moves_and_nothing_typed_is_lost(office: Colleagues) -> None:
    dossier = office.world.processing()
    client = speaking_english(office.world, "head")
    answer = client.post(ASSIGN, {"rows": _sent([dossier]), "reason": "chia lại việc"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "chia lại việc" in page
    assert _rows_in(page) == {dossier.pk: dossier.revision}
    assert _who_has([dossier]) == {office.officer}


def test_dossiers_that_are_not_open_to_the_person_do_not_move(office: Colleagues) -> None:
    place = office.world.places.office("kinh-te")
    elsewhere = make_staff("head_elsewhere", Role.HEAD, office=place)
    dossier, client = office.world.processing(), Client()
    sign_in(client, elsewhere)
    assert client.get(CHOOSE, {"ho-so": f"{dossier.pk}-{dossier.revision}"}).status_code == 302
    client.post(ASSIGN, {"rows": _sent([dossier]), "to_user": office.dua.pk, "reason": "lấy"})
    assert _who_has([dossier]) == {office.officer}


def test_an_officer_has_no_boxes_to_tick(office: Colleagues) -> None:
    office.world.processing()
    assert 'name="ho-so"' not in speaking_english(office.world, "officer").get("/xu-ly/").content.decode()


def _rows_in(page: str) -> dict[int, int]:
    found = re.search(r'name="rows" value="([^"]*)"', page)
    assert found is not None
    return seen_of(found[1].split())
