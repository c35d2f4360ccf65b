"""A page as a person has it before them: keys that are pressed, pictures that are kept, axe looking on."""

from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Locator, Page, expect

PICTURES = Path(settings.BASE_DIR) / "test-artefacts"
MOST_TABS = 200
UNGUARDED = "form[method=post]:not(:has([name=csrfmiddlewaretoken]))"
NARROWEST = 320  # CSS px: WCAG 2.2, 1.4.10 Reflow


def take_picture(page: Page, name: str) -> None:
    """Keep the whole page under a stable name in `test-artefacts/`, and look at it with axe."""
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    assert faults_of(page) == [], name


def faults_of(page: Page) -> list[str]:
    """What nobody should have to live with, on any page, at the width it has now."""
    faults = serious_violations(page)
    if scrolls_sideways(page):
        faults.append("scrolls sideways")
    if page.locator(UNGUARDED).count():
        faults.append("a form without its token: it would be refused")
    return faults


def serious_violations(page: Page) -> list[str]:
    """What axe finds serious or critical on the page as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then(results => results.violations)")
    return [
        f"{violation['id']} ({violation['impact']}): {node['html'][:160]}"
        for violation in found
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus. Fails when the keyboard cannot reach it."""
    expect(target).to_have_count(1)
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached by Tab: {target}")


def type_into(page: Page, name: str, text: str) -> None:
    """Go to the field of that name by Tab and type over what stands there."""
    tab_to(page, page.locator(f"[name='{name}']"))
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def words(msgid: str) -> str:
    """What a person reads on the Vietnamese page where the code says `msgid`."""
    with translation.override("vi"):
        return gettext(msgid)
