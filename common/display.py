"""How a visitor wants pages to look: larger text, high contrast. Kept in one cookie, so it needs no database."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "hien-thi"
KEPT_FOR = timedelta(days=365)


@dataclass(frozen=True)
class Display:
    """Two switches, both off at first."""

    large_text: bool = False
    high_contrast: bool = False

    def switched(self, name: str, *, on: bool) -> "Display":
        """The same display with one switch changed; an unknown name changes nothing."""
        if name == "text":
            return replace(self, large_text=on)
        if name == "contrast":
            return replace(self, high_contrast=on)
        return self


def display_of(request: HttpRequest) -> Display:
    """What the visitor's cookie says; anything unknown in it is ignored."""
    words = request.COOKIES.get(COOKIE, "").split(".")
    return Display(large_text="large" in words, high_contrast="contrast" in words)


def remember(response: HttpResponse, display: Display) -> None:
    """Keep the display for a year."""
    words = [word for word, on in (("large", display.large_text), ("contrast", display.high_contrast)) if on]
    response.set_cookie(
        COOKIE,
        ".".join(words),
        max_age=KEPT_FOR,
        httponly=True,
        samesite="Lax",
        secure=not settings.IS_LOCAL,
    )
