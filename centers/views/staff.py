"""`/quan-tri/can-bo/`: who works here, in which posts, and their accounts."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.permissions import Permission
from centers import staffing
from centers.access import StaffRequest, staff_required
from centers.actions import end_posting
from centers.models import Posting
from centers.staff_forms import EndForm, FromElsewhereForm, NewPersonForm, PostingForm
from centers.staffing import Reach, reach_of
from common import clock
from common.errors import Refusal
from common.text import person_key

PER_PAGE = 50
View = Callable[..., HttpResponse]


def of_my_staff(view: View) -> View:
    """The person of the address, for whoever administers a place they are or were posted to; 404 for the others."""

    @wraps(view)
    @never_cache
    @staff_required(Permission.MANAGE_STAFF)
    def guarded(request: StaffRequest, pk: int, **rest: Any) -> HttpResponse:
        reach = reach_of(request.staff)
        person = staffing.people_of(reach).filter(pk=pk).first()
        if person is None:
            raise Http404
        return view(request, person, reach, **rest)

    return guarded


@require_GET
@staff_required(Permission.MANAGE_STAFF)
def people(request: StaffRequest) -> HttpResponse:
    """Everybody with a post here, of now, of before or to come; `q` searches names."""
    today, reach = clock.local_date(clock.now()), reach_of(request.staff)
    text = request.GET.get("q", "").strip()[:100]
    found = staffing.people_of(reach)
    if text:
        words = person_key(text).split()
        found = found.filter(username__icontains=text) | _named(found, words)
    current = Posting.objects.in_force(today).select_related("office__unit", "center", "unit", "position")
    found = found.prefetch_related(Prefetch("postings", current.order_by("since", "id"), to_attr="posts"))
    page = Paginator(found.order_by("sort_name", "username"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "centers/staff.html", {"page": page, "query": text})


def _named(found: Any, words: list[str]) -> Any:
    for word in words:
        found = found.filter(full_name__icontains=word) | found.filter(sort_name__icontains=word)
    return found


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required(Permission.MANAGE_STAFF)
@sensitive_variables("text")
def new_person(request: StaffRequest) -> HttpResponse:
    """An account with its first post; the one-time password stands on the answer, once."""
    at, reach = clock.now(), reach_of(request.staff)
    form = NewPersonForm(request.POST or None, reach=reach, today=clock.local_date(at))
    if request.method == "POST" and form.is_valid():
        who = {name: form.cleaned_data[name] for name in ("username", "full_name", "email")}
        try:
            person, text = staffing.engage(**who, post=form.post(), reach=reach, by=request.user, at=at)
        except Refusal as refusal:
            _tell(form, refusal)
        else:
            return _shown_once(request, person, text)
    context = {"form": form, "title": _("New account")}
    return render(request, "centers/staff_form.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required(Permission.MANAGE_STAFF)
def from_elsewhere(request: StaffRequest) -> HttpResponse:
    """A post here for somebody of another center: a secondment, a reserve."""
    reach = reach_of(request.staff)
    initial = {"ground": "secondment"}
    form = FromElsewhereForm(request.POST or None, reach=reach, today=clock.local_date(clock.now()), initial=initial)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["username"]
        try:
            staffing.post_to(person, form.post(), reach=reach, by=request.user)
        except Refusal as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, _("Posted: %(name)s.") % {"name": person.full_name})
            return redirect("centers:person", pk=person.pk)
    context = {"form": form, "title": _("Somebody of another center")}
    return render(request, "centers/staff_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@of_my_staff
def person(request: StaffRequest, person: User, reach: Reach) -> HttpResponse:
    """One person: posts of all times, the account, and a further post."""
    today = clock.local_date(clock.now())
    form = PostingForm(request.POST or None, reach=reach, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            staffing.post_to(person, form.post(), reach=reach, by=request.user)
        except Refusal as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, _("Posted: %(name)s.") % {"name": person.full_name})
            return redirect("centers:person", pk=person.pk)
    own = set(Posting.objects.filter(reach.covers(), user=person).values_list("pk", flat=True))
    posts = person.postings.select_related("office__unit", "center", "unit", "position").order_by("-since", "-id")
    context = {
        "person": person,
        "form": form,
        "posts": [(post, post.pk in own and (post.until is None or post.until >= today)) for post in posts],
        "today": today,
        "may_change": person.pk != request.user.pk and staffing.belongs_to(person, reach, on=today),
    }
    return render(request, "centers/person.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@of_my_staff
def end_post(request: StaffRequest, person: User, reach: Reach, post: int) -> HttpResponse:
    """The last day of a post."""
    posting = get_object_or_404(Posting.objects.filter(reach.covers()), pk=post, user=person)
    today = clock.local_date(clock.now())
    form = EndForm(request.POST or None, initial={"until": today})
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        if until < today:
            form.add_error("until", _("A post ends today or later, never backwards."))
        else:
            try:
                end_posting(posting, until=until, by=request.user)
            except Refusal as refusal:
                _tell(form, refusal)
            else:
                messages.success(request, _("The post ends on %(day)s.") % {"day": f"{until:%d/%m/%Y}"})
                return redirect("centers:person", pk=person.pk)
    context = {"form": form, "title": _("End a post"), "person": person, "posting": posting}
    return render(request, "centers/staff_form.html", context, status=422 if form.errors else 200)


@require_POST
@of_my_staff
@sensitive_variables("text")
def reset_password(request: StaffRequest, person: User, reach: Reach) -> HttpResponse:
    """A new one-time password; it stands on the answer, once."""
    try:
        text = staffing.reset_password(person, reach=reach, by=request.user, at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("centers:person", pk=person.pk)
    return _shown_once(request, person, text)


@require_POST
@of_my_staff
def set_active(request: StaffRequest, person: User, reach: Reach) -> HttpResponse:
    """Close the account, or open it again."""
    is_active = request.POST.get("is_active") == "1"
    try:
        staffing.set_active(person, is_active, reach=reach, by=request.user, at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The account is open again.") if is_active else _("The account is closed."))
    return redirect("centers:person", pk=person.pk)


def _shown_once(request: HttpRequest, person: User, text: str) -> HttpResponse:
    return render(request, "centers/one_time_password.html", {"person": person, "text": text})


def _tell(form: Any, refusal: Refusal) -> None:
    field = {"office": "place", "user": "role"}.get(refusal.field or "", refusal.field)
    form.add_error(field if field in form.fields else None, str(refusal))
