"""Statements of the bank: read whole or not at all, matched by code and amount, the rest waits for a person."""

import io

import pytest
from django.utils import translation

from dossiers import actions as dossiers
from dossiers.actions import charges, payments
from dossiers.actions.payments import balance_of
from dossiers.importing.encodings import FileRefused
from dossiers.lifecycle import Status
from dossiers.models import Dossier, Payment
from payments import actions, statements
from payments.models import Incoming, State, Statement
from tests.dossiers.world import World
from tests.payments.money import LATER, WHEN, bank, memo_of, only, owing, table, transfer

pytestmark = pytest.mark.django_db


def test_a_transfer_with_the_code_and_the_amount_is_a_payment(world: World) -> None:
    dossier = owing(world)
    bank(world, transfer(dossier, 8000))
    payment = Payment.objects.get()
    assert (payment.amount_vnd, payment.method, payment.by) == (8000, "bank", None)
    assert (only().state, only().payment) == (State.MATCHED, payment)
    assert balance_of(dossier).is_settled


@pytest.mark.parametrize(
    ("amount", "memo", "problem"),
    [
        (7000, "", "amount"),
        (9000, "", "amount"),
        (8000, "nop le phi", "no_code"),
        (8000, "H38.03006-261119-0099", "no_code"),
    ],
)
def test_what_does_not_fit_waits_for_a_person(world: World, amount: int, memo: str, problem: str) -> None:
    dossier = owing(world)
    bank(world, (WHEN, amount, "FT1", memo or memo_of(dossier)))
    assert (only().state, only().problem) == (State.WAITING, problem)
    assert not Payment.objects.exists()
    assert balance_of(dossier).outstanding == 8000


def test_two_codes_in_one_transfer_wait(world: World) -> None:
    one, two = owing(world), owing(world)
    bank(world, (WHEN, 16_000, "FT1", f"{memo_of(one)} {memo_of(two)}"))
    assert only().problem == "several"


def test_who_pays_twice_pays_once_and_the_second_waits(world: World) -> None:
    dossier = owing(world)
    bank(world, transfer(dossier, 8000, "FT1"), transfer(dossier, 8000, "FT2"))
    assert Payment.objects.count() == 1
    second = Incoming.objects.get(reference="FT2")
    assert (second.state, second.problem) == (State.WAITING, "nothing_owed")


def test_cash_first_and_then_the_transfer_waits(world: World) -> None:
    dossier = owing(world)
    payments.take_cash(dossier, seen=8000, at=LATER, by=world.actor("counter"))
    bank(world, transfer(dossier, 8000))
    assert only().problem == "nothing_owed"
    assert balance_of(dossier).paid == 8000


def test_the_amount_that_changed_after_the_code_was_shown_waits(world: World) -> None:
    dossier = owing(world)
    charges.exempt(dossier, "other", "Nghị quyết mẫu", at=LATER, by=world.actor("counter"))
    bank(world, transfer(dossier, 8000))
    assert only().problem == "nothing_owed"


def test_money_for_a_withdrawn_dossier_waits(world: World) -> None:
    dossier = owing(world)
    dossiers.withdraw(dossier, at=LATER, by=world.actor("counter"), reason="đổi ý")
    bank(world, transfer(dossier, 8000))
    assert only().problem == "ended"


def test_a_transfer_in_two_statements_counts_once(world: World) -> None:
    dossier = owing(world)
    bank(world, transfer(dossier, 8000))
    again = bank(world, transfer(dossier, 8000), (WHEN, 5000, "FT9", "khac"))
    assert (again.rows, again.known_before) == (2, 1)
    assert Payment.objects.count() == 1
    assert Incoming.objects.count() == 2


def test_work_goes_on_when_the_transfer_has_come(world: World) -> None:
    dossier = world.in_status("AWAITING_PAYMENT")
    bank(world, transfer(dossier, 50_000))
    assert Dossier.objects.get().status == Status.PROCESSING


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("19-11", 1000, "A", "x"), "no date"),
        (("20/11/2026 09:40", 1000, "A", "x"), "future"),
        ((WHEN, -1000, "A", "x"), "no incoming amount"),
        ((WHEN, 0, "A", "x"), "no incoming amount"),
        ((WHEN, "9" * 30, "A", "x"), "no incoming amount"),
        ((WHEN, "10.5x", "A", "x"), "no incoming amount"),
        ((WHEN, 1000, "", "x"), "reference"),
        ((WHEN, 1000, "OK", "x"), "twice"),
    ],
)
def test_bad_rows_are_numbered(row: tuple[str, object, str, str], said: str) -> None:
    with translation.override("en"):
        rows, bad = statements.read(io.BytesIO(table((WHEN, 1000, "OK", "x"), row)), now=LATER)
    assert [(one.line, said in one.reason) for one in bad] == [(3, True)]
    assert len(rows) == 1


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"at,amount,reference,memo\n", b"PK\x03\x04xlsx"])
def test_what_is_no_such_table_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused):
        statements.read(io.BytesIO(content), now=LATER)


def test_semicolons_and_amounts_as_people_write_them_are_understood() -> None:
    content = "at;amount;reference;memo\n19/11/2026 09:40;8.000 đ;FT1;nội dung\n".encode()
    rows, bad = statements.read(io.BytesIO(content), now=LATER)
    assert (bad, rows[0].amount, rows[0].memo) == ([], 8000, "nội dung")


# A person says what it is


def test_a_person_matches_with_a_reason(world: World) -> None:
    dossier = owing(world)
    bank(world, (WHEN, 8000, "FT1", "nop le phi"))
    rest = {"at": LATER, "by": world.actor("counter")}
    with pytest.raises(actions.ReasonMissing):
        actions.match(only(), dossier.code or "", reason=" ", **rest)
    with pytest.raises(actions.NoSuchCode):
        actions.match(only(), "H38.03006-261119-0099", reason="hỏi người nộp", **rest)
    done = actions.match(only(), dossier.code or "", reason="Người nộp đưa ủy nhiệm chi", **rest)
    assert (done.state, done.closed_by) == (State.MATCHED, world.personas.counter)
    assert balance_of(dossier).is_settled
    with pytest.raises(actions.ClosedAlready):
        actions.match(only(), dossier.code or "", reason="lần nữa", **rest)


def test_a_person_returns_with_a_reason(world: World) -> None:
    dossier = owing(world)
    bank(world, transfer(dossier, 9000))
    done = actions.give_back(only(), reason="Chuyển lại 9.000 đ", at=LATER, by=world.actor("counter"))
    assert (done.state, done.payment) == (State.RETURNED, None)
    with pytest.raises(actions.ClosedAlready):
        actions.give_back(only(), reason="lần nữa", at=LATER, by=world.actor("counter"))


def test_a_wrong_row_takes_nothing_of_the_file(world: World) -> None:
    client = world.personas.client_of("counter")
    dossier = owing(world)
    file = io.BytesIO(table(transfer(dossier, 8000), ("x", 1, "B", "y")))
    file.name = "sao-ke.csv"
    answer = client.post("/quay/so-thu/sao-ke/", {"file": file})
    assert answer.status_code == 422
    assert not Statement.objects.exists()
    assert not Payment.objects.exists()
