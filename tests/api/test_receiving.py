"""Receiving through the API: complete or not at all, and once for one key, also at the same moment."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import KeptAnswer, User
from accounts.roles import Role
from centers.api import idempotency
from citizens.models import Party
from common import clock
from dossiers.models import Dossier, Filing, Paper
from tests.api.caller import Caller, later, make_account, make_token, new_key
from tests.api.conftest import walk_in
from tests.dossiers.world import World
from tests.places import AT

pytestmark = pytest.mark.django_db
HERE = "dossiers/"


def refused(answer: Any) -> list[str]:
    """The fields that a 422 names."""
    assert answer.status_code == 422, answer.content.decode()
    return [error["field"] for error in answer.json()["errors"]]


def nothing_was_made() -> bool:
    return not (
        Dossier.objects.exists() or Party.objects.filter(is_sample=False).exists() or KeptAnswer.objects.exists()
    )


def test_a_walk_in_gets_code_due_date_and_check_word(system: Caller, world: World) -> None:
    answer = system.post(HERE, walk_in(world), **new_key())
    assert answer.status_code == 201
    made, dossier = answer.json(), Dossier.objects.get()
    assert answer["Location"] == f"/api/v1/dossiers/{dossier.pk}/"
    assert answer["ETag"].startswith(f'"{dossier.revision}-')
    assert made["tracking"]["check_word"] == dossier.check_word
    assert made["due_at"] == "2026-11-25T09:10:00+07:00"  # 24 November is a day off
    assert (dossier.channel, dossier.filed_by, dossier.owner_id) == ("counter", "owner", dossier.submitter_id)
    assert dossier.owner.number == "000199000001"
    assert dossier.owner.phone == "0900000012"
    assert dossier.owner.address_unit.code == "03006"
    assert [paper.name for paper in dossier.papers.all()] == ["Tờ khai"]


def test_a_relative_a_parcel_another_return_place_a_case(system: Caller, world: World) -> None:
    case = world.versions["days"].cases.create(number=1, label="cần xác minh", quantity=6, unit="working_days")
    body = walk_in(
        world,
        filed_by="post",
        submitter={"name": "Vàng Văn Tẩn"},
        return_center="ta-van",
        case=1,
        papers=[{"name": "Đơn", "originals": 1, "copies": 2}],
        language="en",
    )
    assert system.post(HERE, body, **new_key()).status_code == 201
    dossier = Dossier.objects.get()
    assert (dossier.channel, dossier.submitter.name, dossier.case) == ("post", "Vàng Văn Tẩn", case)
    assert (dossier.return_center.slug, dossier.language, dossier.quantity) == ("ta-van", "en", 6)


def test_late_typing_needs_a_reason(system: Caller, world: World) -> None:
    body = walk_in(world, received_at=(AT - timedelta(hours=3)).isoformat())
    assert refused(system.post(HERE, body, **new_key())) == ["reason"]
    assert nothing_was_made()
    assert system.post(HERE, {**body, "reason": "mất điện"}, **new_key()).status_code == 201
    assert Dossier.objects.get().received_at == AT - timedelta(hours=3)
    future = walk_in(world, received_at=(AT + timedelta(hours=3)).isoformat())
    assert refused(system.post(HERE, future, **new_key())) == ["at"]


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"procedure": "9.999999"}, ["procedure"]),
        ({"center": "ha-noi"}, ["center"]),
        ({"return_center": "ha-noi"}, ["return_center"]),
        ({"case": 7}, ["case"]),
        ({"case": 99999}, ["case"]),
        ({"owner": {}}, ["owner.name"]),
        ({"owner": None}, ["owner"]),
        ({"owner": {"name": " "}}, ["owner.name"]),
        ({"owner": {"name": "A", "birth_date": "2030-01-01"}}, ["owner.birth_date"]),
        ({"owner": {"name": "A", "kind": "business"}}, ["owner.number"]),
        ({"owner": {"name": "A", "commune": "99999"}}, ["commune"]),
        ({"owner": {"name": "A", "email": "x"}}, ["owner.email"]),
        ({"papers": []}, ["papers"]),
        ({"papers": [{}]}, ["papers"]),
        ({"papers": [{"required": 2**62}]}, ["papers"]),
        ({"papers": [{"required": 2**70}]}, ["papers.0.required"]),
        ({"papers": [{"name": "Đơn", "originals": 100}]}, ["papers.0.originals"]),
        ({"filed_by": "helper"}, ["filed_by"]),
        ({"received_at": "yesterday"}, ["received_at"]),
        ({"received_at": "0001-01-01T00:00:00+14:00"}, ["received_at"]),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_made(
    system: Caller, world: World, changed: dict[str, Any], fields: list[str]
) -> None:
    assert refused(system.post(HERE, walk_in(world, **changed), **new_key())) == fields
    assert nothing_was_made()


def test_a_filing_that_is_not_ones_own_is_not_there(system: Caller, world: World) -> None:
    body = walk_in(world, filing=str(world.filing().key))
    assert system.post(HERE, body, **new_key()).status_code == 404
    assert nothing_was_made()


def test_a_procedure_without_time_cannot_be_received(system: Caller, world: World) -> None:
    answer = system.post(HERE, walk_in(world, "unknown"), **new_key())
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:sapa:problem:time-unknown")
    assert nothing_was_made()


def test_who_does_not_sit_at_that_desk_may_not_receive(world: World, addresses: None) -> None:
    office = world.places.office
    for posts in (
        [(Role.OFFICER, office("tiep-nhan"))],
        [(Role.COUNTER, office("tiep-nhan", world.places.ta_van))],
        [],
    ):
        caller = Caller(make_token(make_account(*posts))[1])
        answer = caller.post(HERE, walk_in(world), **new_key())
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:sapa:problem:not-your-role")
        assert nothing_was_made()


# Idempotency


@pytest.mark.parametrize("key", [None, "", "short", "é" * 10, "x" * 201, "with space"])
def test_without_a_key_nothing_is_done(system: Caller, world: World, key: str | None) -> None:
    headers = {} if key is None else {"Idempotency-Key": key}
    answer = system.post(HERE, walk_in(world), **headers)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:sapa:problem:idempotency-key-missing")
    assert nothing_was_made()


def test_the_same_key_and_body_get_the_same_answer_and_one_dossier(system: Caller, world: World) -> None:
    key, body = new_key(), walk_in(world)
    first = system.post(HERE, body, **key)
    with clock.moved_to(later(hours=5)):
        again = system.post(HERE, dict(reversed(body.items())), **key)
    assert (again.status_code, again.content) == (201, first.content)
    assert (again["ETag"], again["Location"]) == (first["ETag"], first["Location"])
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert Dossier.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(system: Caller, world: World) -> None:
    key = new_key()
    system.post(HERE, walk_in(world), **key)
    answer = system.post(HERE, walk_in(world, language="en"), **key)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:sapa:problem:idempotency-key-reused")
    assert Dossier.objects.count() == 1
    assert system.post("filings/", walk_in(world), **key).status_code == 422


def test_a_refusal_uses_no_key_up(system: Caller, world: World) -> None:
    key = new_key()
    assert system.post(HERE, walk_in(world, papers=[]), **key).status_code == 422
    assert system.post(HERE, walk_in(world), **key).status_code == 201


def test_each_account_has_keys_of_its_own(system: Caller, world: World) -> None:
    key = new_key()
    other = Caller(make_token(make_account((Role.COUNTER, world.places.office("tiep-nhan"))))[1])
    codes = {caller.post(HERE, walk_in(world), **key).json()["code"] for caller in (system, other)}
    assert len(codes) == 2


def test_a_key_is_forgotten_after_its_time(system: Caller, world: World) -> None:
    key = new_key()
    system.post(HERE, walk_in(world), **key)
    assert idempotency.drop_expired(at=later(hours=23)) == 0
    with clock.moved_to(later(days=1)):
        assert system.post(HERE, walk_in(world), **key).status_code == 201
    assert Dossier.objects.count() == 2
    assert KeptAnswer.objects.count() == 1
    assert idempotency.drop_expired(at=later(days=2)) == 1


def test_files_of_a_filing_come_along(system: Caller, account: User, world: World) -> None:
    from tests.dossiers_staff.desk import picture

    filing = system.post(
        "filings/", {"procedure": world.versions["days"].procedure.code, "center": "sa-pa"}, **new_key()
    )
    key = filing.json()["key"]
    assert system.upload(f"filings/{key}/papers/", {"file": picture()}).status_code == 201
    made = system.post(HERE, walk_in(world, papers=[], filing=key), **new_key())
    assert made.status_code == 201
    assert Paper.objects.get().dossier_id == made.json()["id"]
    again = system.post(HERE, walk_in(world, papers=[], filing=key), **new_key())
    assert again.json()["code"] == made.json()["code"]
    assert Filing.objects.get().dossier_id == made.json()["id"]


def test_what_the_edge_adds_to_the_action_is_small(system: Caller, world: World) -> None:
    system.post(HERE, walk_in(world), **new_key())
    with CaptureQueriesContext(connection) as queries:
        assert system.post(HERE, walk_in(world), **new_key()).status_code == 201
    edge = [query["sql"] for query in queries if "accounts_" in query["sql"] and "SAVEPOINT" not in query["sql"]]
    assert len([sql for sql in edge if "keptanswer" in sql]) == 2
    assert len([sql for sql in edge if "apitoken" in sql]) == 1


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_one_dossier_is_made(world: World, system: Caller) -> None:
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    key, body, barrier = new_key(), walk_in(world), Barrier(6)
    token = system.headers["Authorization"].removeprefix("Bearer ")

    def send(_number: int) -> tuple[int, bytes]:
        barrier.wait()
        with clock.moved_to(AT):
            try:
                answer = Caller(token).post(HERE, body, **key)
                return answer.status_code, answer.content
            finally:
                connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, range(6)))
    assert len(set(answers)) == 1, answers
    assert answers[0][0] == 201
    assert Dossier.objects.count() == 1
    assert json.loads(answers[0][1])["code"] == Dossier.objects.get().code
