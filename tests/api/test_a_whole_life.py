"""One dossier from the desk to the hands of the applicant, through the public API only."""

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from common import clock
from dossiers.models import Dossier
from dossiers.slips.form01 import form_01_pictures
from notifications.dispatch import deliver_due
from notifications.models import Webhook
from tests.api.caller import Caller, new_key
from tests.api.conftest import walk_in
from tests.dossiers.world import World
from tests.places import AT
from tests.webhooks.receiver import Receiver, is_signed, receiver

__all__ = ["receiver"]

pytestmark = pytest.mark.django_db


def do(system: Caller, dossier: dict[str, Any], name: str, *, days: float, **body: Any) -> dict[str, Any]:
    """The next transition, so many days after the reception, on the revision that was seen."""
    with clock.moved_to(AT + timedelta(days=days)):
        answer = system.post(
            f"dossiers/{dossier['code']}/transitions/{name}/", body, **{"If-Match": f'"{dossier["revision"]}"'}
        )
    assert answer.status_code == 200, answer.content.decode()
    return {**answer.json(), "etag": answer["ETag"]}


def test_received_started_paused_supplied_resolved_delivered(
    system: Caller, world: World, receiver: Receiver, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://sapa.example"
    hook = system.post("webhooks/", {"url": receiver.url}, **new_key()).json()
    Webhook.objects.update(counts_from=AT - timedelta(days=1))  # as if its ten seconds were over
    answer = system.post("dossiers/", walk_in(world), **new_key())
    assert answer.status_code == 201, answer.content.decode()
    dossier = answer.json()
    promised = datetime.fromisoformat(dossier["promised_at"])
    assert dossier["code"].startswith("H38.03006-261119-")
    assert (dossier["status"], dossier["due_at"]) == ("RECEIVED", dossier["promised_at"])

    dossier = do(system, dossier, "start", days=0)
    dossier = do(system, dossier, "request_supplement", days=1, reason="Thiếu tờ khai", other_papers=["Tờ khai"])
    assert dossier["is_held"] is True
    dossier = do(system, dossier, "supply", days=6)
    assert datetime.fromisoformat(dossier["due_at"]) > promised
    assert datetime.fromisoformat(dossier["promised_at"]) == promised
    dossier = do(system, dossier, "resolve", days=7, result="125/GXN-UBND")
    dossier = do(system, dossier, "deliver", days=8, collector="Vàng Thị Mỷ")
    assert (dossier["status"], dossier["national_code"]) == ("DELIVERED", 10)

    told = system.get(f"dossiers/{dossier['code']}/").json()
    assert [event["transition"] for event in told["events"]] == [
        "receive", "hand_over", "confirm_hand_over", "start", "request_supplement", "supply", "resolve", "hand_over",
        "confirm_hand_over", "deliver",
    ]  # fmt: skip
    assert [event["number"] for event in told["events"]] == list(range(1, 11))
    assert [(pause["status"], pause["holds"]) for pause in told["pauses"]] == [("AWAITING_SUPPLEMENT", True)]
    assert told["due_explanation"]
    assert told["owner"]["number"] == "*********001"
    assert told["transitions"] == []

    slip = system.get(f"dossiers/{dossier['code']}/slip/")
    assert slip["Content-Type"] == "application/pdf"
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(slip.content)).pages).replace("\u200b", "")
    assert dossier["code"] in text
    assert dossier["tracking"]["check_word"] in text
    assert f"{datetime.fromisoformat(dossier['due_at']):%d/%m/%Y}" in text
    picture = form_01_pictures(Dossier.objects.get(code=dossier["code"]), at=AT)[0]
    assert [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))] == [
        dossier["tracking"]["address"]
    ]

    seen = Caller().post("tracking/", {"code": dossier["code"], "check_word": dossier["tracking"]["check_word"]})
    assert seen.json()["status"] == "DELIVERED"
    assert seen.json()["owner"] == "V*** T** M*"

    with clock.moved_to(AT + timedelta(days=9)):
        while deliver_due(clock.now() + timedelta(days=400)):
            pass
    assert [request.document["event"] for request in receiver.accepted] == [
        event["transition"] for event in told["events"]
    ]
    assert [request.place[1] for request in receiver.accepted] == list(range(1, 11))
    moment = int(receiver.accepted[0].headers["Sapa-Signature"].partition(",")[0].removeprefix("t="))
    assert all(is_signed(request, hook["secret"], now=moment, tolerance=600) for request in receiver.accepted)
