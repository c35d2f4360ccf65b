"""Nobody keeps the others from their pages: of the slow ones an account has at most `MOST` drawn at the same time."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import uuid4

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

MOST = 2
LONGEST = 60  # seconds; then a place is free again, also one whose process was killed
WAIT = 5  # seconds that a refused page asks to wait

P = ParamSpec("P")


def in_turn(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator of a page for accounts; one too many answers 429. Without the cache nobody is refused."""

    @wraps(view)
    def drawn(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        token = uuid4().hex
        try:
            place = next((key for key in _places(request) if cache.add(key, token, LONGEST)), None)
        except RedisError:
            return view(request, *args, **kwargs)
        if place is None:
            refused = render(request, "429.html", status=429)
            refused.headers["Retry-After"] = str(WAIT)
            return refused
        try:
            return view(request, *args, **kwargs)
        finally:
            _leave(place, token)

    return drawn


def _places(request: HttpRequest) -> list[str]:
    return [f"turn/{request.user.pk}/{number}" for number in range(MOST)]


def _leave(place: str, token: str) -> None:
    """Give the place back, unless its time ran out and somebody else has it."""
    try:
        if cache.get(place) == token:
            cache.delete(place)
    except RedisError:
        return
