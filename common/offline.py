"""What a phone keeps for a bad line (docs/offline.md): the frame of the pages, and public pages that were looked at."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from common.context import site

KEEP = "X-Keep-Offline"
FRAME = (
    "css/site.css",
    "js/offline.js",
    "img/icon.svg",
    "fonts/be-vietnam-pro-400.woff2",
    "fonts/be-vietnam-pro-600.woff2",
)
NO_LINE = "/khong-co-mang/"
WORKER = Path(settings.BASE_DIR) / "static" / "js" / "worker.js"
View = Callable[..., HttpResponse]


def kept_offline(view: View) -> View:
    """A page that is the same for everybody: a phone may keep it. With a message for somebody it is not kept."""

    @wraps(view)
    def kept(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and not getattr(get_messages(request), "used", False):
            response.headers[KEEP] = "1"
        return response

    return kept


@cache_control(no_cache=True)
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, under the root so that it is asked for every page; changes with the files it keeps."""
    files, script = [NO_LINE, *(static(name) for name in FRAME)], WORKER.read_text(encoding="utf-8")
    version = hashlib.sha256((script + "".join(files)).encode()).hexdigest()[:12]
    frame = json.dumps({"version": version, "files": files, "noLine": NO_LINE, "keep": KEEP})
    policy = "default-src 'none'; connect-src 'self'; script-src 'self'"
    content = f"const FRAME = {frame};\n{script}"
    return HttpResponse(content, content_type="text/javascript", headers={"Content-Security-Policy": policy})


@cache_control(max_age=86400, public=True)
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What the portal is called and looks like once it is installed."""
    center = site()
    described = {
        "id": "/",
        "name": f"{center.name} – {center.place}",
        "short_name": _("Public services"),
        "lang": "vi",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": "#6d1b20",
        "background_color": "#fdfaf4",
        "icons": [
            {"src": static("img/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
            {"src": static("icons/icon-192.png"), "sizes": "192x192", "type": "image/png", "purpose": "any maskable"},
            {"src": static("icons/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
        ],
    }
    return JsonResponse(described, content_type="application/manifest+json")


@require_GET
def no_line(request: HttpRequest) -> HttpResponse:
    """Shown by the phone itself instead of a page that it cannot get."""
    return render(request, "no_line.html")
