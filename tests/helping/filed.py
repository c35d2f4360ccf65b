"""What a helper does, page by page."""

from typing import Any

from django.test import Client

from dossiers.models import Dossier, Filing
from notifications.models import OutboxMessage
from tests.dossiers.world import World
from tests.dossiers_public.test_filing import ME, photo

OWNER: dict[str, Any] = {**ME, "name": "Sùng A Chứ", "number": "000111222333", "phone": "0900 000 009", "email": ""}
WITNESS = {"way": "witness", "name": "Lý Thị Pà", "number": "000444555666", "heard": "on"}


def begin(client: Client, world: World) -> Filing:
    code = world.versions["days"].procedure.code
    response = client.post(f"/giup-nop/{code}/", {"center": "sa-pa"})
    assert response.status_code == 302, response.content.decode()
    filing = Filing.objects.order_by("-pk")[0]
    assert client.post(draft(filing, "nguoi-nop/"), OWNER)["Location"] == consent_page(filing)
    return filing


def draft(filing: Filing, page: str = "") -> str:
    return f"/nop-ho-so/ho-so/{filing.key}/{page}"


def consent_page(filing: Filing) -> str:
    return f"/giup-nop/ho-so/{filing.key}/dong-y/"


def code_sent() -> str:
    return str(OutboxMessage.objects.filter(template="consent_code").order_by("-pk")[0].context["code"])


def agree(client: Client, filing: Filing) -> None:
    assert client.post(consent_page(filing), {"way": "ask"}).status_code == 302
    assert client.post(consent_page(filing), {"way": "code", "code": code_sent()}).status_code == 302


def fill(client: Client, filing: Filing) -> None:
    paper = filing.version.papers.get()
    assert client.post(draft(filing, "giay-to/"), {f"paper-{paper.pk}": photo()}).status_code == 302
    content = {"way": "counter", "return_center": "ta-van", "note": ""}
    assert client.post(draft(filing, "noi-dung/"), content).status_code == 302


def send(client: Client, filing: Filing) -> Any:
    return client.post(draft(filing, "kiem-tra/"), {"declared": "on"})


def sent(client: Client, world: World) -> Dossier:
    """A dossier that a helper has sent with a consent by code."""
    filing = begin(client, world)
    agree(client, filing)
    fill(client, filing)
    assert send(client, filing).status_code == 302
    return Dossier.objects.get(filing=filing)
