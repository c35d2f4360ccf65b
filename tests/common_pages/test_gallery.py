"""The gallery shows every component; in production only to administrators."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory

from common.views import components

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).resolve().parents[2] / "templates" / "components"
PARTS_OF_THE_SHELL = {
    "contact_strip",
    "field_notes",
    "gallery",
    "messages",
    "oversight_nav",
    "site_footer",
    "site_header",
    "site_tools",
    "staff_footer",
    "staff_header",
    "tool_forms",
}


def test_every_component_stands_in_the_gallery() -> None:
    shown = set(re.findall(r'include "components/(\w+)\.html"', (FOLDER / "gallery.html").read_text()))
    there = {path.stem for path in FOLDER.glob("*.html")}
    assert there - shown == PARTS_OF_THE_SHELL


def test_every_component_stands_in_the_guide() -> None:
    guide = (FOLDER.parents[1] / "docs" / "design-layer.md").read_text()
    components_there = {path.stem for path in FOLDER.glob("*.html")} - PARTS_OF_THE_SHELL
    assert [name for name in sorted(components_there) if f"`{name}.html`" not in guide] == []


@pytest.mark.parametrize("shell", ["", "?shell=staff"])
def test_it_answers_in_both_shells_without_an_undefined_variable(
    client: Client, loud_templates: str, shell: str
) -> None:
    response = client.get(f"/components/{shell}")
    assert response.status_code == 200
    assert loud_templates not in response.content.decode()


def test_the_staff_shell_shows_the_four_workplaces(client: Client) -> None:
    page = client.get("/components/?shell=staff").content.decode()
    for address in ("/quay/", "/xu-ly/", "/dieu-hanh/", "/quan-tri/"):
        assert f'href="{address}"' in page


def test_in_production_a_stranger_is_refused(client: Client, settings: Any) -> None:
    settings.IS_LOCAL = False
    assert client.get("/components/").status_code == 403


def test_in_production_an_administrator_may_look(rf: RequestFactory, settings: Any) -> None:
    settings.IS_LOCAL = False
    request = rf.get("/components/")
    request.staff_permissions = frozenset({"manage_center"})  # type: ignore[attr-defined]
    assert components(request).status_code == 200
