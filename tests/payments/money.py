"""Dossiers that owe something, and statements of a bank."""

import io
from datetime import timedelta

from dossiers.models import Dossier
from payments import actions, statements
from payments.models import Incoming, Statement
from payments.vietqr import purpose_of
from tests.dossiers.fees import publish
from tests.dossiers.world import World
from tests.places import AT

LATER = AT + timedelta(hours=1)
WHEN = "19/11/2026 09:40"


def owing(world: World, amount: int = 8000) -> Dossier:
    if not world.versions["days"].fees.exists():
        publish(world.versions["days"], amount, "")
    return world.received()


def memo_of(dossier: Dossier) -> str:
    return f"MBVCB.123.{purpose_of(dossier.code or '').lower()}.CT tu 0011"


def table(*rows: tuple[str, object, str, str]) -> bytes:
    lines = ["at,amount,reference,memo", *(",".join(f'"{cell}"' for cell in row) for row in rows)]
    return "\n".join(lines).encode()


def bank(world: World, *rows: tuple[str, object, str, str]) -> Statement:
    """A statement as it is read and taken."""
    read, bad = statements.read(io.BytesIO(table(*rows)), now=LATER)
    assert not bad, bad
    rest = {"center": world.places.sa_pa, "file_name": "sao-ke.csv", "at": LATER, "by": world.personas.counter}
    return actions.import_rows(read, **rest)


def transfer(dossier: Dossier, amount: int, reference: str = "FT1") -> tuple[str, object, str, str]:
    return (WHEN, amount, reference, memo_of(dossier))


def only() -> Incoming:
    return Incoming.objects.get()
