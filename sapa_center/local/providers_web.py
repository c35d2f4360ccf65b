"""The HTTP of the local providers, with a page that shows what arrived.

Own process, own address, no Django: `make run` starts it. It refuses to start anywhere but in local mode.
"""

import contextlib
import json
import os
import socket
import sys
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sapa_center.local import providers_page
from sapa_center.local.providers import MODES, Dropped, Providers

TOKEN, TEMPLATE, STATUS = "/v4/oa/access_token", "/message/template", "/message/status"
SMS = "/MainService.svc/json/SendMultipleMessage_V4_post_json/"


class Handler(BaseHTTPRequestHandler):
    """HTTP around `Providers`; the server carries them as `providers`."""

    @property
    def providers(self) -> Providers:
        return self.server.providers  # type: ignore[attr-defined]

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/":
            self._send(200, "text/html; charset=utf-8", providers_page.page(self.providers).encode())
        elif parts.path == STATUS:
            asked = _flat(parts.query)
            token = self.headers.get("access_token", "")
            self._json(200, self.providers.zalo_status(asked.get("message_id", ""), token, now=time.time()))
        else:
            self._send(404, "text/plain", b"")

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 50_000)).decode()
        now = time.time()
        try:
            if self.path == TOKEN:
                self._json(200, self.providers.renew(_flat(body), self.headers.get("secret_key", ""), now=now))
            elif self.path == TEMPLATE:
                self._json(*self.providers.zalo(json.loads(body), self.headers.get("access_token", ""), now=now))
            elif self.path == SMS:
                self._json(*self.providers.sms(json.loads(body), now=now))
            elif self.path == "/mode":
                self._change(_flat(body))
            else:
                self._send(404, "text/plain", b"")
        except ValueError:
            self._json(400, {"error": -1, "message": "not JSON"})
        except Dropped:
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)

    def _change(self, form: Mapping[str, str]) -> None:
        for provider in self.providers.modes:
            if form.get(provider) in MODES:
                self.providers.modes[provider] = form[provider]
            if form.get(f"{provider}_code"):
                self.providers.code[provider] = form[f"{provider}_code"]
        if form.get("expire"):
            self.providers.expire_tokens()
        self._send(303, "text/plain", b"", Location="/")

    def _json(self, status: int, document: Mapping[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(document).encode())

    def _send(self, status: int, kind: str, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def handle(self) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the other side was ended in the middle
            super().handle()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: requests carry phone numbers."""


def serve(providers: Providers, port: int) -> ThreadingHTTPServer:
    """A bound server, to be run by `serve_forever`."""
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    server.providers = providers  # type: ignore[attr-defined]
    return server


def _flat(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}


def main() -> int:
    """Exit code 2 when this is not local mode."""
    if os.environ.get("SAPA_MODE", "local") != "local":
        sys.stderr.write("The local providers run in local mode only.\n")
        return 2
    providers = Providers(
        app_id=os.environ["ZALO_APP_ID"],
        app_secret=os.environ["ZALO_APP_SECRET"],
        first_refresh_token=os.environ["ZALO_REFRESH_TOKEN"],
        api_key=os.environ["SMS_API_KEY"],
        secret_key=os.environ["SMS_SECRET_KEY"],
        oa_secret=os.environ.get("ZALO_WEBHOOK_SECRET", ""),
        report_secret=os.environ.get("SMS_REPORT_SECRET", ""),
        portal=os.environ.get("PUBLIC_URL", ""),
    )
    serve(providers, urlsplit(os.environ["SMS_API_URL"]).port or 80).serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
