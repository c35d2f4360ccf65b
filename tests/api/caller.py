"""Another system, as the tests play it: an account with postings, a token, and a client that knows nothing else."""

import itertools
import json
from datetime import timedelta
from typing import Any

from django.test import Client

from accounts import tokens
from accounts.models import ApiToken, User
from accounts.roles import Role
from accounts.scopes import Scope
from centers.actions import appoint
from centers.models import Office
from tests.personas import SINCE
from tests.places import AT

BASE = "/api/v1/"
EVERYTHING = tuple(Scope.values)
_numbers = itertools.count(1)


def make_account(*posts: tuple[Role, Office], username: str = "") -> User:
    name = username or f"phan-mem-{next(_numbers)}"
    account = tokens.create_system_account(username=name, full_name=f"Phần mềm {name}", at=AT)
    for role, office in posts:
        appoint(account, role, office=office, since=SINCE)
    return account


def make_token(account: User, *scopes: str, days: int = 365) -> tuple[ApiToken, str]:
    return tokens.issue(account, scopes=scopes or EVERYTHING, name="thử", days=days, at=AT)


class Caller:
    """Sends JSON with a token; `last` is the answer, `json` what it said."""

    def __init__(self, token: str = "", language: str = "en") -> None:
        self.client = Client()
        self.headers = {"Accept-Language": language, **({"Authorization": f"Bearer {token}"} if token else {})}

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.client.get(self._at(path), query or {}, headers={**self.headers, **headers})

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        content = "" if body is None else json.dumps(body)
        return self.client.post(
            self._at(path), content, content_type="application/json", headers={**self.headers, **headers}
        )

    def send(self, method: str, path: str, body: Any, **headers: str) -> Any:
        return self.client.generic(
            method, self._at(path), json.dumps(body), "application/json", headers={**self.headers, **headers}
        )

    def upload(self, path: str, data: dict[str, Any], **headers: str) -> Any:
        return self.client.post(self._at(path), data, headers={**self.headers, **headers})

    def _at(self, path: str) -> str:
        return path if path.startswith("/") else BASE + path


def new_key() -> dict[str, str]:
    return {"Idempotency-Key": f"khoa-so-{next(_numbers):08d}"}


def later(**span: float) -> Any:
    return AT + timedelta(**span)
