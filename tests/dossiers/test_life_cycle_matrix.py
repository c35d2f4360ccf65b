"""Every status × every transition × every role: it moves, or it refuses and leaves no trace.

The expectation is written by hand here, from the table of the design, so that a change of `lifecycle.py` has to be
meant twice. All dossiers are decided by the office in which the officer and the head work; what was received is on its
way to that office, what was resolved on its way to the counter.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.roles import Role
from centers.models import Office
from common.errors import Refusal
from dossiers import actions
from dossiers.actions import payments
from dossiers.actors import Actor
from dossiers.lifecycle import TRANSITIONS, Status
from dossiers.models import (
    Channel,
    Charge,
    Dossier,
    DossierAccess,
    DossierEvent,
    IssuedForm,
    LedgerEntry,
    Leg,
    Letter,
    LetterStep,
    PayMethod,
)
from notifications.models import Notice, OutboxMessage
from tests.dossiers.world import World
from tests.places import AT

ROLES = ("citizen", "helper", "counter", "officer", "head", "leader", "supervisor", "administrator", "system")

# transition → {status: roles that may}
MAY: dict[str, dict[str, set[str]]] = {
    "ask_to_complete": {"SUBMITTED": {"counter"}},
    "resubmit": {"INCOMPLETE": {"citizen", "helper", "counter"}},
    "decline": {"SUBMITTED": {"counter"}, "INCOMPLETE": {"counter"}},
    "expire": {},  # its time is not over
    "receive": {"SUBMITTED": {"counter"}, "INCOMPLETE": {"counter"}},
    "start": {"RECEIVED": {"officer"}},  # the counter has already given it away
    "assign": {
        # the counter still holds what is not confirmed, and has no head of office in this ward
        "SUBMITTED": {"leader", "system"},
        "INCOMPLETE": {"leader", "system"},
        "RECEIVED": {"head", "leader", "system"},
        "PROCESSING": {"head", "leader", "system"},
        "AWAITING_SUPPLEMENT": {"head", "leader", "system"},
        "AWAITING_PAYMENT": {"head", "leader", "system"},
        "RESOLVED": {"head", "leader", "system"},
    },
    "hand_over": {
        "RECEIVED": {"officer", "head", "leader"},  # as above
        "PROCESSING": {"officer", "head", "leader"},
        "AWAITING_SUPPLEMENT": {"officer", "head", "leader"},
        "AWAITING_PAYMENT": {"officer", "head", "leader"},
        "RESOLVED": {"counter", "leader"},  # on its way to the counter
    },
    "confirm_hand_over": {"RECEIVED": {"officer", "head", "leader"}, "RESOLVED": {"counter", "leader"}},
    "request_supplement": {"PROCESSING": {"officer", "leader"}},
    "supply": {"AWAITING_SUPPLEMENT": {"citizen", "helper", "counter"}},
    "request_payment": {"PROCESSING": {"officer"}},
    "confirm_payment": {"AWAITING_PAYMENT": {"counter", "system"}},
    "return_": {
        status: {"officer", "leader"}
        for status in ("RECEIVED", "PROCESSING", "AWAITING_SUPPLEMENT", "AWAITING_PAYMENT")
    },
    "extend": {status: {"leader"} for status in ("RECEIVED", "PROCESSING", "AWAITING_SUPPLEMENT", "AWAITING_PAYMENT")},
    "apologise": {},  # nothing ended late
    "stop": {status: {"leader"} for status in ("RECEIVED", "PROCESSING", "AWAITING_SUPPLEMENT", "AWAITING_PAYMENT")},
    "lapse": {},  # its time is not over
    "withdraw": {
        status: {"citizen", "counter"}
        for status in ("SUBMITTED", "INCOMPLETE", "RECEIVED", "PROCESSING", "AWAITING_SUPPLEMENT", "AWAITING_PAYMENT")
    },
    "resolve": {"PROCESSING": {"officer", "leader"}},  # three working days are no short limit
    "post_result": {"RESOLVED": {"counter"}},
    "deliver": {"RESOLVED": {"counter", "system"}},
    "reopen": {"RETURNED": {"leader"}, "RESOLVED": {"leader"}},
    "correct": {
        status: {"counter"}
        for status in (
            "SUBMITTED",
            "INCOMPLETE",
            "RECEIVED",
            "PROCESSING",
            "AWAITING_SUPPLEMENT",
            "AWAITING_PAYMENT",
            "RESOLVED",
        )
    },
    "reclassify": {
        status: {"leader"}
        for status in ("SUBMITTED", "INCOMPLETE", "RECEIVED", "PROCESSING", "AWAITING_SUPPLEMENT", "AWAITING_PAYMENT")
    },
}
NEXT_WEEK = AT + timedelta(days=11)
HAND_MADE = [name for name, row in TRANSITIONS.items() if row.by_hand and None not in row.sources] + ["receive"]


def _do(world: World, name: str, dossier: Dossier, by: Actor) -> Dossier:
    office = world.places.office("kinh-te")
    rest: dict[str, Any] = {"at": AT, "by": by, "seen": dossier.revision, "reason": "lý do"}
    with_more: dict[str, Callable[[], Dossier]] = {
        "ask_to_complete": lambda: actions.ask_to_complete(dossier, ["Tờ khai"], **rest),
        "assign": lambda: actions.assign(dossier, _somebody_there(world, dossier, by), **rest),
        "hand_over": lambda: actions.hand_over(dossier, office, **rest),
        "request_supplement": lambda: actions.request_supplement(dossier, ["Tờ khai"], **rest),
        "request_payment": lambda: actions.request_payment(dossier, 50_000, legal_basis="Nghị quyết mẫu", **rest),
        "confirm_payment": lambda: _confirm(dossier, rest),
        "extend": lambda: actions.extend(dossier, cause="agency", new_at=NEXT_WEEK, **rest),
        "apologise": lambda: actions.apologise(dossier, cause="agency", **rest),
        "correct": lambda: actions.correct(dossier, actions.Correction(channel=Channel.POST), **rest),
        "reclassify": lambda: actions.reclassify(dossier, world.versions["month"].procedure, **rest),
        "post_result": lambda: actions.post_result(dossier, "Bưu điện", "RA123456789VN", **rest),
        "deliver": lambda: actions.deliver(dossier, "Hạng Thị Lan", **rest),
    }
    return with_more[name]() if name in with_more else getattr(actions, name)(dossier, **rest)


def _confirm(dossier: Dossier, rest: dict[str, Any]) -> Dossier:
    """The system confirms what has come, the counter what it takes."""
    if rest["by"].is_system and dossier.status == Status.AWAITING_PAYMENT:
        payments.put_payment(
            dossier, 50_000, PayMethod.BANK, center=dossier.receiving_center, at=AT, by=rest["by"], reference="FT1"
        )
    return actions.confirm_payment(dossier, cash=True, **rest)


def _somebody_there(world: World, dossier: Dossier, by: Actor) -> Any:
    """Somebody of the office that will hold the dossier when the actor's own hand-over is confirmed."""
    waiting = Leg.objects.filter(dossier=dossier, confirmed_at=None, office__in=by.office_ids).first()
    office = waiting.office if waiting else Office.objects.get(pk=dossier.holder_id)
    return world.personas.counter if office.kind == "reception" else world.personas.officer


