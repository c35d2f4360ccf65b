"""Signing in at the identity gateway, against the local provider over real HTTP."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from citizens.actions import find_or_create
from citizens.models import Party
from common import clock
from dossiers.access import visible_to
from dossiers.gateway.claims import person_of
from dossiers.models import Dossier
from sapa_center.local import identity
from tests.dossiers.world import World
from tests.identity_provider import running
from tests.places import AT

pytestmark = pytest.mark.django_db
MY = identity.CITIZENS[0]
Change = Callable[[identity.Provider], None]


def at_home(client: Client) -> Client:
    """A browser on this machine: the local provider returns nowhere else."""
    client.defaults["HTTP_HOST"] = "127.0.0.1"
    return client


@pytest.fixture
def client() -> Client:
    return at_home(Client())


@pytest.fixture
def provider(settings: Settings) -> Iterator[identity.Provider]:
    with running(settings) as made:
        yield made


def leave(client: Client, next_url: str = "") -> dict[str, str]:
    """What the portal asks the provider for."""
    return dict(parse_qsl(urlsplit(client.get("/tai-khoan/vneid/", {"next": next_url})["Location"]).query))


def returning(client: Client, provider: identity.Provider, next_url: str = "", subject: str = "mau-1") -> str:
    return provider.give_code(leave(client, next_url), subject, now=time.time())


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_citizen_is_proven_sees_older_dossiers_and_comes_back_to_the_page(
    client: Client, world: World, provider: identity.Provider, settings: Settings
) -> None:
    mine = world.received()
    party = find_or_create(person_of(MY, settings.IDENTITY_CLAIMS, is_sample=True), at=AT, by=None)
    Dossier.objects.filter(pk=mine.pk).update(owner=party)
    assert client.get(returning(client, provider, "/nop-ho-so/"))["Location"] == "/nop-ho-so/"
    user = User.objects.get(username__startswith="vneid:")
    assert (user.full_name, Party.objects.get(account=user)) == (MY["name"], party)
    assert set(visible_to(user, clock.now())) == {mine}
    client.logout()  # the session ended; the same person comes back to the same account and page
    assert client.get(returning(client, provider, "/nop-ho-so/1/"))["Location"] == "/nop-ho-so/1/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_next_page_elsewhere_is_not_followed(client: Client, provider: identity.Provider) -> None:
    assert client.get(returning(client, provider, "https://boese.example/"))["Location"] == "/tai-khoan/"


def test_the_session_is_a_new_one_and_a_staff_session_ends(world: World, provider: identity.Provider) -> None:
    client = at_home(world.personas.client_of("counter"))
    before = client.session.session_key
    client.get(returning(client, provider))
    assert client.session.session_key != before
    assert User.objects.get(pk=client.session["_auth_user_id"]).is_citizen


def test_signing_out_here_offers_to_sign_out_there(client: Client, provider: identity.Provider) -> None:
    client.get(returning(client, provider))
    page = client.post("/dang-xuat/")
    assert f"{provider.issuer}/end" in page.content.decode()
    assert not is_signed_in(client)


def claims(**changed: Any) -> Change:
    """The provider says something else in its tokens."""

    def change(provider: identity.Provider) -> None:
        honest = provider.sign
        provider.sign = lambda told: honest({**told, **changed})  # type: ignore[method-assign]

    return change


def unsigned(provider: identity.Provider) -> None:
    headers = {"kid": provider.key_id}
    provider.sign = lambda told: jwt.encode(dict(told), "", algorithm="none", headers=headers)  # type: ignore[method-assign]


def wrong_key(provider: identity.Provider) -> None:
    other = identity.Provider("", "", "", key_id=provider.key_id)
    provider.sign = other.sign  # type: ignore[method-assign]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(claims(aud="somebody-else"), id="wrong audience"),
        pytest.param(claims(iss="http://127.0.0.1:1"), id="wrong issuer"),
        pytest.param(claims(exp=int(time.time()) - 3600), id="expired"),
        pytest.param(claims(nonce="of another sign-in"), id="replayed"),
        pytest.param(claims(sub="mau-2"), id="userinfo of somebody else"),
        pytest.param(claims(azp="somebody-else"), id="issued for another client"),
        pytest.param(unsigned, id="unsigned"),
        pytest.param(wrong_key, id="wrong key"),
    ],
)
def test_a_token_that_is_not_right_signs_nobody_in(client: Client, provider: identity.Provider, change: Change) -> None:
    change(provider)
    answer = client.get(returning(client, provider))
    assert answer.status_code == 400
    assert "tai-khoan/dang-nhap" in answer.content.decode()
    assert not is_signed_in(client)
    assert not User.objects.filter(kind="citizen").exists()


def test_state_and_code_work_once_and_only_in_their_session(client: Client, provider: identity.Provider) -> None:
    address = returning(client, provider)
    stranger = at_home(Client())
    assert stranger.get(address).status_code == 400  # another browser has no such state
    assert client.get(address).status_code == 302
    client.logout()
    assert client.get(address).status_code == 400
    code = dict(parse_qsl(urlsplit(address).query))["code"]
    wish = leave(client)
    assert client.get("/tai-khoan/vneid/tro-ve/", {"code": code, "state": wish["state"]}).status_code == 400
    assert not is_signed_in(client)


def test_pkce_is_sent_and_the_provider_demands_it(client: Client, provider: identity.Provider) -> None:
    wish = leave(client)
    assert wish["code_challenge_method"] == "S256"
    with pytest.raises(identity.Refused, match="PKCE"):
        provider.check_wish({**wish, "code_challenge": ""})
    address = provider.give_code({**wish, "code_challenge": "of-another-browser"}, "mau-1", now=time.time())
    assert client.get(address).status_code == 400


def test_the_local_provider_refuses_to_start_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAPA_MODE", "production")
    assert identity.main() == 2
