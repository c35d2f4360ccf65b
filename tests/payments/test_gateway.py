"""Paying online: only a signed, fresh, unused callback that fits its order says PAID."""

import json
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from dossiers import actions as dossiers
from dossiers.actions import payments
from dossiers.actions.payments import balance_of
from dossiers.lifecycle import Status
from dossiers.models import Dossier, Payment
from payments import gateway, orders
from payments.models import Incoming, Order, State
from sapa_center.local.gateway import Gateway, Refused, serve
from tests.dossiers.world import World
from tests.dossiers_staff.conftest import speaking_english
from tests.payments.money import LATER, owing

pytestmark = pytest.mark.django_db
SECRET, CALLBACK = "a secret of the test", "/thanh-toan/ket-qua/"
NOW = int(LATER.timestamp())


@pytest.fixture(autouse=True)
def offered(settings: Any) -> None:
    settings.PAYMENT_GATEWAY_URL, settings.PAYMENT_GATEWAY_SECRET = "http://127.0.0.1:1", SECRET


def _order(world: World, dossier: Dossier) -> Order:
    orders.begin(dossier, back="http://127.0.0.1/", at=LATER, by=world.personas.citizen)
    return Order.objects.latest("pk")


def _said(order: Order, **changed: Any) -> dict[str, Any]:
    return {"order": order.key, "amount": order.amount_vnd, "transaction": "T1", **changed}


def _tell(said: Any, *, secret: str = SECRET, nonce: str = "n1", moment: int = NOW, **changed: Any) -> Any:
    body = changed.get("body") or json.dumps(said).encode()
    signature = gateway.sign(secret, str(moment), nonce, body)
    values = dict(zip(gateway.HEADERS, (str(moment), nonce, signature), strict=True))
    return Client(enforce_csrf_checks=True).post(
        CALLBACK, changed.get("sent") or body, content_type="application/json", headers=values
    )


def test_the_callback_alone_pays(world: World) -> None:
    dossier = owing(world)
    order, citizen = _order(world, dossier), speaking_english(world, "citizen")
    page = f"/tai-khoan/ho-so/{dossier.pk}/nop-phi/"
    before = citizen.get(page)
    assert "form-action 'self' http://127.0.0.1:1;" in before["Content-Security-Policy"]  # a browser goes nowhere else
    assert "8.000 đ to be paid" in before.content.decode()  # back from the gateway, nothing heard yet
    assert _tell(_said(order)).json() == {"taken": True, "new": True}
    assert "8.000 đ paid" in citizen.get(page).content.decode()
    payment = Payment.objects.get()
    assert (payment.amount_vnd, payment.method) == (8000, "gateway")


def test_a_forged_callback_is_refused(world: World) -> None:
    order = _order(world, owing(world))
    assert _tell(_said(order), secret="another secret").status_code == 401
    assert not Payment.objects.exists()
    assert not Incoming.objects.exists()


def test_a_body_that_was_changed_after_signing_is_refused(world: World) -> None:
    order = _order(world, owing(world))
    sent = json.dumps(_said(order, amount=1)).encode()
    assert _tell(_said(order), sent=sent).status_code == 401
    assert not Incoming.objects.exists()


def test_without_a_secret_nobody_is_believed(world: World, settings: Any) -> None:
    order = _order(world, owing(world))
    settings.PAYMENT_GATEWAY_SECRET = ""
    assert _tell(_said(order), secret="").status_code == 401
    assert not Payment.objects.exists()


@pytest.mark.parametrize("shift", [-301, 301, -86_400])
def test_a_callback_of_another_time_is_refused(world: World, shift: int) -> None:
    order = _order(world, owing(world))
    assert _tell(_said(order), moment=NOW + shift).status_code == 401
    assert not Payment.objects.exists()


def test_a_replayed_callback_is_refused(world: World) -> None:
    order = _order(world, owing(world))
    assert _tell(_said(order)).status_code == 200
    assert _tell(_said(order)).status_code == 409
    assert Payment.objects.count() == 1


def test_the_same_transaction_told_again_is_taken_once(world: World) -> None:
    order = _order(world, owing(world))
    _tell(_said(order))
    again = _tell(_said(order), nonce="n2")
    assert (again.status_code, again.json()) == (200, {"taken": True, "new": False})
    assert Payment.objects.count() == 1


@pytest.mark.parametrize("amount", [1, 7999, 8001])
def test_another_amount_is_refused_and_listed_for_a_person(world: World, amount: int) -> None:
    dossier = owing(world)
    answer = _tell(_said(_order(world, dossier), amount=amount))
    assert (answer.status_code, answer.json()["why"]) == (422, "OtherAmount")
    assert not Payment.objects.exists()
    waiting = Incoming.objects.get()
    assert (waiting.state, waiting.problem, waiting.amount_vnd) == (State.WAITING, "amount", amount)


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"{}", b'{"order": 1, "amount": 1, "transaction": "x"}', b"x" * 20_000,
             b'{"order": "x", "amount": true, "transaction": "x"}',
             b'{"order": "x", "amount": 1.5, "transaction": "x"}'],
)  # fmt: skip
def test_nonsense_is_refused(body: bytes) -> None:
    assert _tell(None, body=body).status_code == 422


