"""One request to a provider, with an answer to the question that matters: may it have been taken?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from .outcome import Outcome, Verdict, refused

CONNECT_SECONDS, ANSWER_SECONDS = 3.0, 10.0
NOT_TAKEN = frozenset({429, 503})  # the server says itself that it did nothing


@dataclass(frozen=True)
class Failed(Exception):
    """No answer to work with; `outcome` is LATER when nothing can have been taken, else UNCLEAR."""

    outcome: Outcome


def post(
    url: str,
    *,
    json: Mapping[str, Any] | None = None,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The JSON document of a 2xx answer. Raises Failed. Nothing of headers or body gets into errors."""
    return _asked("POST", url, json=json, data=form, headers=headers)


def get(url: str, *, params: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, Any]:
    """The same for a question."""
    return _asked("GET", url, params=params, headers=headers)


def _asked(method: str, url: str, **rest: Any) -> dict[str, Any]:
    timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    try:
        with httpx.Client(timeout=timeout, trust_env=False, follow_redirects=False) as client:
            answer = client.request(method, url, **rest)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise Failed(refused(Verdict.LATER, "no-connection", type(error).__name__)) from None
    except httpx.HTTPError as error:
        raise Failed(refused(Verdict.UNCLEAR, "lost", type(error).__name__)) from None
    if answer.is_success:
        return _document(answer)
    not_taken = answer.status_code in NOT_TAKEN or answer.is_client_error
    verdict = Verdict.LATER if not_taken else Verdict.UNCLEAR
    raise Failed(refused(verdict, f"HTTP {answer.status_code}", "the provider did not accept the request"))


def _document(answer: httpx.Response) -> dict[str, Any]:
    try:
        document = answer.json()
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise Failed(refused(Verdict.UNCLEAR, "no-json", "the answer is no JSON object"))
    return document
