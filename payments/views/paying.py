"""Paying by transfer: the citizen's page, and the code on the screen of the counter."""

from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.access import CitizenRequest, citizen_required
from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock
from common.errors import Refusal
from common.middleware import policy_sending_forms_to
from dossiers import access
from dossiers.queries.charges import fees_of
from payments.orders import is_offered
from payments.showing import Code, code_for


@never_cache
@citizen_required
@require_GET
def pay(request: CitizenRequest, dossier_id: int) -> HttpResponse:
    """`/tai-khoan/ho-so/<id>/nop-phi/`: what is owed and how to pay it; says PAID only once the money is there."""
    response = _page(request, dossier_id, "payments/pay.html")
    if is_offered():
        response.headers["Content-Security-Policy"] = policy_sending_forms_to(settings.PAYMENT_GATEWAY_URL)
    return response


@require_GET
@never_cache
@staff_required(Permission.RECEIVE_DOSSIERS, Permission.DELIVER_RESULTS)
def desk_code(request: HttpRequest, pk: int) -> HttpResponse:
    """`/quay/ho-so/<pk>/le-phi/ma-qr/`: to be turned to the citizen."""
    return _page(cast(StaffRequest, request), pk, "payments/desk_code.html")


def _page(request: CitizenRequest | StaffRequest, pk: int, template: str) -> HttpResponse:
    at = clock.now()
    try:
        of_citizen = request.user.is_citizen
        dossier = (access.own_dossier_for if of_citizen else access.dossier_for)(request.user, at, pk=pk)
    except access.NoSuchDossier as refusal:
        raise Http404(str(refusal)) from refusal
    access.record_view(dossier, request.user, "page", at)
    code: Code | None = None
    why = ""
    try:
        code = code_for(dossier, at=at)
    except Refusal as refusal:
        why = str(refusal)
    context = {"dossier": dossier, "fees": fees_of(dossier), "code": code, "why": why, "is_offered": is_offered()}
    return render(request, template, context)
