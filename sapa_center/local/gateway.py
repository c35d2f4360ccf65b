"""A payment gateway for one machine, so that paying online can be tried whole: own process, HTTP, signed callbacks.

`make run` starts it. No money moves; it refuses to start outside local mode. Rules: `Gateway`, HTTP: `Handler`.
"""

import hmac
import html
import json
import os
import secrets
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from payments.gateway import HEADERS, sign, sign_wish
from sapa_center.local.identity import page

NAMES = ("order", "amount", "purpose", "return")


class Refused(Exception):
    """A wish that is not signed, or that leads somewhere else."""


@dataclass
class Gateway:
    """What it knows: the portal, where it wants to hear, and the secret that both share."""

    callback: str
    secret: str

    def check(self, wish: Mapping[str, str]) -> None:
        """Raise Refused for a wish that the portal did not sign, or whose way back is not this machine."""
        if not hmac.compare_digest(sign_wish(self.secret, wish), wish.get("signature", "")):
            raise Refused("signature")
        if urlsplit(wish["return"]).hostname not in {"127.0.0.1", "localhost"}:
            raise Refused("return")

    def pay(self, wish: Mapping[str, str]) -> str:
        """Tell the portal that it is paid, as a real one does before the browser returns; the way back."""
        self.check(wish)
        said = {"order": wish["order"], "amount": int(wish["amount"]), "transaction": f"LOCAL{secrets.token_hex(8)}"}
        self.tell(said)
        return wish["return"]

    def tell(self, said: Mapping[str, Any], *, now: float | None = None, nonce: str = "") -> int:
        """Send a callback; the status of the answer."""
        body = json.dumps(said).encode()
        timestamp, nonce = str(int(now or time.time())), nonce or secrets.token_urlsafe(12)
        values = (timestamp, nonce, sign(self.secret, timestamp, nonce, body))
        headers = {"Content-Type": "application/json", **dict(zip(HEADERS, values, strict=True))}
        request = urllib.request.Request(self.callback, body, headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return refused.code


def choice_page(wish: Mapping[str, str]) -> str:
    kept = "".join(f'<input type="hidden" name="{html.escape(k)}" value="{html.escape(v)}">' for k, v in wish.items())
    amount = f"{int(wish['amount']):,}".replace(",", ".")
    return page(
        "Thanh toán thử",
        "<p>Cổng thanh toán mẫu trên máy này, không có tiền thật.<br><span lang='en'>Sample gateway of this machine; "
        f"no money moves.</span></p><p><strong>{amount} đ</strong> · {html.escape(wish['purpose'])}</p>"
        f"<form method='post' action='/pay'>{kept}<p><button name='do' value='pay'>Thanh toán</button></p>"
        "<p><button name='do' value='leave'>Quay lại, không thanh toán</button></p></form>",
    )


class Handler(BaseHTTPRequestHandler):
    """HTTP around a `Gateway`; the server carries it as `gateway`."""

    @property
    def gateway(self) -> Gateway:
        return self.server.gateway  # type: ignore[attr-defined]

    def do_GET(self) -> None:
        self._answer(urlsplit(self.path).query, is_press=False)

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 20_000)).decode()
        self._answer(body, is_press=True)

    def _answer(self, sent: str, *, is_press: bool) -> None:
        wish = {name: values[0] for name, values in parse_qs(sent).items()}
        try:
            if urlsplit(self.path).path != "/pay":
                raise Refused("address")
            self.gateway.check(wish)
        except Refused as refusal:
            self._send(400, str(refusal))
            return
        if not is_press:
            self._send(200, choice_page(wish))
            return
        back = self.gateway.pay(wish) if wish.get("do") == "pay" else wish["return"]
        self._send(303, "", Location=back)

    def _send(self, status: int, text: str, **headers: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: addresses of this server carry signatures."""


def serve(gateway: Gateway, port: int) -> ThreadingHTTPServer:
    """A bound server, to be run by `serve_forever`."""
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.gateway = gateway  # type: ignore[attr-defined]
    return server


def main() -> int:
    """Exit code 2 when this is not local mode."""
    if os.environ.get("SAPA_MODE", "local") != "local":
        sys.stderr.write("The local payment gateway runs in local mode only.\n")
        return 2
    callback = f"{os.environ['PUBLIC_URL'].rstrip('/')}/thanh-toan/ket-qua/"
    gateway = Gateway(callback, os.environ["PAYMENT_GATEWAY_SECRET"])
    serve(gateway, urlsplit(os.environ["PAYMENT_GATEWAY_URL"]).port or 80).serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
