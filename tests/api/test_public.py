"""What needs no token: the catalogue, the centers, tracking; and the figures, which need one."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from centers.actions import appoint
from common import clock
from dossiers import actions
from procedures.models import Procedure
from tests.api.caller import Caller, make_account, make_token
from tests.catalogue import load_catalogue
from tests.dossiers.world import World
from tests.personas import SINCE
from tests.places import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def anybody() -> Caller:
    return Caller(language="vi")


# Catalogue


def test_every_procedure_is_found_once_page_by_page(anybody: Caller, world: World) -> None:
    load_catalogue()
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        answer = anybody.get("procedures/", {"limit": 100, **({"cursor": cursor} if cursor else {})}).json()
        seen += [row["code"] for row in answer["results"]]
        cursor = answer["next"]
    assert len(seen) == len(set(seen)) == Procedure.objects.count() > 100


def test_search_is_that_of_the_page(anybody: Caller, world: World) -> None:
    load_catalogue()
    hits = anybody.get("procedures/", {"q": "khai sinh"}).json()["results"]
    assert "khai sinh" in hits[0]["name"].lower()
    sector = anybody.get(f"procedures/{hits[0]['code']}/").json()["sector_code"]
    assert anybody.get("procedures/", {"q": "khai sinh", "sector": sector}).json()["results"]
    assert anybody.get("procedures/", {"sector": "KHONG"}).json() == {"results": [], "next": None}


def test_one_procedure_with_papers_fees_steps_and_time(anybody: Caller, world: World) -> None:
    version = world.versions["same_day"]
    version.cases.create(number=1, label="cần xác minh", quantity=6, unit="working_days")
    version.fees.create(label="Lệ phí", amount_vnd=15000, confidence="confirmed")
    told = anybody.get(f"procedures/{version.procedure.code}/").json()
    assert told["time_limit"]["unit"] == "same_day"
    assert told["time_limit"]["cutoff"] == "15:00"
    assert told["cases"][0]["time_limit"]["quantity"] == 6
    assert told["papers"][0]["papers"][0]["name"] == "Tờ khai"
    assert told["fees"] == [{"label": "Lệ phí", "amount_vnd": 15000, "note": ""}]
    assert len(told["steps"]) == 5
    assert all(step["is_modelled"] for step in told["steps"])
    unknown = anybody.get(f"procedures/{world.versions['unknown'].procedure.code}/").json()
    assert unknown["time_limit"] is None


def test_a_procedure_that_is_not_there_is_404(anybody: Caller, world: World) -> None:
    assert anybody.get("procedures/9.999999/").status_code == 404


@pytest.mark.parametrize("cursor", ["x", "WyJhIl0", "Wy0xXQ", "WzEwMDAwMV0"])
def test_a_cursor_of_nobody_is_422(anybody: Caller, world: World, cursor: str) -> None:
    assert anybody.get("procedures/", {"cursor": cursor}).status_code == 422


def test_the_catalogue_costs_the_same_whatever_its_length(anybody: Caller, world: World) -> None:
    def statements(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            anybody.get(path)
        return len(queries)

    few = statements("procedures/?limit=2"), statements("centers/")
    load_catalogue()
    assert (statements("procedures/?limit=100"), statements("centers/")) == few


def test_centers_name_their_offices(anybody: Caller, world: World) -> None:
    rows = anybody.get("centers/").json()["results"]
    assert {row["slug"] for row in rows} == {"sa-pa", "ta-van"}
    sa_pa = next(row for row in rows if row["slug"] == "sa-pa")
    assert world.places.office("tiep-nhan").pk in [office["id"] for office in sa_pa["offices"]]


# Tracking


def other_word(word: str) -> str:
    return "AAAAAA" if word != "AAAAAA" else "BBBBBB"


def track(caller: Caller, code: str, word: str, address: str = "203.0.113.1") -> Any:
    body = json.dumps({"code": code, "check_word": word})
    return caller.client.post(
        "/api/v1/tracking/", body, content_type="application/json", headers=caller.headers, REMOTE_ADDR=address
    )


def test_the_right_pair_says_where_it_is_and_nobodys_name(anybody: Caller, world: World) -> None:
    dossier = world.received()
    answer = track(anybody, f" {str(dossier.code).lower()}", dossier.check_word.lower())
    told = answer.json()
    assert (answer.status_code, told["status"], told["owner"]) == (200, "RECEIVED", "H*** T** L**")
    assert told["due"]["at"] == dossier.due_at.isoformat()
    for hidden in ("Hạng Thị Lan", "lan@sapa.example", dossier.check_word, dossier.secret):
        assert hidden not in answer.content.decode()


def test_every_wrong_pair_gets_the_same_answer_for_the_same_work(anybody: Caller, world: World) -> None:
    dossier = world.received()
    answers, work = [], []
    for code, word in ((dossier.code, other_word(dossier.check_word)), ("H38.03006-261119-9999", dossier.check_word)):
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = track(anybody, str(code), word)
        answers.append((answer.status_code, answer.content))
        work.append([query["sql"].split("WHERE")[0] for query in queries])
    assert answers[0] == answers[1]
    assert answers[0][0] == 422
    assert work[0] == work[1]


def test_page_and_api_count_wrong_tries_together(anybody: Caller, world: World) -> None:
    wrong = {"code": "H38.03006-261119-9999", "check_word": "QQQQQQ"}
    for _try in range(2):
        anybody.client.post("/tra-cuu/", wrong, REMOTE_ADDR="203.0.113.1")
        track(anybody, *wrong.values())
    answer = track(anybody, *wrong.values())
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert int(answer["Retry-After"]) > 0
    assert track(anybody, *wrong.values(), address="203.0.113.2").status_code == 422


# Figures


def reader(world: World, role: Role, **place: Any) -> Caller:
    account = make_account()
    appoint(account, role, since=SINCE, **place)
    return Caller(make_token(account)[1])


def test_the_figures_are_those_of_the_command(world: World) -> None:
    dossier = world.processing()
    world.received("month", at=AT - timedelta(days=20))
    actions.resolve(dossier, at=AT, by=world.actor("officer"))
    leader = reader(world, Role.LEADER, center=world.places.sa_pa)
    for by in ("receiving", "deciding"):
        query = {"from": "2026-11-01", "to": "2026-11-30", "center": "sa-pa", "by": by}
        answer = leader.get("figures/on-time/", query)
        assert answer.status_code == 200, answer.content.decode()
        out = io.StringIO()
        with clock.moved_to(AT):
            call_command("ontime", "--from", "2026-11-01", "--to", "2026-11-30", "--center", "sa-pa", "--by", by,
                         "--json", stdout=out)  # fmt: skip
        assert answer.json() == json.loads(out.getvalue())
        assert answer.json()["total"]["resolved"]["early"] == 1


def test_only_within_reach(world: World) -> None:
    period = {"from": "2026-11-01", "to": "2026-11-30"}
    leader = reader(world, Role.LEADER, center=world.places.sa_pa)
    assert leader.get("figures/on-time/", {**period, "center": "ta-van"}).status_code == 422
    assert leader.get("figures/on-time/", period).status_code == 422
    supervisor = reader(world, Role.SUPERVISOR, unit=world.places.province)
    assert supervisor.get("figures/on-time/", period).status_code == 200
    assert supervisor.get("figures/on-time/", {**period, "center": "ta-van"}).status_code == 200
    counter = reader(world, Role.COUNTER, office=world.places.office("tiep-nhan"))
    assert counter.get("figures/on-time/", {**period, "center": "sa-pa"}).status_code == 403


def test_a_supervising_system_reads_figures_and_no_dossier(world: World) -> None:
    dossier = world.received()
    supervisor = reader(world, Role.SUPERVISOR, unit=world.places.province)
    assert supervisor.get(f"dossiers/{dossier.code}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [({"to": "2026-11-30"}, "from"), ({"from": "x", "to": "2026-11-30"}, "from"),
     ({"from": "2026-11-30", "to": "2026-11-01"}, "to"), ({"from": "2026-11-01", "to": "2026-11-30", "by": "x"}, "by")],
)  # fmt: skip
def test_a_wrong_period_is_named(world: World, query: dict[str, str], field: str) -> None:
    leader = reader(world, Role.LEADER, center=world.places.sa_pa)
    answer = leader.get("figures/on-time/", {"center": "sa-pa", **query})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
