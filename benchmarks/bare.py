"""The portal, and beside it one bare Django view that reads its session and one row: the least a page can cost."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path


def bare(request: HttpRequest) -> HttpResponse:
    from dossiers.models import Dossier

    row = Dossier.objects.values("id", "status", "code").filter(pk=request.GET.get("pk")).first()
    return JsonResponse({"user": bool(request.session.get("_auth_user_id")), "row": row})


urlpatterns: list[Any] = [path("bare/", bare), path("", include("sapa_center.urls"))]
