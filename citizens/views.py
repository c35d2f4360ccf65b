"""The list of communes that follows the chosen province; public facts, so for everybody."""

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from citizens.addresses import commune_names


@require_GET
@cache_control(public=True, max_age=86400)
def communes(request: HttpRequest) -> HttpResponse:
    """`<option>`s for the province in `tinh` (or in the form field that htmx sends, "owner-province")."""
    sent = [str(value) for name, value in request.GET.items() if name == "tinh" or name.endswith("province")]
    names = commune_names(sent[0]) if sent else []
    return HttpResponse(format_html_join("", '<option value="{}">', ((name,) for name in names)))