def test_an_order_that_nobody_made_is_refused() -> None:
    assert _tell({"order": "none", "amount": 8000, "transaction": "T1"}).json()["why"] == "NoSuchOrder"
    assert not Incoming.objects.exists()


def test_two_orders_both_paid_pay_once_and_the_second_waits(world: World) -> None:
    dossier = owing(world)
    one, two = _order(world, dossier), _order(world, dossier)
    _tell(_said(one))
    assert _tell(_said(two, transaction="T2"), nonce="n2").status_code == 200
    assert balance_of(dossier).paid == 8000
    assert Incoming.objects.get(reference="T2").problem == "nothing_owed"


def test_cash_taken_meanwhile_lets_the_online_money_wait(world: World) -> None:
    dossier = owing(world)
    order = _order(world, dossier)
    payments.take_cash(dossier, seen=8000, at=LATER, by=world.actor("counter"))
    assert _tell(_said(order)).status_code == 200
    assert balance_of(dossier).paid == 8000
    assert Incoming.objects.get().state == State.WAITING


def test_money_for_a_withdrawn_dossier_waits(world: World) -> None:
    dossier = owing(world)
    order = _order(world, dossier)
    dossiers.withdraw(dossier, at=LATER, by=world.actor("counter"), reason="đổi ý")
    _tell(_said(order))
    assert Incoming.objects.get().problem == "ended"
    assert not Payment.objects.exists()


def test_work_goes_on_once_the_callback_has_come(world: World) -> None:
    dossier = world.in_status("AWAITING_PAYMENT")
    _tell(_said(_order(world, dossier)))
    assert Dossier.objects.get().status == Status.PROCESSING


def test_an_order_is_for_what_is_owed_now_and_only_for_ones_own(world: World) -> None:
    dossier = owing(world)
    other = world.personas.client_of("other_citizen")
    assert other.post(f"/tai-khoan/ho-so/{dossier.pk}/nop-phi/cong/").status_code == 404
    assert not Order.objects.exists()
    sent = world.personas.client_of("citizen").post(f"/tai-khoan/ho-so/{dossier.pk}/nop-phi/cong/")
    wish = {name: values[0] for name, values in parse_qs(urlsplit(sent.headers["Location"]).query).items()}
    assert (wish["amount"], wish["purpose"]) == ("8000", "H38030062611190001")
    assert wish["signature"] == gateway.sign_wish(SECRET, wish)


def test_without_a_gateway_no_button_is_shown(world: World, settings: Any) -> None:
    dossier, citizen = owing(world), speaking_english(world, "citizen")
    address = f"/tai-khoan/ho-so/{dossier.pk}/nop-phi/"
    assert "Pay online" in citizen.get(address).content.decode()
    settings.PAYMENT_GATEWAY_URL = ""
    assert "Pay online" not in citizen.get(address).content.decode()
    assert citizen.post(f"{address}cong/").headers["Location"] == address


# The local gateway speaks real HTTP


@pytest.fixture
def local(live_server: Any, settings: Any) -> Iterator[Gateway]:
    spoken = Gateway(f"{live_server.url}{CALLBACK}", SECRET)
    server = serve(spoken, 0)
    settings.PAYMENT_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}"
    settings.PUBLIC_URL = live_server.url
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield spoken
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.django_db(transaction=True)
def test_paid_from_the_citizens_page_to_the_receipt(world: World, local: Gateway) -> None:
    dossier, citizen = owing(world), speaking_english(world, "citizen")
    page = f"/tai-khoan/ho-so/{dossier.pk}/nop-phi/"
    parts = urlsplit(citizen.post(f"{page}cong/").headers["Location"])
    connection = HTTPConnection(parts.netloc, timeout=30)
    connection.request("GET", f"/pay?{parts.query}")
    assert "8.000 đ" in connection.getresponse().read().decode()
    assert "8.000 đ to be paid" in citizen.get(page).content.decode()
    connection.close()
    connection.request("POST", "/pay", f"{parts.query}&do=pay")
    answer = connection.getresponse()
    connection.close()
    assert answer.headers["Location"].endswith(page)
    assert "8.000 đ paid" in citizen.get(page).content.decode()
    assert "Receipt" in citizen.get(f"/tai-khoan/ho-so/{dossier.pk}/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_leaving_the_gateway_without_paying_pays_nothing(world: World, local: Gateway) -> None:
    dossier, citizen = owing(world), speaking_english(world, "citizen")
    page = f"/tai-khoan/ho-so/{dossier.pk}/nop-phi/"
    parts = urlsplit(citizen.post(f"{page}cong/").headers["Location"])
    connection = HTTPConnection(parts.netloc, timeout=10)
    connection.request("POST", "/pay", f"{parts.query}&do=leave")
    answer = connection.getresponse()
    connection.close()
    assert (answer.status, answer.headers["Location"].endswith(page)) == (303, True)
    assert "8.000 đ to be paid" in citizen.get(page).content.decode()
    assert not Payment.objects.exists()


def test_the_local_gateway_refuses_a_wish_that_was_changed() -> None:
    wish = {"order": "o", "amount": "8000", "purpose": "p", "return": "http://127.0.0.1/"}
    signed = {**wish, "signature": gateway.sign_wish(SECRET, wish)}
    local = Gateway("http://127.0.0.1:1/", SECRET)
    local.check(signed)
    with pytest.raises(Refused):
        local.check({**signed, "amount": "1"})
