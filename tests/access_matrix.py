"""Every address of the house × every kind of visitor: what happens.

To add a page: put a row under its url name into `ROWS` of `tests/<your app>/access_rows.py` (found by itself):

    ROWS = {"dossiers:receive": Row(staff_only("counter"), args=lambda personas: {"pk": make_filing(personas).pk})}

`args` may create what the address needs; it runs once per row, and every visitor then comes in a transaction of their
own that is rolled back. `method` is "get" unless told; `data` is posted. OK means anything but a refusal: a page,
a form with errors, a redirect that does not lead to a sign-in.
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from tests.personas import NAMES, Personas


class Outcome(StrEnum):
    OK = "ok"
    CITIZEN_SIGN_IN = "sent to the sign-in of citizens"
    STAFF_SIGN_IN = "sent to the sign-in of staff"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not found"
    NO_TOKEN = "asked for a token"


@dataclass(frozen=True)
class Row:
    outcomes: Mapping[str, Outcome]  # persona → what happens
    method: str = "get"
    args: Callable[[Personas], dict[str, Any]] = field(default=lambda personas: {})
    data: Mapping[str, Any] | Callable[[Personas], Mapping[str, Any]] = field(default_factory=dict)
    content_type: str = ""  # "application/json" where the address takes no form

    def __post_init__(self) -> None:
        missing = set(NAMES) - set(self.outcomes)
        assert not missing, f"a row must say what happens to {sorted(missing)}"


def everybody() -> dict[str, Outcome]:
    return dict.fromkeys(NAMES, Outcome.OK)


def systems_only() -> dict[str, Outcome]:
    """Nobody who has a session, only what carries a token; `tests/api/test_scopes.py` asks which."""
    return dict.fromkeys(NAMES, Outcome.NO_TOKEN)


def staff_only(*allowed: str, refused: Outcome = Outcome.FORBIDDEN) -> dict[str, Outcome]:
    """These pass; visitors are asked to sign in as staff; everybody else is refused."""
    return {**_only(allowed, refused), "anonymous": Outcome.STAFF_SIGN_IN}


def citizens_only(*allowed: str, refused: Outcome = Outcome.FORBIDDEN) -> dict[str, Outcome]:
    """These pass (both citizens unless named); visitors are asked to sign in; everybody else is refused."""
    return {**_only(allowed or ("citizen", "other_citizen"), refused), "anonymous": Outcome.CITIZEN_SIGN_IN}


def _only(allowed: tuple[str, ...], refused: Outcome) -> dict[str, Outcome]:
    assert set(allowed) <= set(NAMES), allowed
    return {name: Outcome.OK if name in allowed else refused for name in NAMES}


def all_rows() -> dict[str, Row]:
    """The rows of all apps; a name described twice is an error."""
    rows: dict[str, Row] = {}
    for path in sorted(Path(__file__).parent.glob("*/access_rows.py")):
        module = importlib.import_module(f"tests.{path.parent.name}.access_rows")
        twice = set(rows) & set(module.ROWS)
        assert not twice, f"described twice: {sorted(twice)}"
        rows |= module.ROWS
    return rows
