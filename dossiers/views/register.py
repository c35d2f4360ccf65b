"""The register of dossiers of a center: on screen, and as a spreadsheet."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from centers.models import Center
from centers.reach import StaffContext
from common import clock
from dossiers.forms.register import RegisterForm
from dossiers.lifecycle import Status
from dossiers.models import Channel, ExportKind
from dossiers.queries.register import Wish, chosen, register
from dossiers.slips.form07 import MOST_ROWS, form_07_pdf

from .exports import Offer, answer
from .pages import is_desk_person
from .sheets import register_sheet


@require_GET
@never_cache
@staff_required(Permission.SEE_REGISTER)
def register_page(request: HttpRequest) -> HttpResponse:
    """`/quay/so-theo-doi/`: this month unless the address says more; a wrong day answers 422."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    form = _form(staff_request, at_day=clock.local_date(at))
    if not form.is_valid():
        return _wrong(staff_request, form)
    found = register(staff_request.user, form.wish, request.GET.get("page", "1"), at=at)
    at_the_desk = is_desk_person(staff_request.staff)
    context = {
        "form": form,
        "centers": form.centers,
        "register": found,
        "page": found.page,
        "wish": form.wish,
        "export_address": f"{reverse('dossiers:register_export')}?{urlencode(form.query)}",
        "is_desk_person": at_the_desk,
        "url_name": "dossiers:desk_dossier" if at_the_desk else "dossiers:dossier",
    }
    return render(request, "dossiers/staff/register.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(Permission.SEE_REGISTER)
def register_export(request: HttpRequest) -> HttpResponse:
    """`/quay/so-theo-doi/excel/`: the same dossiers as a file."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    form = _form(staff_request, at_day=clock.local_date(at))
    if not form.is_valid():
        return _wrong(staff_request, form)
    wish = form.wish
    words = words_of(wish)
    offer = Offer(
        what=ExportKind.REGISTER,
        title=_("Register of dossiers"),
        selection=chosen(staff_request.user, wish, at=at),
        sheet=lambda record, masking: register_sheet(words, record, masking),
        file_name=f"so-theo-doi-{wish.center.slug}",
        back=f"{reverse('dossiers:register')}?{urlencode(form.query)}",
        words=words,
        asked=form.query,
        printed=lambda record, masking: form_07_pdf(wish.center, words, record, masking),
        most_printed=MOST_ROWS,
    )
    return answer(request, offer, at)


def _wrong(request: StaffRequest, form: RegisterForm) -> HttpResponse:
    context = {"form": form, "centers": form.centers, "register": None, "is_desk_person": is_desk_person(request.staff)}
    return render(request, "dossiers/staff/register.html", context, status=422)


def words_of(wish: Wish) -> list[str]:
    """What the register is narrowed to, as people read it."""
    period = _("Received from %(first)s to %(last)s") % {
        "first": f"{wish.first:%d/%m/%Y}",
        "last": f"{wish.last:%d/%m/%Y}",
    }
    narrowed = [
        str(Status(wish.status).label) if wish.status else "",
        str(Channel(wish.channel).label) if wish.channel else "",
        _("search: %(text)s") % {"text": wish.text} if wish.text else "",
    ]
    return [wish.center.name, "; ".join(filter(None, [period, *narrowed]))]


def _form(request: StaffRequest, *, at_day: date) -> RegisterForm:
    return RegisterForm(request.GET.dict(), centers_of(request.staff), today=at_day)


def centers_of(staff: StaffContext) -> Sequence[Center]:
    """The centers whose register somebody may open, in Vietnamese order. PermissionDenied without any."""
    found = list(Center.objects.filter(pk__in=staff.centers_with(Permission.SEE_REGISTER)))
    if not found:
        raise PermissionDenied
    return found
