"""A real HTTP server on loopback that remembers what it was sent and answers as the test wishes."""

import contextlib
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass(frozen=True)
class Received:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> dict[str, Any]:
        return json.loads(self.body)

    @property
    def uid(self) -> str:
        return self.headers["Sapa-Delivery"]

    @property
    def place(self) -> tuple[str, int]:
        return self.headers["Sapa-Topic"], int(self.headers["Sapa-Sequence"])


@dataclass
class Receiver:
    """`answer` gets each request and says the status; what it answers with 2xx counts as accepted."""

    url: str = ""
    answer: Callable[[Received], int] = lambda request: 200
    text: str = "ok"
    location: str = ""
    received: list[Received] = field(default_factory=list)
    accepted: list[Received] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, request: Received) -> int:
        with self.lock:
            self.received.append(request)
        status = self.answer(request)
        if 200 <= status < 300:
            with self.lock:
                self.accepted.append(request)
        return status

    def accepted_in(self, topic: str) -> list[int]:
        return [request.place[1] for request in self.accepted if request.place[0] == topic]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    known = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = known.take(Received(self.path, dict(self.headers.items()), body))
            text = known.text.encode()
            self.send_response(status)
            if known.location:
                self.send_header("Location", known.location)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def handle(self) -> None:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the other side was ended in the middle
                super().handle()

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    known.url = f"http://127.0.0.1:{server.server_port}/tin"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield known
    server.shutdown()
    thread.join()
    server.server_close()


def is_signed(request: Received, secret: str, *, now: float, tolerance: float = 300) -> bool:
    """What docs/webhooks.md tells receivers to do, written without looking at our code."""
    moment, given = None, []
    for part in request.headers["Sapa-Signature"].split(","):
        name, _, value = part.partition("=")
        if name == "t":
            moment = value
        elif name == "v1":
            given.append(value)
    if moment is None or abs(now - int(moment)) > tolerance:
        return False
    mac = hmac.new(secret.encode(), digestmod=hashlib.sha256)
    mac.update(f"{moment}.".encode())
    mac.update(request.body)
    return any(hmac.compare_digest(mac.hexdigest(), value) for value in given)
