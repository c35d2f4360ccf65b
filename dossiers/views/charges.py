"""`/quay/ho-so/<pk>/le-phi/`: what a dossier owes, cash at the counter, exemption, mistakes; and the receipts."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock
from common.errors import Refusal
from dossiers import access
from dossiers.actions import charges, payments
from dossiers.actors import Actor
from dossiers.forms.charges import CancelForm, CashForm, ExemptForm, ReassessForm
from dossiers.forms.fees import FeesForm
from dossiers.forms.fields import put_refusal
from dossiers.models import Channel, Dossier
from dossiers.queries.charges import fees_of
from dossiers.slips.receipt import NoSuchReceipt, receipt_of, receipt_pdf

from .downloads import private_file
from .pages import READERS, dossier_or_404


@require_GET
@never_cache
@staff_required(*READERS)
def fees(request: HttpRequest, pk: int) -> HttpResponse:
    user, at = cast(StaffRequest, request).user, clock.now()
    dossier = dossier_or_404(user, pk, at)
    access.record_view(dossier, user, "page", at)
    return _show(request, dossier, at)


@require_POST
@never_cache
@staff_required(Permission.RECEIVE_DOSSIERS, Permission.DELIVER_RESULTS)
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Done: back to the page. Refused: 422 with what was typed."""
    if what not in VERBS:
        raise Http404
    user, at = cast(StaffRequest, request).user, clock.now()
    dossier = dossier_or_404(user, pk, at)
    form = _forms(dossier, what, request.POST)[what]
    if not form.is_valid():
        return _show(request, dossier, at, what=what, form=form)
    try:
        VERBS[what](dossier, form.cleaned_data, form, at=at, by=access.actor_for(user, at))
    except Refusal as refusal:
        put_refusal(form, refusal, {})
        return _show(request, dossier_or_404(user, pk, at), at, what=what, form=form)
    messages.success(request, str(DONE[what]))
    return HttpResponseRedirect(reverse("dossiers:fees", args=[pk]))


@require_GET
@never_cache
@staff_required(*READERS)
def receipt(request: HttpRequest, pk: int, payment_pk: int) -> HttpResponse:
    """A receipt as PDF, as often as wanted; printing it is a view of the dossier."""
    user, at = cast(StaffRequest, request).user, clock.now()
    dossier = dossier_or_404(user, pk, at)
    try:
        found = receipt_of(dossier, payment_pk)
    except NoSuchReceipt as refusal:
        raise Http404(str(refusal)) from refusal
    content = receipt_pdf(dossier, found, at=at)
    access.record_view(dossier, user, "slip", at)
    return private_file(content, "application/pdf", f"phieu-thu-{found.year}-{found.number}.pdf")


def _cash(dossier: Dossier, typed: Mapping[str, Any], form: Form, *, at: datetime, by: Actor) -> None:
    payments.take_cash(dossier, seen=typed["amount"], at=at, by=by)


def _exempt(dossier: Dossier, typed: Mapping[str, Any], form: Form, *, at: datetime, by: Actor) -> None:
    charges.exempt(dossier, typed["ground"], typed["ground_basis"], at=at, by=by)


def _cancel(dossier: Dossier, typed: Mapping[str, Any], form: Form, *, at: datetime, by: Actor) -> None:
    payments.cancel(receipt_of(dossier, typed["receipt"]), reason=typed["reason"], at=at, by=by)


def _reassess(dossier: Dossier, typed: Mapping[str, Any], form: Form, *, at: datetime, by: Actor) -> None:
    assert isinstance(form, ReassessForm)
    charges.reassess(dossier, form.assessment, at=at, by=by, reason=typed["reason"])


VERBS: Mapping[str, Callable[..., None]] = {"thu": _cash, "mien": _exempt, "huy": _cancel, "tinh-lai": _reassess}
DONE: Mapping[str, str | Promise] = {
    "thu": _("The money has been recorded. Print the receipt below."),
    "mien": _("The exemption has been recorded."),
    "huy": _("The receipt has been cancelled by a counter-entry."),
    "tinh-lai": _("The fee has been worked out again."),
}


def _forms(dossier: Dossier, what: str = "", data: QueryDict | None = None) -> dict[str, Form]:
    """One form per action; the one that was tried is bound."""
    sent = {name: data if name == what else None for name in VERBS}
    is_online = dossier.channel == Channel.ONLINE
    return {
        "thu": CashForm(sent["thu"]),
        "mien": ExemptForm(sent["mien"], version=dossier.version),
        "huy": CancelForm(sent["huy"]),
        "tinh-lai": ReassessForm(sent["tinh-lai"], version=dossier.version, is_online=is_online),
    }


def _show(
    request: HttpRequest, dossier: Dossier, at: datetime, *, what: str = "", form: Form | None = None
) -> HttpResponse:
    by = access.actor_for(cast(StaffRequest, request).user, at)
    forms = {**_forms(dossier), **({what: form} if form is not None else {})}
    recount = forms["tinh-lai"]
    assert isinstance(recount, FeesForm)
    context = {
        "dossier": dossier,
        "fees": fees_of(dossier, by),
        "cash": forms["thu"],
        "exempt": forms["mien"],
        "cancel": forms["huy"],
        "recount": recount if recount.can_be_charged else None,
        "tried": form,
        "cancelled": str(form.data.get("receipt", "")) if what == "huy" and form is not None else "",
    }
    return render(request, "dossiers/staff/fees.html", context, status=422 if form is not None else 200)
