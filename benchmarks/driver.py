"""Asks a server by several connections at once, for some seconds, and tells how long each answer took."""

import http.client
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

CONNECTIONS = 4


@dataclass(frozen=True)
class Ask:
    """One request; `body` None is a GET."""

    path: str
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answers:
    """Seconds of each answer, and how long all of it took."""

    seconds: list[float]
    taken: float

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.taken


class WrongAnswer(Exception):
    """The server answered something else than was expected."""


def drive(port: int, following: Callable[[], Ask | None], *, seconds: float, expected: int = 200) -> Answers:
    """Send what `following` gives (None: nothing is left), for at most `seconds`. Raises WrongAnswer."""
    taken: list[float] = []
    wrong: list[str] = []
    end = perf_counter() + seconds

    def work() -> None:
        try:
            ask_on_and_on()
        except Exception as error:
            wrong.append(f"{type(error).__name__}: {error}")

    def ask_on_and_on() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while perf_counter() < end and not wrong and (ask := following()) is not None:
            began = perf_counter()
            connection.request("GET" if ask.body is None else "POST", ask.path, ask.body, ask.headers)
            response = connection.getresponse()
            content = response.read()
            taken.append(perf_counter() - began)
            if response.status != expected:
                wrong.append(f"{response.status} {ask.path}: {content[:300]!r}")
        connection.close()

    threads = [threading.Thread(target=work) for _number in range(CONNECTIONS)]
    began = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise WrongAnswer(wrong[0])
    return Answers(taken, perf_counter() - began)
