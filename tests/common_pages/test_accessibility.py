"""axe in a real browser: gallery, home, not found; narrow and wide; plain and with larger text and high contrast."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

PAGES = ["/", "/components/", "/components/?shell=staff", "/khong-co/"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": request.param, "height": 800})
    yield context.new_page()
    context.close()


def _assert_accessible(page: Page, address: str) -> None:
    page.goto(address)
    found = [f"{v['id']} ({v['impact']}): {v['nodes'][0]['html']}" for v in Axe().run(page).response["violations"]]
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("page", [320, 1280], indirect=True)
@pytest.mark.parametrize("path", PAGES)
def test_no_violation_and_no_sideways_scrolling(page: Page, live_server: Any, path: str) -> None:
    _assert_accessible(page, live_server.url + path)


@pytest.mark.parametrize("page", [320], indirect=True)
@pytest.mark.parametrize("path", PAGES)
def test_the_same_with_larger_text_and_high_contrast(page: Page, live_server: Any, path: str) -> None:
    page.context.add_cookies([{"name": "hien-thi", "value": "large.contrast", "url": live_server.url}])
    _assert_accessible(page, live_server.url + path)


@pytest.mark.parametrize("page", [360], indirect=True)
def test_display_and_language_switch_without_javascript(browser: Browser, page: Page, live_server: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(live_server.url)
    plain.locator("button[name=text]").click()
    plain.locator("button[name=language]").click()
    assert plain.locator("html").get_attribute("data-text") == "large"
    assert plain.locator("html").get_attribute("lang") == "en"
    context.close()


@pytest.mark.parametrize("page", [360], indirect=True)
@pytest.mark.parametrize("path", PAGES[:3])
def test_everything_to_tap_is_at_least_44_px_high(page: Page, live_server: Any, path: str) -> None:
    page.goto(live_server.url + path)
    small = page.evaluate(
        """() => [...document.querySelectorAll('.button, .tool, .site-nav a, .staff-nav a, .input, .pagination a')]
            .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.9).map(e => e.outerHTML)"""
    )
    assert small == []
