"""Reading and finding dossiers: who sees what, entity tags, pages by cursor, how many statements."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import Role
from centers.actions import appoint
from common.api import cursors
from dossiers import access, actions, questionnaire
from dossiers.api.opened import open_dossier
from dossiers.forms.actions import FORMS
from dossiers.lifecycle import TRANSITIONS
from dossiers.models import Dossier, DossierAccess, DossierView, Ground
from dossiers.offers import offers
from tests.api.caller import Caller, make_account, make_token
from tests.coordination.asking import ask
from tests.dossiers.world import World
from tests.dossiers_public.asked import ask as questions_of
from tests.personas import SINCE
from tests.places import AT

pytestmark = pytest.mark.django_db


def codes(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content.decode()
    return [row["code"] for row in answer.json()["results"]]


def statements(caller: Caller, path: str, query: dict[str, Any] | None = None) -> int:
    caller.get(path, query)
    with CaptureQueriesContext(connection) as queries:
        assert caller.get(path, query).status_code == 200
    return len(queries)


def test_a_dossier_is_found_by_code_and_by_id(system: Caller, world: World) -> None:
    dossier = world.received()
    by_code = system.get(f"dossiers/{dossier.code}/").json()
    assert by_code == system.get(f"dossiers/{dossier.pk}/").json()
    assert (by_code["id"], by_code["code"], by_code["revision"]) == (dossier.pk, dossier.code, dossier.revision)
    assert by_code["received_at"] == "2026-11-19T09:10:00+07:00"
    assert by_code["owner"]["name"] == "Hạng Thị Lan"
    assert by_code["receiving_center"] == "sa-pa"


@pytest.mark.parametrize("ref", ["H38.03006-261119-9999", "0", "9" * 18, "9" * 400, "x", "%2e%2e", "%FF%FE"])
def test_what_is_not_there_is_404(system: Caller, ref: str) -> None:
    answer = system.get(f"dossiers/{ref}/")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_another_commune_sees_nothing_and_changes_nothing(elsewhere: Caller, world: World) -> None:
    dossier = world.received()
    for path in ("", "slip/", "papers/1/", "transitions/start/"):
        answer = elsewhere.get(f"dossiers/{dossier.code}/{path}")
        unknown = elsewhere.get(f"dossiers/H38.03006-261119-9999/{path}")
        assert (answer.status_code, answer.json()) == (unknown.status_code, unknown.json())
        assert answer.status_code == 404
    assert elsewhere.post(f"dossiers/{dossier.code}/transitions/start/", {}).status_code == 404
    assert codes(elsewhere.get("dossiers/")) == []
    assert Dossier.objects.get().revision == dossier.revision
    assert not DossierView.objects.exists()


def test_what_another_office_is_asked_is_told(system: Caller, world: World) -> None:
    slip = ask(world)
    told = system.get(f"dossiers/{slip.dossier_id}/").json()["coordination"]
    assert [(one["number"], one["office"], one["state"], one["question"]) for one in told] == [
        (1, slip.office_id, "open", slip.question)
    ]
    assert (told[0]["closed_at"], told[0]["answer"], told[0]["files"]) == (None, "", [])


def test_what_was_declared_by_questions_is_told_masked_with_what_was_changed(system: Caller, world: World) -> None:
    dossier = world.received()
    assert system.get(f"dossiers/{dossier.code}/").json()["declared"] is None
    questions = questions_of(dossier.version.procedure)
    said = {"child_name": "Hạng Gia Bảo", "relation": "mother", "mother_id": "000123456789"}
    questionnaire.put(dossier, questions, said, number=1, at=AT)
    questionnaire.put(dossier, questions, {**said, "child_name": "Hạng Gia An"}, number=2, at=AT)
    counted = statements(system, f"dossiers/{dossier.code}/")
    told = system.get(f"dossiers/{dossier.code}/").json()["declared"]
    assert told["version"] == 2
    answers = {one["question"]: one for page in told["pages"] for one in page["answers"]}
    assert (answers["relation"]["answer"], answers["relation"]["words"]) == ("mother", "Mẹ (en)")
    assert answers["mother_id"]["answer"] == "*********789"
    [revision] = told["revisions"]
    assert revision["changes"] == [
        {"question": "child_name", "label": "child_name (en)", "before": "Hạng Gia Bảo", "after": "Hạng Gia An"}
    ]
    assert statements(system, f"dossiers/{world.received().code}/") == counted


def test_every_reading_is_recorded(system: Caller, account: User, world: World) -> None:
    dossier = world.received()
    system.get(f"dossiers/{dossier.code}/")
    system.get(f"dossiers/{dossier.code}/slip/")
    assert list(DossierView.objects.values_list("dossier", "user", "what").order_by("id")) == [
        (dossier.pk, account.pk, "api"),
        (dossier.pk, account.pk, "slip"),
    ]


@pytest.mark.parametrize(
    "status", ["SUBMITTED", "RECEIVED", "PROCESSING", "AWAITING_SUPPLEMENT", "AWAITING_PAYMENT", "RESOLVED"]
)
def test_the_transitions_are_those_that_the_pages_offer(
    system: Caller, account: User, world: World, status: str
) -> None:
    dossier = world.in_status(status)
    told = [row["name"] for row in system.get(f"dossiers/{dossier.pk}/").json()["transitions"]]
    assert told == [offer.name for offer in offers(dossier, access.actor_for(account, AT), AT)]
    assert told


def test_every_transition_by_hand_has_an_address_that_says_what_it_takes(system: Caller, world: World) -> None:
    dossier = world.processing()
    for name in FORMS:
        answer = system.get(f"dossiers/{dossier.code}/transitions/{name}/")
        assert answer.status_code == 200
        assert answer.json()["reason_needed"] == TRANSITIONS[name].reason_needed
    told = system.get(f"dossiers/{dossier.code}/transitions/hand_over/").json()
    offices = next(field for field in told["fields_taken"] if field["name"] == "to_office")["choices"]
    assert str(world.places.office("tiep-nhan").pk) in [office["value"] for office in offices]


@pytest.mark.parametrize("name", ["submit", "lapse", "take_over", "reschedule", "nothing", "start%00"])
def test_what_is_not_done_by_hand_has_no_address(system: Caller, world: World, name: str) -> None:
    dossier = world.received()
    assert system.post(f"dossiers/{dossier.code}/transitions/{name}/", {}).status_code in {400, 404}


def test_the_statement_lets_in_exactly_whom_the_rows_let_in(world: World) -> None:
    """`access.SEEN_IN_OFFICES` and `ACTING_OFFICES` against `seen_by` and `acting_offices`, before, in and after."""
    dossier = world.processing()
    office, other = world.places.office("kinh-te"), world.places.office("van-hoa-xa-hoi")
    for place, until in ((office, timedelta(days=2)), (other, timedelta(days=4))):
        DossierAccess.objects.create(
            dossier=dossier,
            office=place,
            ground=Ground.COORDINATION,
            since=AT + timedelta(days=1),
            until=AT + until,
            acts_until=AT + timedelta(days=2),
        )
    people = [make_account((Role.OFFICER, place)) for place in (office, other, world.places.office("van-phong"))]
    for account in people:
        for days in (0, 1, 1.5, 2, 3, 4, 5):
            at = AT + timedelta(days=days)
            actor = access.actor_for(account, at)
            may_see = access.seen_by(actor, at).exists()
            try:
                opened = open_dossier(actor, at, str(dossier.code))
            except access.NoSuchDossier:
                assert not may_see
            else:
                assert may_see
                assert list(opened.offers) == offers(dossier, actor, at)


# Entity tags


def test_what_has_not_changed_is_304_and_what_has_is_told(system: Caller, world: World) -> None:
    dossier = world.received()
    for path in (f"dossiers/{dossier.code}/", "dossiers/", "procedures/", "centers/", "schema/"):
        first = system.get(path)
        again = system.get(path, **{"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert system.get(path, **{"If-None-Match": f'"x", W/{first["ETag"]}'}).status_code == 304
        assert system.get(path, **{"If-None-Match": '"another"'}).status_code == 200
    tag = system.get(f"dossiers/{dossier.code}/")["ETag"]
    actions.start(dossier, at=AT, by=world.actor("officer"))
    changed = system.get(f"dossiers/{dossier.code}/", **{"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed["ETag"].startswith(f'"{changed.json()["revision"]}-')


def test_the_tag_depends_on_the_language(system: Caller, account: User, world: World) -> None:
    dossier = world.received()
    english = system.get(f"dossiers/{dossier.code}/")
    vietnamese = system.get(f"dossiers/{dossier.code}/", **{"Accept-Language": "fr, vi;q=0.9, en;q=0.1"})
    assert english["ETag"] != vietnamese["ETag"]
    assert (english.json()["status_label"], vietnamese.json()["status_label"]) == ("Received", "Đã tiếp nhận")
    assert vietnamese["Content-Language"] == "vi"


# Lists


def test_pages_by_cursor_show_every_dossier_once(system: Caller, world: World) -> None:
    made = [world.received().code for _number in range(7)]
    seen: list[str] = []
    cursor = ""
    while True:
        answer = system.get("dossiers/", {"limit": 3, **({"cursor": cursor} if cursor else {})})
        seen += codes(answer)
        world.received()  # what comes in meanwhile shifts no page
        cursor = answer.json()["next"]
        if cursor is None:
            break
    assert seen == made[::-1]


def test_first_due_first_with_equal_due_dates(system: Caller, world: World) -> None:
    for limit in ("days", "calendar", "hours", "days", "days", "month", "same_day"):
        world.received(limit)
    wanted = list(Dossier.objects.order_by("due_at", "pk").values_list("code", flat=True))
    world.submitted()
    seen: list[str] = []
    cursor = ""
    for _page in range(4):
        answer = system.get("dossiers/", {"order": "due", "limit": 2, **({"cursor": cursor} if cursor else {})})
        seen += codes(answer)
        cursor = answer.json()["next"]
    assert seen == wanted
    assert cursor is None


def test_a_list_is_narrowed(system: Caller, world: World) -> None:
    early, late = world.received(at=AT - timedelta(days=2)), world.processing("month")
    submitted = world.submitted()
    assert codes(system.get("dossiers/")) == [None, late.code, early.code]
    assert codes(system.get("dossiers/", {"status": ["RECEIVED", "PROCESSING"]})) == [late.code, early.code]
    assert codes(system.get("dossiers/", {"status": "PROCESSING"})) == [late.code]
    assert codes(system.get("dossiers/", {"code": early.code})) == [early.code]
    assert codes(system.get("dossiers/", {"procedure": late.version.procedure.code})) == [late.code]
    assert codes(system.get("dossiers/", {"office": late.holder_id})) == [late.code]
    assert codes(system.get("dossiers/", {"center": "ta-van"})) == []
    assert codes(system.get("dossiers/", {"due_before": "2026-11-30T00:00:00+07:00"})) == [early.code]
    assert codes(system.get("dossiers/", {"due_after": "2026-11-30T00:00:00+07:00"})) == [late.code]
    assert codes(system.get("dossiers/", {"received_before": AT.isoformat()})) == [early.code]
    assert codes(system.get("dossiers/", {"received_after": AT.isoformat()})) == [late.code]
    assert submitted.pk in [row["id"] for row in system.get("dossiers/").json()["results"]]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"status": "GONE"}, "status"), ({"office": "x"}, "office"), ({"office": "9" * 30}, "office"),
        ({"due_before": "soon"}, "due_before"),
        ({"due_before": "0001-01-01T00:00:00+14:00"}, "due_before"),
        ({"limit": "0"}, "limit"), ({"limit": "101"}, "limit"),
        ({"limit": "٣"}, "limit"), ({"order": "code"}, "order"), ({"cursor": "x"}, "cursor"),
        ({"cursor": "WzFd"}, "cursor"), ({"cursor": "WyJuZXdlc3QiLC0xXQ"}, "cursor"), ({"cursor": "[" * 399}, "cursor"),
        ({"order": "due", "cursor": "WyJkdWUiLCJ4IiwxXQ"}, "cursor"),
    ],
)  # fmt: skip
def test_nonsense_in_a_query_is_422_and_named(system: Caller, query: dict[str, str], field: str) -> None:
    answer = system.get("dossiers/", query)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("moment", ["5281-03-30T22:35:29+22:57", "0243-03-11T02:46:46.6-07:33", "9999-12-31T23:59:59Z"])
def test_moments_far_away_with_odd_offsets_narrow_a_list_too(system: Caller, world: World, moment: str) -> None:
    for name in ("due_before", "due_after", "received_before", "received_after"):
        assert system.get("dossiers/", {name: moment}).status_code == 200


def test_a_cursor_of_one_order_is_refused_by_the_other(system: Caller, world: World) -> None:
    for _number in range(2):
        world.received()
    cursor = system.get("dossiers/", {"limit": 1}).json()["next"]
    assert system.get("dossiers/", {"limit": 1, "order": "due", "cursor": cursor}).status_code == 422


def test_a_cursor_with_an_odd_offset_is_read_like_any_other_moment(system: Caller, world: World) -> None:
    dossier = world.received()
    cursor = cursors.written(["due", "2026-11-19T09:10:00+23:59", 1])
    assert codes(system.get("dossiers/", {"order": "due", "cursor": cursor})) == [dossier.code]


def test_rows_of_a_list_have_nothing_about_people(system: Caller, world: World) -> None:
    world.received()
    assert "Hạng Thị Lan" not in system.get("dossiers/").content.decode()


# Statements


def test_opening_costs_four_statements_whatever_the_history(system: Caller, world: World) -> None:
    dossier = world.received()
    before = statements(system, f"dossiers/{dossier.code}/")
    officer = world.actor("officer")
    dossier = actions.start(dossier, at=AT, by=officer)
    dossier = actions.request_supplement(dossier, ["Tờ khai"], at=AT, by=officer, reason="thiếu")
    dossier = actions.supply(dossier, at=AT, by=world.actor("counter"))
    dossier = actions.resolve(dossier, at=AT, by=officer)
    assert statements(system, f"dossiers/{dossier.code}/") == before == 4


def test_a_list_costs_three_statements_whatever_its_length(system: Caller, world: World) -> None:
    world.received()
    short = statements(system, "dossiers/")
    for _number in range(20):
        world.received()
    assert statements(system, "dossiers/") == short == 3
    assert statements(system, "dossiers/", {"code": "H38.03006-261119-0001"}) == 3


def test_a_leader_costs_no_statement_more(world: World) -> None:
    account = make_account()
    appoint(account, Role.LEADER, center=world.places.sa_pa, since=SINCE)
    caller = Caller(make_token(account)[1])
    assert statements(caller, f"dossiers/{world.received().code}/") == 4
