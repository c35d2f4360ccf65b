"""A real browser, and a house with data in it that answers on a real port."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from centers.load import load_addresses
from centers.samples import PASSWORD, load_samples
from common import clock
from policies.load import load as load_policies
from tests.catalogue import load_catalogue
from tests.personas import Personas, make_personas
from tests.places import AT, make_places

ARGUMENTS = (
    "--no-sandbox",  # also as root, as in a build
    "--disable-gpu",
    "--use-fake-device-for-media-stream",  # a camera that shows a pattern
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 20_000  # ms, for a busy machine
NewContext = Callable[..., BrowserContext]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing; `make test` installs it, or: apt-get install -y chromium"
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield browser
        browser.close()
        connections.close_all()  # inside of Playwright's loop Django has connections of their own


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """Makes a browser of somebody else: own cookies, Vietnamese, `width` in CSS px."""
    made: list[BrowserContext] = []

    def make(*, width: int = 1280, height: int = 800, **options: object) -> BrowserContext:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN", **options)
        context.set_default_timeout(PATIENCE)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@dataclass
class House:
    """The portal on a port of its own. Its clock stands at a Thursday morning until it is moved."""

    url: str
    personas: Personas
    password: str = PASSWORD

    def sample(self, username: str) -> User:
        """One of the sample accounts of staff; all have `password`."""
        return User.objects.get(username=username)

    def at(self, moment: datetime) -> None:
        """Move the clock of every thread of this process."""
        clock.set_clock(lambda: moment)


@pytest.fixture
def house(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[House]:
    """Data that is really there, because the server is another thread; all of it is gone after the test."""
    cache.clear()
    personas = make_personas(make_places())
    load_addresses()
    load_policies()
    load_catalogue()
    load_samples(at=AT)
    server = LiveServer("127.0.0.1")
    settings.PUBLIC_URL, settings.MEDIA_ROOT = server.url, tmp_path
    yield House(server.url, personas)
    server.stop()


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    """It is 09:10 on Thursday 19 November 2026."""
    clock.set_clock(lambda: AT)
    yield
    clock.set_clock(None)
