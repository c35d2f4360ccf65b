"""What every page knows: the center's name, the visitor's display, and the way to the other pages.

Addresses of the navigation are the stable ones of the house, written out, because `common` knows no other app.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from common.display import display_of


@dataclass(frozen=True)
class Link:
    """One entry of the navigation; `needs` are permission names, any of which opens it (empty = everybody)."""

    label: Any
    href: str
    icon: str
    needs: frozenset[str] = frozenset()
    is_current: bool = False


ADMINISTERING = frozenset({"manage_procedures", "manage_calendar", "manage_staff", "manage_policies", "manage_center"})
PUBLIC_LINKS = (
    Link(_("Procedures"), "/thu-tuc/", "book"),
    Link(_("File a dossier"), "/nop-ho-so/", "file"),
    Link(_("Track"), "/tra-cuu/", "search"),
    Link(_("Ask"), "/hoi-dap/", "chat"),
    Link(_("My account"), "/tai-khoan/", "user"),
)
STAFF_LINKS = (
    Link(_("Counter"), "/quay/", "inbox", frozenset({"receive_dossiers", "deliver_results"})),
    Link(_("Casework"), "/xu-ly/", "file", frozenset({"work_on_dossiers"})),
    Link(_("Oversight"), "/dieu-hanh/", "chart", frozenset({"see_figures"})),
    Link(_("Administration"), "/quan-tri/", "settings", ADMINISTERING),
)


@dataclass(frozen=True)
class Site:
    """The center as the public sees it; an empty text means that it is not published yet."""

    name: str
    place: str
    hotline: str
    opening_hours: str


def site() -> Site:
    """The center of this installation, out of the environment: readable when the database is away."""
    return Site(settings.CENTER_NAME, settings.CENTER_PLACE, settings.CENTER_HOTLINE, settings.CENTER_OPENING_HOURS)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Nothing here asks the database before a template prints it."""
    return {
        "site": site(),
        "display": display_of(request),
        "is_local": settings.IS_LOCAL,
        "public_links": marked(PUBLIC_LINKS, request.path),
        "staff_links": _later(lambda: marked(staff_links_of(request), request.path)),
        "staff_office": _later(lambda: str(getattr(request, "staff_office", "") or "")),
        "unread_notices": getattr(request, "unread_notices", None),  # set lazily where there are notices to show
    }


def marked(links: Iterable[Link], path: str) -> list[Link]:
    """The links, the one under which `path` lies marked as current."""
    return [Link(link.label, link.href, link.icon, link.needs, is_current=path.startswith(link.href)) for link in links]


def staff_links_of(request: HttpRequest) -> list[Link]:
    """Links this member of staff may follow: by `request.staff_permissions` where a view has set it."""
    if getattr(request.user, "kind", "") != "staff":
        return []
    permissions = getattr(request, "staff_permissions", None)
    if permissions is None:
        return list(STAFF_LINKS)
    held = {str(permission) for permission in permissions}
    return [link for link in STAFF_LINKS if link.needs & held]


def _later(ask: Callable[[], Any]) -> SimpleLazyObject:
    return SimpleLazyObject(ask)
