"""A citizen signs in at the identity provider in a real browser, and out at both."""

from playwright.sync_api import expect
from pytest_django import Settings

from sapa_center.local.identity import CITIZENS
from tests.browser.conftest import House, NewContext
from tests.browser.screen import PICTURES, serious_violations, take_picture
from tests.identity_provider import running


def test_a_citizen_signs_in_at_the_provider_and_out_again(
    house: House, new_context: NewContext, settings: Settings
) -> None:
    with running(settings) as provider:
        page = new_context(width=360).new_page()
        page.goto(f"{house.url}/tai-khoan/dang-nhap/?next=/tai-khoan/thong-tin/")
        take_picture(page, "gateway-1-offered")
        page.locator("a[href^='/tai-khoan/vneid/']").click()
        page.screenshot(path=PICTURES / "gateway-2-whom-to-be.png")
        assert serious_violations(page) == []  # the page of the provider
        page.get_by_role("button", name=CITIZENS[0]["name"]).click()
        expect(page).to_have_url(f"{house.url}/tai-khoan/thong-tin/")
        expect(page.locator("[name=full_name]")).to_have_value(CITIZENS[0]["name"])
        page.locator("form[action='/dang-xuat/'] button").first.click()
        away = page.locator(f"a[href='{provider.issuer}/end']")
        expect(away).to_be_visible()
        take_picture(page, "gateway-3-signed-out")
        away.click()
        expect(page).to_have_url(f"{provider.issuer}/end")
