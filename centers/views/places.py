"""`/quan-tri/noi-lam-viec/`: what the public is told of a center, and the offices that dossiers go to."""

from django.contrib import messages
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from centers.models import Center, Office
from centers.place_actions import open_office, rename_office, save_center
from centers.place_forms import CenterForm, OfficeForm
from centers.queries import centers_managed_by
from common import clock

PAGE = "centers/places.html"


@require_GET
@staff_required(Permission.MANAGE_CENTER)
def places(request: StaffRequest) -> HttpResponse:
    """The centers this person manages, each with its offices and how many people are posted to them today."""
    today = clock.local_date(clock.now())
    in_force = Q(postings__since__lte=today) & (Q(postings__until__isnull=True) | Q(postings__until__gte=today))
    offices = Office.objects.filter(center__in=_centers(request)).select_related("unit").order_by("unit_id", "id")
    by_center: dict[int | None, list[Office]] = {}
    for office in offices.annotate(posted=Count("postings", filter=in_force)):
        by_center.setdefault(office.center_id, []).append(office)
    shown = [(center, by_center.get(center.pk, [])) for center in _centers(request).order_by("name_sort")]
    return render(request, PAGE, {"shown": shown})


@require_http_methods(["GET", "POST"])
@staff_required(Permission.MANAGE_CENTER)
def place(request: StaffRequest, pk: int) -> HttpResponse:
    """Address, hotline, e-mail and opening hours of one center."""
    center = get_object_or_404(_centers(request), pk=pk)
    form = CenterForm(request.POST or None, instance=center)
    if request.method == "POST" and form.is_valid():
        return _saved(request, save_center(form.save(commit=False), by=request.user).name)
    return _form(request, form, center.name)


@require_http_methods(["GET", "POST"])
@staff_required(Permission.MANAGE_CENTER)
def new_office(request: StaffRequest, pk: int) -> HttpResponse:
    """A further office of a center."""
    center = get_object_or_404(_centers(request), pk=pk)
    form = OfficeForm(request.POST or None, center_id=center.pk)
    if request.method == "POST" and form.is_valid():
        return _saved(request, open_office(center, **form.cleaned_data, by=request.user).name)
    return _form(request, form, _("New office"))


@require_http_methods(["GET", "POST"])
@staff_required(Permission.MANAGE_CENTER)
def office(request: StaffRequest, pk: int) -> HttpResponse:
    """The name of an office of the center's own unit; those of departments and agencies belong to these."""
    own = Office.objects.filter(center__in=_centers(request), unit=F("center__unit")).select_related("center")
    known = get_object_or_404(own, pk=pk)
    form = OfficeForm(request.POST or None, center_id=known.center_id, office=known)
    if request.method == "POST" and form.is_valid():
        return _saved(request, rename_office(known, **form.cleaned_data, by=request.user).name)
    return _form(request, form, known.name)


def _centers(request: StaffRequest) -> QuerySet[Center]:
    return Center.objects.filter(pk__in=centers_managed_by(request.staff, Permission.MANAGE_CENTER))


def _saved(request: StaffRequest, name: str) -> HttpResponse:
    messages.success(request, _("Saved: %(name)s.") % {"name": name})
    return redirect("centers:places")


def _form(request: StaffRequest, form: CenterForm | OfficeForm, title: str) -> HttpResponse:
    context = {"form": form, "title": title, "here": "places"}
    return render(request, "procedures/admin/plain_form.html", context, status=422 if form.errors else 200)