def _trace(dossier: Dossier) -> list[Any]:
    row = Dossier.objects.filter(pk=dossier.pk).values().get()
    tables = (
        DossierEvent,
        LedgerEntry,
        Leg,
        DossierAccess,
        IssuedForm,
        Letter,
        LetterStep,
        Charge,
        OutboxMessage,
        Notice,
    )
    return [row, *(model.objects.count() for model in tables)]


@pytest.mark.django_db
@pytest.mark.parametrize("status", Status.values)
def test_each_transition_moves_or_leaves_no_trace(status: str, world: World) -> None:
    dossier = world.in_status(status)
    assert dossier.status == status
    before = _trace(dossier)
    for name in HAND_MADE:
        target = TRANSITIONS[name].target or status
        for role in ROLES:
            with transaction.atomic():
                moved = _moves(world, name, dossier, role, before)
                if moved is not None:
                    assert moved.status == target, (name, role)
                    assert DossierEvent.objects.get(dossier=dossier, number=moved.revision).dossier_id == dossier.pk
                transaction.set_rollback(True)
                assert (moved is not None) == (role in MAY[name].get(status, set())), f"{status}: {name} by {role}"


def _moves(world: World, name: str, dossier: Dossier, role: str, before: list[Any]) -> Dossier | None:
    """The dossier after the transition, None when it was refused; a refusal rolls back by itself."""
    try:
        return _do(world, name, dossier, world.actor(role))
    except Refusal:
        assert _trace(dossier) == before, f"{name} by {role} was refused and left a trace"
        return None


def test_the_matrix_covers_every_transition_done_by_hand() -> None:
    assert sorted(set(HAND_MADE)) == sorted(MAY)
    assert {Role(role) for role in ROLES} == set(Role)
