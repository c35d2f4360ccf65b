"""Scopes × addresses: a token is good for exactly what its scopes say; a method without a scope is open to nobody."""

import uuid

import pytest
from django.urls import URLPattern, URLResolver

from accounts.models import User
from accounts.scopes import Scope
from centers.api.system import SystemView
from common.api.views import ApiView, PublicView
from dossiers.models import Dossier, DossierEvent, DossierView, Filing
from sapa_center import api
from tests.api.caller import Caller, make_token
from tests.dossiers.world import World

pytestmark = pytest.mark.django_db

NEEDED = {
    ("GET", "dossiers/"): Scope.READ_DOSSIERS,
    ("POST", "dossiers/"): Scope.RECEIVE_DOSSIERS,
    ("GET", "dossiers/{ref}/"): Scope.READ_DOSSIERS,
    ("GET", "dossiers/{ref}/transitions/start/"): Scope.READ_DOSSIERS,
    ("POST", "dossiers/{ref}/transitions/start/"): Scope.ACT_ON_DOSSIERS,
    ("GET", "dossiers/{ref}/papers/1/"): Scope.READ_DOCUMENTS,
    ("GET", "dossiers/{ref}/slip/"): Scope.READ_DOCUMENTS,
    ("POST", "filings/"): Scope.WRITE_FILINGS,
    ("GET", "filings/{key}/"): Scope.WRITE_FILINGS,
    ("PATCH", "filings/{key}/"): Scope.WRITE_FILINGS,
    ("DELETE", "filings/{key}/"): Scope.WRITE_FILINGS,
    ("POST", "filings/{key}/papers/"): Scope.WRITE_FILINGS,
    ("POST", "filings/{key}/submit/"): Scope.WRITE_FILINGS,
    ("GET", "figures/on-time/"): Scope.READ_FIGURES,
}


def views() -> list[type[ApiView]]:
    found, waiting = [], list(api.urlpatterns)
    while waiting:
        pattern = waiting.pop()
        if isinstance(pattern, URLResolver):
            waiting += pattern.url_patterns
        elif isinstance(pattern, URLPattern):
            found.append(pattern.callback.view_class)  # type: ignore[attr-defined]
    return found


def test_every_method_of_every_view_for_systems_has_its_row_here() -> None:
    private = [view for view in views() if not issubclass(view, PublicView)]
    assert all(issubclass(view, SystemView) for view in private)
    doors = [(view, method) for view in private for method in view.scopes]
    assert len(doors) == len(NEEDED)
    for view in private:
        methods = {name.upper() for name in view.http_method_names if hasattr(view, name)} - {"HEAD"}
        assert methods == set(view.scopes), view


@pytest.mark.parametrize(("method", "path"), NEEDED)
def test_only_the_scope_of_an_address_opens_it(account: User, world: World, method: str, path: str) -> None:
    dossier = world.received()
    address = path.format(ref=dossier.code, key=uuid.uuid4())
    before = (
        Dossier.objects.count(),
        DossierEvent.objects.count(),
        Filing.objects.count(),
        DossierView.objects.count(),
    )
    for scope in Scope:
        if scope == NEEDED[(method, path)]:
            continue
        answer = Caller(make_token(account, scope)[1]).send(method, address, {})
        assert answer.status_code == 403, scope
        assert NEEDED[(method, path)].value in answer.json()["detail"]
    assert before == (
        Dossier.objects.count(),
        DossierEvent.objects.count(),
        Filing.objects.count(),
        DossierView.objects.count(),
    )
    assert Caller(make_token(account, NEEDED[(method, path)])[1]).send(method, address, {}).status_code not in {401}
    assert "scope" not in str(Caller(make_token(account, NEEDED[(method, path)])[1]).send(method, address, {}).content)


@pytest.mark.parametrize("path", ["schema/", "centers/", "procedures/"])
def test_public_facts_ask_for_no_token_and_mind_no_wrong_one(world: World, path: str) -> None:
    assert Caller().get(path).status_code == 200
    assert Caller("sapa_wrong").get(path).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE"])
def test_a_method_that_is_no_door_says_so(system: Caller, world: World, method: str) -> None:
    answer = system.send(method, "dossiers/", {})
    assert answer.status_code == 405
    assert set(answer["Allow"].split(", ")) == {"GET", "HEAD", "POST"}
