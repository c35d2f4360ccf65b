"""Tokens: hashed, expiring, renewed with an overlap, taken back at once; a session is no token."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import tokens
from accounts.models import ApiToken, User
from accounts.roles import Role
from centers.actions import PostingRefused, appoint, end_posting
from centers.models import Posting
from centers.queries import members_of
from common import clock
from common.clock import local_date
from policies import actions as policy_actions
from policies.catalogue import PolicyKey
from tests.api.caller import Caller, later, make_account, make_token
from tests.dossiers.world import World
from tests.personas import SINCE
from tests.places import AT

pytestmark = pytest.mark.django_db


def status(text: str, at: Any = AT) -> int:
    with clock.moved_to(at):
        return int(Caller(text).get("dossiers/").status_code)


def test_the_text_of_a_token_is_kept_nowhere(account: User) -> None:
    token, text = make_token(account)
    assert text.startswith("sapa_")
    assert len(text) >= 48
    row = ApiToken.objects.values().get(pk=token.pk)
    assert text not in str(row)
    assert text.endswith(row["hint"])


@pytest.mark.parametrize("text", ["", "x", "sapa_", "sapa_" + "a" * 43, "sapa_é", "Bearer", "a" * 10_000])
def test_what_is_no_token_lets_nobody_in(world: World, text: str) -> None:
    answer = Caller(text).get("dossiers/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'
    assert answer["Content-Type"] == "application/problem+json"


def test_a_token_ends(account: User) -> None:
    _token, text = make_token(account, days=10)
    assert status(text, later(days=10, seconds=-1)) == 200
    assert status(text, later(days=10)) == 401


def test_a_renewed_token_stays_valid_for_the_overlap(account: User) -> None:
    old, text = make_token(account, "dossiers:read")
    new, new_text = tokens.rotate(old, days=365, overlap=timedelta(days=3), at=AT)
    assert new.scopes == old.scopes
    assert (status(text), status(new_text)) == (200, 200)
    assert (status(text, later(days=3)), status(new_text, later(days=3))) == (401, 200)


def test_renewing_never_makes_the_old_token_live_longer(account: User) -> None:
    old, _text = make_token(account, days=1)
    tokens.rotate(old, days=365, overlap=timedelta(days=30), at=AT)
    assert ApiToken.objects.get(pk=old.pk).expires_at == AT + timedelta(days=1)


def test_a_token_that_is_over_cannot_be_renewed(account: User) -> None:
    old, _text = make_token(account)
    tokens.revoke(old, at=AT)
    with pytest.raises(tokens.TokenRefused):
        tokens.rotate(old, days=365, overlap=timedelta(days=3), at=AT)
    assert ApiToken.objects.count() == 1


def test_a_token_taken_back_and_a_closed_account_let_nobody_in(account: User) -> None:
    token, text = make_token(account)
    _other, other = make_token(account)
    tokens.revoke(token, at=AT)
    assert (status(text), status(other)) == (401, 200)
    account.is_active = False
    account.save()
    assert status(other) == 401


def test_last_use_is_written_at_most_once_a_minute(account: User) -> None:
    token, text = make_token(account)
    for seconds in (0, 1, 59):
        status(text, later(seconds=seconds))
        assert ApiToken.objects.get(pk=token.pk).last_used_at == AT
    status(text, later(seconds=60))
    assert ApiToken.objects.get(pk=token.pk).last_used_at == later(seconds=60)


def test_who_asks_is_found_in_one_statement(account: User) -> None:
    _token, text = make_token(account)
    status(text)
    with CaptureQueriesContext(connection) as queries:
        assert tokens.owner_of(text, at=AT) is not None
    assert len(queries) == 1


@pytest.mark.parametrize("who", ["counter", "leader", "administrator", "citizen"])
def test_a_session_is_no_token(world: World, who: str) -> None:
    client = world.personas.client_of(who)
    assert client.get("/api/v1/dossiers/").status_code == 401
    assert client.post("/api/v1/dossiers/", "{}", content_type="application/json").status_code == 401


def test_a_token_is_no_session(system: Caller) -> None:
    system.get("dossiers/")
    assert system.client.get("/xu-ly/", headers=system.headers).status_code == 302
    assert not system.client.cookies


def test_staff_and_citizens_and_the_house_itself_get_no_token(world: World) -> None:
    for user in (world.personas.counter, world.personas.citizen, User.objects.system(at=AT)):
        with pytest.raises(tokens.TokenRefused):
            make_token(user)


def test_a_system_works_in_offices_and_nowhere_else(world: World) -> None:
    account = make_account()
    for role in (Role.ADMINISTRATOR, Role.HELPER):
        with pytest.raises(PostingRefused):
            appoint(account, role, center=world.places.sa_pa, since=SINCE)
    with pytest.raises(PostingRefused):
        appoint(User.objects.system(at=AT), Role.COUNTER, office=world.places.office("tiep-nhan"), since=SINCE)


def test_nobody_assigns_work_to_a_system(world: World, account: User) -> None:
    assert account not in members_of(world.places.office("van-phong"), local_date(AT))


def test_an_ended_posting_closes_the_dossiers_again(account: User, world: World) -> None:
    dossier = world.received()
    caller = Caller(make_token(account)[1])
    assert caller.get(f"dossiers/{dossier.code}/").status_code == 200
    for posting in Posting.objects.filter(user=account):
        end_posting(posting, until=local_date(AT) - timedelta(days=1))
    assert caller.get(f"dossiers/{dossier.code}/").status_code == 404
    assert caller.get("dossiers/").json()["results"] == []


def test_more_requests_than_the_policy_allows_wait(world: World, account: User) -> None:
    policy_actions.change(
        key=PolicyKey.API_REQUESTS_PER_MINUTE,
        value=3,
        valid_from=AT.date(),
        source="thử",
        by=world.personas.administrator,
        at=AT,
    )
    _token, text = make_token(account)
    assert [status(text) for _time in range(4)] == [200, 200, 200, 429]
    answer = Caller(text).get("dossiers/")
    assert 0 < int(answer["Retry-After"]) <= 60
    assert status(make_token(account)[1]) == 200
    assert status(text, later(minutes=1)) == 200


def command(*words: str) -> Any:
    out = io.StringIO()
    call_command("api_token", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_makes_lists_renews_and_takes_back(world: World) -> None:
    made = command(
        "create", "phan-mem-moi", "--full-name", "Phần mềm mới", "--post", "counter:sa-pa/tiep-nhan",
        "--scope", "dossiers:read",
    )  # fmt: skip
    assert status(made["token"]) == 200
    renewed = command("rotate", str(made["id"]), "--overlap-days", "0")
    assert (status(made["token"]), status(renewed["token"])) == (401, 200)
    command("revoke", str(renewed["id"]))
    assert status(renewed["token"]) == 401
    rows = command("list")
    assert [(row["account"], row["valid"]) for row in rows] == [("phan-mem-moi", False)] * 2
    assert made["token"] not in json.dumps(rows)


@pytest.mark.parametrize(
    "words",
    [
        ("create", "phan-mem"),
        ("create", "Có Dấu", "--scope", "dossiers:read"),
        ("create", "counter", "--scope", "dossiers:read"),
        ("create", "system", "--scope", "dossiers:read"),
        ("create", "phan-mem", "--scope", "dossiers:read", "--post", "counter:sa-pa/khong-co"),
        ("create", "phan-mem", "--scope", "dossiers:read", "--post", "administrator:sa-pa/tiep-nhan"),
        ("rotate", "4711"),
        ("revoke", "4711"),
    ],
)
def test_the_command_refuses_in_one_line_and_leaves_nothing(world: World, words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as refused:
        command(*words)
    assert "\n" not in str(refused.value)
    assert not ApiToken.objects.exists()
    assert not Posting.objects.filter(user__kind="system").exists()
