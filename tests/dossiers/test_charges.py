"""What a dossier owes, what comes for it, and that every đồng stays accounted for."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from centers.models import Center
from dossiers import actions
from dossiers.actions import charges, payments
from dossiers.actions.payments import CancelledAlready, NotACashier, ReasonForCancelling, balance_of
from dossiers.charges import (
    AmountChanged,
    AsksLess,
    Assessment,
    Counted,
    LawMissing,
    NoFeeToEnter,
    NothingOwed,
    NotPayable,
    NotSettled,
    PaidInPart,
)
from dossiers.exemptions import GroundNeedsText, NoSuchGround
from dossiers.lifecycle import Status
from dossiers.models import Channel, Charge, Dossier, Payment, PayMethod, Source
from tests.dossiers.fees import CERTIFIED, publish
from tests.dossiers.world import World
from tests.places import AT

pytestmark = pytest.mark.django_db
COPY = "8.000 đ/bản sao"
BY_PROVINCE = "Mức lệ phí do HĐND tỉnh quyết định"
LATER = AT + timedelta(hours=1)


def _received(world: World, assessment: Assessment | None = None, **changed: object) -> Dossier:
    intake = world.intake(**changed)
    return actions.receive_at_counter(intake, at=AT, by=world.actor("counter"), fees=assessment)


def _owing(world: World, amount: int = 8000) -> Dossier:
    publish(world.versions["days"], amount, COPY)
    return _received(world)


def test_what_is_received_owes_the_published_fee(world: World) -> None:
    dossier = _owing(world)
    charge = dossier.charges.get()
    assert (charge.amount_vnd, charge.due_vnd, charge.quantity, charge.source) == (8000, 8000, "1 bản sao", "published")
    assert balance_of(dossier).outstanding == 8000


def test_pages_and_copies_are_counted_by_the_published_rule(world: World) -> None:
    publish(world.versions["days"], 2000, CERTIFIED)
    dossier = _received(world, Assessment({0: Counted(quantity=10, copies=2)}))
    charge = dossier.charges.get()
    assert (charge.amount_vnd, charge.quantity) == (24_000, "10 trang × 2 bản")


@pytest.mark.parametrize("amount", [0, None])
def test_what_is_free_or_not_published_owes_nothing(world: World, amount: int | None) -> None:
    publish(world.versions["days"], amount, "")
    dossier = _received(world, Assessment(cash=True))
    assert not dossier.charges.exists()
    assert not dossier.payments.exists()


def test_an_amount_is_entered_only_with_its_law_and_only_where_a_fee_exists(world: World) -> None:
    publish(world.versions["days"], None, BY_PROVINCE)
    publish(world.versions["month"], None, "Cổng không ghi phí")
    with pytest.raises(LawMissing):
        _received(world, Assessment({0: Counted(entered=15_000)}))
    with pytest.raises(NoFeeToEnter):
        _received(world, Assessment({0: Counted(entered=15_000, basis="Nghị quyết")}), limit="month")
    assert not Dossier.objects.exists()
    dossier = _received(world, Assessment({0: Counted(entered=15_000, basis="Nghị quyết mẫu 1/NQ-HĐND")}))
    charge = dossier.charges.get()
    assert (charge.amount_vnd, charge.source, charge.basis) == (15_000, "entered", "Nghị quyết mẫu 1/NQ-HĐND")


def test_online_has_its_own_published_price(world: World) -> None:
    publish(world.versions["days"], 20_000, "Trực tiếp 20.000 đ; trực tuyến 10.000 đ/lần")
    dossier = actions.receive(world.submitted(), at=AT, by=world.actor("counter"))
    assert dossier.charges.get().amount_vnd == 10_000


@pytest.mark.parametrize("source", [Source.REPLAY, Source.TAKE_OVER])
def test_what_was_received_elsewhere_owes_nothing_here(world: World, source: Source) -> None:
    publish(world.versions["days"], 8000, COPY)
    assert not _received(world, source=source).charges.exists()


def test_an_exemption_names_its_law_who_and_when(world: World) -> None:
    publish(world.versions["days"], 8000, COPY)
    dossier = _received(world, Assessment(ground="other", ground_basis="Nghị quyết mẫu, Điều 3"))
    charge = dossier.charges.get()
    assert (charge.due_vnd, charge.amount_vnd, charge.ground) == (0, 8000, "other")
    assert charge.ground_basis == "Nghị quyết mẫu, Điều 3"
    assert (charge.exempt_at, charge.exempt_by) == (AT, world.personas.counter)
    assert balance_of(dossier).is_settled


def test_an_exemption_needs_a_text_and_a_ground_that_counts_for_the_sector(world: World) -> None:
    publish(world.versions["days"], 8000, COPY)
    with pytest.raises(GroundNeedsText):
        _received(world, Assessment(ground="other"))
    with pytest.raises(NoSuchGround):  # of civil status, which the procedure is not
        _received(world, Assessment(ground="poor"))
    assert not Dossier.objects.exists()


def test_cash_at_reception_is_the_whole_sum_with_a_numbered_receipt(world: World) -> None:
    publish(world.versions["days"], 8000, COPY)
    first, second = (_received(world, Assessment(cash=True)) for _ in range(2))
    one, two = first.payments.get(), second.payments.get()
    assert (one.amount_vnd, one.method, one.at, one.by) == (8000, "cash", AT, world.personas.counter)
    assert (one.number, two.number, one.year, one.center) == (1, 2, AT.year, world.places.sa_pa)
    assert one.said["lines"][0]["amount_vnd"] == 8000
    assert balance_of(first).is_settled


def test_cash_is_taken_once(world: World) -> None:
    dossier = _owing(world)
    payments.take_cash(dossier, seen=8000, at=LATER, by=world.actor("counter"))
    with pytest.raises(NothingOwed):
        payments.take_cash(dossier, seen=8000, at=LATER, by=world.actor("counter"))
    assert Payment.objects.count() == 1


def test_cash_is_refused_when_the_amount_on_the_page_is_not_owed_any_more(world: World) -> None:
    dossier = _owing(world)
    counted = Assessment({0: Counted(quantity=3)})
    charges.reassess(dossier, counted, at=LATER, by=world.actor("counter"), reason="Thêm hai bản")
    with pytest.raises(AmountChanged, match=r"24\.000"):
        payments.take_cash(dossier, seen=8000, at=LATER, by=world.actor("counter"))
    assert not Payment.objects.exists()


@pytest.mark.parametrize("who", ["officer", "head", "leader", "officer_elsewhere", "citizen"])
def test_money_is_taken_and_waived_by_the_counter_only(world: World, who: str) -> None:
    dossier = _owing(world)
    with pytest.raises(NotACashier):
        payments.take_cash(dossier, seen=8000, at=LATER, by=world.actor(who))
    with pytest.raises(NotACashier):
        charges.exempt(dossier, "other", "Nghị quyết", at=LATER, by=world.actor(who))
    assert balance_of(dossier).outstanding == 8000


def test_an_exemption_leaves_alone_what_is_paid(world: World) -> None:
    publish(world.versions["days"], 8000, COPY)
    dossier, by = world.processing(), world.actor("counter")
    payments.take_cash(dossier, seen=8000, at=LATER, by=by)
    more = {"legal_basis": "Thông tư mẫu", "at": LATER, "by": world.actor("officer")}
    dossier = actions.request_payment(dossier, 12_000, **more)
    charges.exempt(dossier, "other", "Nghị quyết mẫu, Điều 3", at=LATER, by=by)
    assert list(dossier.charges.order_by("number").values_list("due_vnd", "ground")) == [(8000, ""), (0, "other")]
    assert (balance_of(dossier).outstanding, balance_of(dossier).overpaid) == (0, 0)
    assert Dossier.objects.get().status == Status.PROCESSING


def test_a_fee_that_is_paid_in_part_is_not_waived_before_the_money_is_given_back(world: World) -> None:
    dossier, by = _owing(world), world.actor("counter")
    payment = payments.take_cash(dossier, seen=8000, at=LATER, by=by)
    charges.reassess(dossier, Assessment({0: Counted(quantity=3)}), at=LATER, by=by, reason="Thêm hai bản")
    with pytest.raises(PaidInPart):
        charges.exempt(dossier, "other", "Nghị quyết mẫu, Điều 3", at=LATER, by=by)
    assert balance_of(dossier).outstanding == 16_000
    payments.cancel(payment, reason="Được miễn", at=LATER, by=by)
    charges.exempt(dossier, "other", "Nghị quyết mẫu, Điều 3", at=LATER, by=by)
    assert (balance_of(dossier).due, balance_of(dossier).paid) == (0, 0)


def test_a_mistake_is_a_counter_entry_with_its_reason(world: World) -> None:
    dossier = _owing(world)
    payment = payments.take_cash(dossier, seen=8000, at=LATER, by=world.actor("counter"))
    with pytest.raises(ReasonForCancelling):
        payments.cancel(payment, reason=" ", at=LATER, by=world.actor("counter"))
    entry = payments.cancel(payment, reason="Thu nhầm hồ sơ", at=LATER, by=world.actor("counter"))
    assert (entry.amount_vnd, entry.number, entry.cancels) == (-8000, payment.number + 1, payment)
    assert balance_of(dossier).outstanding == 8000
    with pytest.raises(CancelledAlready):
        payments.cancel(payment, reason="lần nữa", at=LATER, by=world.actor("counter"))
    with pytest.raises(CancelledAlready):
        payments.cancel(entry, reason="hủy của hủy", at=LATER, by=world.actor("counter"))


def test_the_database_refuses_to_change_payments_and_to_delete_charges(world: World) -> None:
    dossier = _owing(world)
    payments.take_cash(dossier, seen=8000, at=LATER, by=world.actor("counter"))
    for attempt in (
        lambda: Payment.objects.update(amount_vnd=1),
        lambda: Payment.objects.all().delete(),
        lambda: Charge.objects.all().delete(),
        lambda: Charge.objects.update(due_vnd=0),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


@pytest.mark.parametrize("end", ["withdraw", "return_", "stop"])
def test_nothing_is_paid_for_a_dossier_that_has_ended_without_a_result(world: World, end: str) -> None:
    publish(world.versions["days"], 8000, COPY)
    dossier = world.processing()
    who = {"withdraw": "counter", "return_": "officer", "stop": "leader"}[end]
    getattr(actions, end)(dossier, at=LATER, by=world.actor(who), reason="lý do")
    with pytest.raises(NotPayable):
        payments.take_cash(dossier, seen=8000, at=LATER, by=world.actor("counter"))
    assert not Payment.objects.exists()


# Asking for payment while the dossier is worked on


def test_payment_is_confirmed_only_once_it_is_settled(world: World) -> None:
    dossier = world.in_status("AWAITING_PAYMENT")
    with pytest.raises(NotSettled, match=r"50\.000"):
        actions.confirm_payment(dossier, at=LATER, by=world.actor("counter"))
    assert Dossier.objects.get().status == Status.AWAITING_PAYMENT
    done = actions.confirm_payment(dossier, cash=True, at=LATER, by=world.actor("counter"))
    assert done.status == Status.PROCESSING
    assert done.payments.get().amount_vnd == 50_000


def test_payment_is_confirmed_where_nothing_is_owed_on_a_ground_of_the_law(world: World) -> None:
    dossier = world.in_status("AWAITING_PAYMENT")
    rest = {"at": LATER, "by": world.actor("counter")}
    with pytest.raises(GroundNeedsText):
        actions.confirm_payment(dossier, ground="other", **rest)
    done = actions.confirm_payment(dossier, ground="other", ground_basis="Nghị quyết mẫu, Điều 3", **rest)
    assert (done.status, done.charges.get().due_vnd) == (Status.PROCESSING, 0)
    assert not done.payments.exists()


def test_cash_taken_on_the_page_of_fees_lets_the_work_go_on(world: World) -> None:
    dossier = world.in_status("AWAITING_PAYMENT")
    payments.take_cash(dossier, seen=50_000, at=LATER, by=world.actor("counter"))
    assert Dossier.objects.get().status == Status.PROCESSING


def test_a_fee_worked_out_again_lets_the_work_go_on_once_nothing_is_owed(world: World) -> None:
    publish(world.versions["days"], 8000, COPY)
    dossier = actions.request_payment(world.processing(), 8000, at=LATER, by=world.actor("officer"))
    exempt = Assessment(ground="other", ground_basis="Nghị quyết mẫu, Điều 3")
    charges.reassess(dossier, exempt, at=LATER, by=world.actor("counter"), reason="Tính lại")
    assert balance_of(dossier).is_settled
    assert Dossier.objects.get().status == Status.PROCESSING


def test_no_money_is_taken_with_a_fee_worked_out_again(world: World) -> None:
    """Nobody has seen the new sum: it is shown, and then taken as it was shown."""
    dossier = _owing(world)
    counted = Assessment({0: Counted(quantity=3)}, cash=True)
    charges.reassess(dossier, counted, at=LATER, by=world.actor("counter"), reason="Thêm hai bản")
    assert not Payment.objects.exists()
    assert balance_of(dossier).outstanding == 24_000


def test_what_is_asked_for_includes_what_is_owed_and_names_the_law_of_the_rest(world: World) -> None:
    publish(world.versions["days"], 8000, COPY)
    dossier, by = world.processing(), world.actor("officer")
    with pytest.raises(AsksLess):
        actions.request_payment(dossier, 5000, at=LATER, by=by)
    with pytest.raises(LawMissing):
        actions.request_payment(dossier, 20_000, at=LATER, by=by)
    assert Dossier.objects.get().status == Status.PROCESSING
    actions.request_payment(dossier, 20_000, legal_basis="Thông tư mẫu", at=LATER, by=by)
    assert list(dossier.charges.order_by("number").values_list("due_vnd", "source")) == [
        (8000, "published"),
        (12_000, "requested"),
    ]


def test_what_is_owed_already_is_asked_for_without_another_charge(world: World) -> None:
    publish(world.versions["days"], 8000, COPY)
    dossier = actions.request_payment(world.processing(), 8000, at=LATER, by=world.actor("officer"))
    assert dossier.charges.count() == 1
    assert dossier.status == Status.AWAITING_PAYMENT


def test_another_procedure_has_its_own_fee(world: World) -> None:
    publish(world.versions["days"], 8000, COPY)
    publish(world.versions["month"], 50_000, "50.000 đ/di chúc")
    dossier = world.processing()
    procedure = world.versions["month"].procedure
    actions.reclassify(dossier, procedure, at=LATER, by=world.actor("leader"), reason="Nhầm thủ tục")
    rows = list(Charge.objects.order_by("number").values_list("amount_vnd", "due_vnd", "void_reason"))
    assert rows == [(8000, 0, "Nhầm thủ tục"), (50_000, 50_000, "")]


def test_the_same_transaction_of_a_bank_counts_once(world: World) -> None:
    dossier = _owing(world)
    center: Center = world.places.sa_pa
    rest = {"center": center, "at": LATER, "by": world.actor("system"), "reference": "FT123"}
    payments.put_payment(dossier, 8000, PayMethod.BANK, **rest)
    with pytest.raises(DatabaseError), transaction.atomic():
        payments.put_payment(dossier, 8000, PayMethod.BANK, **rest)
    assert balance_of(dossier).paid == 8000


def test_an_assisted_online_filing_pays_the_online_price(world: World) -> None:
    publish(world.versions["days"], 20_000, "Trực tiếp 20.000 đ; trực tuyến 10.000 đ/lần")
    assert _received(world, channel=Channel.ONLINE).charges.get().amount_vnd == 10_000
