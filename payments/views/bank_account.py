"""`/quan-tri/tai-khoan-nhan-tien/`: the account that the money of a center goes to, looked at before it counts."""

from itertools import zip_longest
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from centers.models import Center
from centers.queries import centers_managed_by
from common import clock
from common.errors import Refusal
from common.qr import qr_svg_of
from dossiers.forms.fields import put_refusal
from dossiers.views.posted import posted
from payments.accounts import entered, present, present_of
from payments.bank_accounts import ChangedMeanwhile, enter_account
from payments.forms import AccountForm, PasswordForm
from payments.models import BankAccount
from payments.vietqr import payload

SAMPLE_VND = 1000
SAMPLE_PURPOSE = "KIEM TRA"
MOST_LINES = 50


@require_GET
@never_cache
@staff_required(Permission.MANAGE_CENTER)
def bank_accounts(request: HttpRequest) -> HttpResponse:
    """The centers that this person administers, each with its account."""
    centers = list(_centers(cast(StaffRequest, request)).order_by("name_sort"))
    accounts = present_of(centers, clock.now())
    rows = [(center, accounts[center.pk]) for center in centers]
    return render(request, "payments/admin/bank_accounts.html", {"rows": rows})


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(Permission.MANAGE_CENTER)
def bank_account(request: HttpRequest, slug: str) -> HttpResponse:
    """Typed, then looked at beside the old one with the password, then entered. `step`: which button was pressed."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    center = get_object_or_404(_centers(staff_request), slug=slug)
    last = entered(center, at)
    step = request.POST.get("step", "")
    form = AccountForm(posted(request), initial={"seen": last.pk if last else None})
    if request.method != "POST" or step == "edit" or not form.is_valid():
        if step == "edit":
            form = AccountForm(initial=request.POST.dict())
        return _typing(request, center, form)
    password = PasswordForm(request.POST if step == "enter" else None)
    if step == "enter" and password.is_valid():
        try:
            given = {"password": password.cleaned_data["password"], "seen": form.cleaned_data["seen"]}
            enter_account(center, form.account(), at=at, by=staff_request.user, **given)
        except ChangedMeanwhile as refusal:
            return _typing(request, center, _seen_now(request, last, refusal), 409)
        except Refusal as refusal:
            put_refusal(password, refusal, {})
        else:
            messages.success(request, _("Entered. Leaders and administrators of the center have been told."))
            return redirect("payments:bank_account", slug=center.slug)
    return _confirming(request, center, form, password)


def _seen_now(request: HttpRequest, last: BankAccount | None, refusal: Refusal) -> AccountForm:
    """What was typed, beside the account that a colleague entered."""
    typed = request.POST.copy()
    typed["seen"] = str(last.pk) if last else ""
    form = AccountForm(typed)
    form.add_error(None, str(refusal))
    return form


def _centers(request: StaffRequest) -> Any:
    managed = centers_managed_by(request.staff, Permission.MANAGE_CENTER)
    return Center.objects.filter(pk__in=managed).select_related("unit")


def _typing(request: HttpRequest, center: Center, form: AccountForm, status: int = 0) -> HttpResponse:
    at = clock.now()
    rows = list(BankAccount.objects.filter(center=center).select_related("by").order_by("-at", "-pk")[: MOST_LINES + 1])
    context = {
        "center": center,
        "form": form,
        "account": present(center, at),
        "lines": list(zip_longest(rows, rows[1:]))[:MOST_LINES],
    }
    status = status or (422 if form.errors else 200)
    return render(request, "payments/admin/bank_account.html", context, status=status)


def _confirming(request: HttpRequest, center: Center, form: AccountForm, password: PasswordForm) -> HttpResponse:
    """Old and new side by side, with a code that shows in a bank's app whose account it is."""
    account = form.account()
    context = {
        "center": center,
        "form": form,
        "password": password,
        "before": present(center, clock.now()),
        "after": account,
        "svg": qr_svg_of(payload(account, SAMPLE_VND, SAMPLE_PURPOSE)),
        "amount": SAMPLE_VND,
    }
    status = 422 if password.errors else 200
    return render(request, "payments/admin/bank_account_confirm.html", context, status=status)
