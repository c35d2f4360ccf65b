"""Measures one filled database: the desk through the actions, then the API and pages behind two web workers."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count, cycle
from pathlib import Path
from random import Random
from typing import Any

import django

from benchmarks import desk
from benchmarks.driver import Ask, drive
from benchmarks.table import Line, middle, show

WORKERS = 2
LEADERS = 8  # an account has two pages of figures at a time, so that many ask in turn
SECONDS = float(os.environ.get("BENCH_SECONDS", "6"))


def main(size: int) -> None:
    lines = desk.lines()
    show(f"{size:,} dossiers: through the actions, {desk.PROCESSES} processes", lines)
    django.setup()
    with web() as (port, processes):
        visitor = Visitor(port)
        found = [visitor.line(what, *rest) for what, *rest in visitor.questions()]
        found += visitor.transitions()
        show(f"{size:,} dossiers: {WORKERS} web workers, 4 connections, the client on the same two cores", found)
        megabytes = max(resident(pid) for pid in processes()) / 1024
        sys.stdout.write(f"largest web worker afterwards: {megabytes:.0f} MiB\n")


@contextmanager
def web() -> Iterator[tuple[int, Callable[[], list[int]]]]:
    """gunicorn as in production, with the bare view beside; its port and the numbers of its workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks.settings", "PORT": str(port),
                   "WEB_WORKERS": str(WORKERS), "MALLOC_ARENA_MAX": "2", "LOG_LEVEL": "ERROR"}  # fmt: skip
    command = ["-m", "gunicorn", "--config", "python:sapa_center.gunicorn_config", "benchmarks.wsgi:application"]
    server = subprocess.Popen([sys.executable, *command], env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port, lambda: _children(server.pid)
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int) -> None:
    for _try in range(300):
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the web server does not answer")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def resident(pid: int) -> int:
    """Memory of a process in KiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


class Visitor:
    """Somebody at Sa Pa with a session, a system account with a token, and dossiers to ask for."""

    def __init__(self, port: int) -> None:
        from django.conf import settings
        from django.test import Client

        from accounts import tokens
        from accounts.models import User
        from accounts.roles import Role
        from accounts.scopes import Scope
        from centers.actions import appoint
        from centers.models import Center, Office
        from centers.samples import load_samples
        from common import clock
        from dossiers.models import Dossier

        settings.ALLOWED_HOSTS = ["*"]
        self.port, self.rng, self.numbers, at = port, Random(1), count(int(time.time() * 1000)), clock.now()
        load_samples(at=at)
        center = Center.objects.get(slug="sa-pa")
        offices = Office.objects.filter(center=center, unit=center.unit, slug__in=["tiep-nhan", "van-phong", "kinh-te"])
        account = tokens.create_system_account(username=f"bench-{next(self.numbers)}", full_name="Đo tốc độ", at=at)
        for office in offices:
            appoint(
                account, Role.COUNTER if office.slug == "tiep-nhan" else Role.OFFICER, office=office, since=at.date()
            )
        token = tokens.issue(account, scopes=tuple(Scope.values), name="đo", days=2, at=at)[1]
        self.token = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.cookies = {
            name: self._session(Client(), User.objects.get(username=name)) for name in ("quay1", "hotich", "lanhdao")
        }
        leaders = [
            User.objects.create_staff(
                username=f"bench-{next(self.numbers)}", full_name="Đo tốc độ", password=secrets.token_hex(), at=at
            )
            for _number in range(LEADERS)
        ]
        for leader in leaders:
            appoint(leader, Role.LEADER, center=center, since=at.date())
        self.leaders = [{"Cookie": f"sessionid={self._session(Client(), leader)}"} for leader in leaders]
        self.mine = Dossier.objects.filter(source="here", receiving_center=center, deciding_office__in=offices)
        decided = Dossier.objects.filter(deciding_unit=center.unit, receiving_center=center, source="sample").exclude(
            code=None
        )
        rows = decided.filter(deciding_office__in=offices).order_by("-pk").values_list("pk", "code", "secret")[:500]
        self.known = list(rows)

    def _session(self, client: Any, user: Any) -> str:
        client.force_login(user, backend="accounts.backends.StaffPasswordBackend")
        return client.cookies["sessionid"].value

    def questions(self) -> Iterator[tuple[str, Callable[[], Ask | None], int]]:
        """What is asked, how it is asked, and the status that is expected."""
        known, leaders = cycle(self.known), cycle(self.leaders)
        today = time.strftime("%Y-%m-%d")
        month = time.strftime("%Y-%m-01")
        desk, officer, leader = (
            {"Cookie": f"sessionid={self.cookies[name]}"} for name in ("quay1", "hotich", "lanhdao")
        )
        yield "bare Django view, session and one row", lambda: Ask(f"/bare/?pk={next(known)[0]}", headers=officer), 200
        yield "API: open a dossier", lambda: Ask(f"/api/v1/dossiers/{next(known)[1]}/", headers=self.token), 200
        yield "API: find by code", lambda: Ask(f"/api/v1/dossiers/?code={next(known)[1]}", headers=self.token), 200
        yield "API: list of 50", lambda: Ask("/api/v1/dossiers/", headers=self.token), 200
        yield "page: dossier", lambda: Ask(f"/xu-ly/ho-so/{next(known)[0]}/", headers=leader), 200
        yield "page: worklist", lambda: Ask("/xu-ly/", headers=officer), 200
        yield "page: worklist, found by a name", lambda: Ask("/xu-ly/?q=vang+thi+my", headers=officer), 200
        yield "page: counter", lambda: Ask("/quay/", headers=desk), 200
        yield "page: procedures by a word", lambda: Ask("/quay/tiep-nhan/?q=khai+sinh", headers=desk), 200
        yield "page: receive", lambda: Ask(f"/quay/tiep-nhan/{self.procedure}/", headers=desk), 200
        yield "page: tracking", lambda: Ask(f"/tra-cuu/{next(known)[2]}/"), 200
        yield "page: on-time rates", lambda: Ask(f"/dieu-hanh/?from={month}&to={today}", headers=next(leaders)), 200
        yield "API: receive", self.reception, 201

    def reception(self) -> Ask:
        number = next(self.numbers)
        body = {
            "procedure": self.procedure,
            "center": "sa-pa",
            "owner": {"name": "Vàng Thị Mỷ", "phone": "0900 000 012"},
            "papers": [{"name": "Tờ khai", "originals": 1}],
        }
        headers = {**self.token, "Idempotency-Key": f"bench-{number}"}
        return Ask("/api/v1/dossiers/", json.dumps(body).encode(), headers)

    @property
    def procedure(self) -> str:
        """A procedure that the commune decides in an office of the account."""
        if not hasattr(self, "_procedure"):
            from procedures.models import ProcedureVersion

            wanted = ProcedureVersion.objects.exclude(unit=None).exclude(unit__in=["same_day", "immediate"])
            fits = wanted.filter(deciding_kind="commune", office_slug="van-phong", cases=None)
            self._procedure = fits.order_by("procedure__code").values_list("procedure__code", flat=True)[0]
        return str(self._procedure)

    def transitions(self) -> list[Line]:
        """Start what was received above."""
        waiting = self.mine.filter(status="RECEIVED").order_by("-pk").values_list("code", flat=True)
        codes = iter(list(waiting[:3000]))
        self.example = next(codes)

        def following() -> Ask | None:
            code = next(codes, None)
            return Ask(f"/api/v1/dossiers/{code}/transitions/start/", b"{}", self.token) if code else None

        return [self.line("API: start", following, 200)]

    def line(self, what: str, following: Callable[[], Ask | None], expected: int) -> Line:
        drive(self.port, following, seconds=1, expected=expected)
        answers = drive(self.port, following, seconds=SECONDS, expected=expected)
        return Line(what, answers.per_second, middle(answers.seconds), self.statements(following, expected))

    def statements(self, following: Callable[[], Ask | None], expected: int) -> int | None:
        """SQL statements of one request in this process, the second of its kind."""
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        client = Client()
        for _warm in range(2):
            ask = following()
            if ask is None:
                return None
            with CaptureQueriesContext(connection) as queries:
                kind = {"content_type": "application/json"} if ask.body is not None else {}
                headers = {name: value for name, value in ask.headers.items() if name != "Content-Type"}
                path = ask.path if not ask.path.startswith("/bare/") else None
                if path is None:
                    return 2
                send = client.get if ask.body is None else client.post
                response = send(path, ask.body, headers=headers, **kind) if ask.body else send(path, headers=headers)
                assert response.status_code == expected, response.content[:300]
        return sum(1 for query in queries if query["sql"] not in {"BEGIN", "COMMIT"})


if __name__ == "__main__":
    main(int(sys.argv[1]))
