"""What every answer says to browsers and caches, and what no address may carry."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from accounts.backends import CITIZEN_BACKEND
from accounts.models import User
from tests.places import AT

pytestmark = pytest.mark.django_db
TEMPLATES = Path(settings.BASE_DIR) / "templates"


@pytest.mark.parametrize("address", ["/", "/dang-nhap/", "/tra-cuu/", "/components/?shell=staff", "/khong-co/"])
def test_pages_run_no_script_and_no_style_but_our_files(client: Client, address: str) -> None:
    policy = client.get(address)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_no_template_needs_what_the_policy_forbids() -> None:
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
    assert [str(path) for path in TEMPLATES.rglob("*.html") if inline.search(path.read_text(encoding="utf-8"))] == []


def test_pages_of_somebody_signed_in_stay_in_no_cache(client: Client) -> None:
    assert not client.get("/thu-tuc/").has_header("Cache-Control")
    client.force_login(User.objects.citizen(email="an@sapa.example", full_name="An", at=AT), backend=CITIZEN_BACKEND)
    for address in ("/thu-tuc/", "/tai-khoan/thong-tin/"):
        assert client.get(address)["Cache-Control"] == "private, no-store"


def test_what_everybody_may_keep_stays_in_the_cache_for_them_too(client: Client) -> None:
    client.force_login(User.objects.citizen(email="an@sapa.example", full_name="An", at=AT), backend=CITIZEN_BACKEND)
    assert "public" in client.get("/dia-gioi/xa/")["Cache-Control"]


@pytest.mark.parametrize(
    "address", ["/thu-tuc/?q=a%00b", "/thu-tuc/a%00b/", "/tra-cuu/%00/", "/dia-gioi/xa/?tinh=1&tinh=%00"]
)
def test_a_nul_in_an_address_is_a_bad_request(client: Client, address: str) -> None:
    assert client.get(address).status_code == 400
