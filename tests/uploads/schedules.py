"""A person who files over a line that breaks, presses twice, goes back, loads again, and does not give up."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import OperationalError, connection
from django.test import Client

from dossiers.models import Filing
from tests.dossiers.world import World
from tests.dossiers_public.test_filing import ME, at
from tests.personas import sign_in
from tests.uploads.phone import Sending, photo

FAULTS = 8  # of one schedule, at most
MOST_ROUNDS = 200
Request = Callable[[Client], Any]


class _Breaks:
    """The connection to the database is gone after some statements, and stays gone until the request is over."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.left -= 1
        if self.left < 0:
            raise OperationalError("the line to the database broke")
        return execute(sql, params, many, context)


class Person:
    """One schedule, all of it decided by `seed`. `file()` returns the filing once the page has said SENT."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.luck, self.happened = world, random.Random(seed), Counter[str]()
        self.client = Client(raise_request_exception=False)
        sign_in(self.client, world.personas.citizen)
        self.photos = [photo(seed * 10 + number, size=self.luck.randrange(900)) for number in range(2)]

    def file(self) -> Filing:
        filing = self._begun()
        paper = filing.version.papers.get()
        content = {"way": "counter", "return_center": "ta-van", "note": "Xin gọi trước"}
        steps: list[Callable[[], bool]] = [
            lambda: self._post(filing, "nguoi-nop/", ME),
            lambda: self._post(filing, "chu-ho-so/", {"owner": "me"}),
            lambda: self._upload(filing, f"paper-{paper.pk}", self.photos[0]),
            lambda: self._upload(filing, "other", self.photos[1]),
            lambda: self._post(filing, "giay-to/", {}),
            lambda: self._post(filing, "noi-dung/", content),
            lambda: self._post(filing, "kiem-tra/", {"declared": "on"}),
        ]
        place, rounds = 0, 0
        while place < len(steps):
            rounds += 1
            assert rounds < MOST_ROUNDS, f"stuck at step {place}: {self.happened}"
            place = place + 1 if steps[place]() else self._loaded_again(filing, place)
        for step in self.luck.sample(steps, 2):  # tabs that were still open
            step()
        return filing

    def _begun(self) -> Filing:
        answer = self.client.post(
            f"/nop-ho-so/{self.world.versions['days'].procedure.code}/", {"center": "sa-pa"}, follow=False
        )
        return Filing.objects.get(key=answer["Location"].split("/")[-3])

    def _loaded_again(self, filing: Filing, place: int) -> int:
        """After a break: press again, or load the page and go on from there or from an earlier one."""
        if self.luck.random() < 0.5:
            return place
        self.happened["reloads"] += 1
        self.client.get(at(filing))
        return self.luck.randint(0, place)

    def _post(self, filing: Filing, page: str, data: dict[str, str]) -> bool:
        answer = self._ask(lambda client: client.post(at(filing, page), data))
        return answer is not None and answer.status_code == 302

    def _upload(self, filing: Filing, slot: str, content: bytes) -> bool:
        """Until it has arrived or a break sends the person back; whatever the phone knows then is forgotten."""
        told = self._told(lambda client: Sending(client, filing, content, slot=slot).begin())
        while told and told.get("state") == "receiving":
            start, end = told["offset"], told["offset"] + self.luck.choice((500, 3000))
            address = told["address"]
            told = self._told(
                lambda client, address=address, start=start, end=end: Sending(client, filing, content).piece(
                    address, start, end
                )
            )
        return bool(told) and told.get("state", "sent") in {"kept", "sent"}

    def _told(self, request: Request) -> dict[str, Any]:
        answer = self._ask(request)
        if answer is None or answer.status_code >= 500:
            return {}
        if answer.status_code == 302:  # the dossier has been sent meanwhile
            return {"state": "sent"}
        return dict(answer.json())

    def _ask(self, request: Request) -> Any:
        """The answer as the phone sees it; None when none came."""
        luck = self.luck.random()
        if luck > 0.4 or self.happened.total() >= FAULTS:
            return request(self.client)
        if luck < 0.1:
            self.happened["requests lost"] += 1
            return None
        if luck < 0.2:
            self.happened["answers lost"] += 1
            request(self.client)
            return None
        if luck < 0.3:
            self.happened["breaks on the server"] += 1
            with connection.execute_wrapper(_Breaks(self.luck.randrange(60))):
                answer = request(self.client)
            return answer if answer.status_code < 500 else None
        self.happened["double clicks"] += 1
        return self._twice(request)

    def _twice(self, request: Request) -> Any:
        """Both at the same moment, each over a connection of its own; the phone sees the answer to the last."""

        def press(_number: int) -> Any:
            client = Client(raise_request_exception=False)
            client.cookies = self.client.cookies
            try:
                return request(client)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as both:
            return list(both.map(press, range(2)))[-1]
