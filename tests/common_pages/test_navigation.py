"""Which ways a visitor is shown."""

from types import SimpleNamespace
from typing import Any

from django.test import RequestFactory

from common.context import PUBLIC_LINKS, marked, staff_links_of


def _shown_to(rf: RequestFactory, **attributes: Any) -> list[str]:
    request = rf.get("/")
    for name, value in attributes.items():
        setattr(request, name, value)
    return [link.href for link in staff_links_of(request)]


def test_staff_see_the_workplaces_their_permissions_open(rf: RequestFactory) -> None:
    staff = SimpleNamespace(kind="staff")
    assert _shown_to(rf, user=staff, staff_permissions={"receive_dossiers"}) == ["/quay/"]
    assert _shown_to(rf, user=staff, staff_permissions={"work_on_dossiers", "see_figures"}) == [
        "/xu-ly/",
        "/dieu-hanh/",
    ]
    assert _shown_to(rf, user=staff, staff_permissions={"manage_procedures"}) == ["/quan-tri/"]
    assert _shown_to(rf, user=staff, staff_permissions=set()) == []


def test_citizens_see_no_workplace(rf: RequestFactory) -> None:
    assert _shown_to(rf, user=SimpleNamespace(kind="citizen")) == []


def test_the_way_to_the_present_page_is_marked() -> None:
    current = [link.href for link in marked(PUBLIC_LINKS, "/thu-tuc/1.000100/") if link.is_current]
    assert current == ["/thu-tuc/"]
    assert not [link for link in marked(PUBLIC_LINKS, "/") if link.is_current]
