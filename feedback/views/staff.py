"""For those who handle petitions, and for those who watch how satisfied people are."""

from datetime import date
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock
from common.errors import Refusal
from common.replica import reads_from_replica
from common.turns import in_turn
from feedback import access, actions, queries, ratings
from feedback.forms import StepForm
from feedback.models import Petition
from feedback.petitions import MOVES, RefusalReason, Verb

PER_PAGE = 50
STAFF_VERBS = tuple(verb for verb in MOVES if verb != Verb.COMPLETE)


@require_GET
@never_cache
@staff_required(Permission.HANDLE_PETITIONS)
def petitions(request: HttpRequest) -> HttpResponse:
    """`/dieu-hanh/gop-y/`: what is due first."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    view = queries.ALL if request.GET.get("muc") == queries.ALL else queries.OPEN
    rows = Paginator(queries.petitions_of(staff_request.staff, view), PER_PAGE)
    page = rows.get_page(request.GET.get("page", "1"))
    context = {
        "page": page,
        "lines": [queries.line_of(row, at) for row in page.object_list],
        "view": view,
        "views": queries.VIEWS.items(),
        "may_compare": staff_request.staff.may(Permission.COMPARE_CENTERS),
    }
    return render(request, "feedback/petitions.html", context)


@require_GET
@never_cache
@staff_required(Permission.HANDLE_PETITIONS)
def petition(request: HttpRequest, pk: int) -> HttpResponse:
    """One petition, who sent it, and what can be done."""
    return _page(cast(StaffRequest, request), _petition_or_404(cast(StaffRequest, request), pk))


@require_POST
@never_cache
@staff_required(Permission.HANDLE_PETITIONS)
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One verb; what was typed stays when it is refused."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    found = _petition_or_404(staff_request, pk)
    if verb not in {known.value for known in STAFF_VERBS}:
        raise Http404
    form = StepForm(request.POST, verb=Verb(verb))
    if form.is_valid():
        try:
            _do(Verb(verb), found, form.cleaned_data, by=staff_request.user, at=at)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else "text", str(refusal))
            found.refresh_from_db()
        else:
            return redirect("feedback:petition", pk=pk)
    return _page(staff_request, found, form)


def _do(verb: Verb, found: Petition, given: dict[str, Any], **who: Any) -> None:
    if verb == Verb.ASK:
        actions.ask_sender(found, given["text"], seen=given["seen"], **who)
    elif verb == Verb.REFUSE:
        actions.refuse(found, RefusalReason(given["reason"]), given["text"], seen=given["seen"], **who)
    elif verb == Verb.ANSWER:
        actions.answer(found, given["text"], seen=given["seen"], **who)
    else:
        actions.publish(found, given["question"], given["text"], seen=given["seen"], **who)


def _petition_or_404(request: StaffRequest, pk: int) -> Petition:
    try:
        return access.petition_for(request.staff, pk)
    except access.NoSuchPetition as refusal:
        raise Http404(str(refusal)) from refusal


def _page(request: StaffRequest, found: Petition, sent: StepForm | None = None) -> HttpResponse:
    page = queries.staff_page(found, clock.now())
    forms = [_form(verb, found, sent) for verb in page.verbs]
    if sent is not None and sent.verb not in page.verbs:
        forms.insert(0, sent)  # it has moved on: what was typed can still be copied
    return render(
        request, "feedback/petition.html", {"shown": page, "forms": forms, "sent": sent}, status=422 if sent else 200
    )


def _form(verb: Verb, found: Petition, sent: StepForm | None) -> StepForm:
    if sent is not None and sent.verb == verb:
        sent.data = {**sent.data.dict(), sent.add_prefix("seen"): str(found.revision)}  # type: ignore[attr-defined]
        return sent
    initial: dict[str, Any] = {"seen": found.revision}
    if verb == Verb.PUBLISH:
        initial |= {"question": found.text, "text": found.answer}
    return StepForm(verb=verb, initial=initial)


@require_GET
@never_cache
@staff_required(Permission.SEE_FIGURES)
@in_turn
@reads_from_replica
def satisfaction(request: HttpRequest) -> HttpResponse:
    """Ratings of this year's months by center, and how petitions were handled; `?nam=2026`."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    today = clock.local_date(at)
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isdecimal() and 2025 <= int(asked[:5]) <= today.year else today.year
    first, last = date(year, 1, 1), min(date(year, 12, 31), today)
    staff = staff_request.staff
    centers = staff.centers_with(Permission.SEE_FIGURES) | staff.supervised_center_ids
    context = {
        "first": first,
        "last": last,
        "years": range(today.year, 2024, -1),
        "year": year,
        "shares": ratings.shares_of(centers, first=first, last=last, at=at),
        "counts": queries.counts_of(staff, first=first, last=last, at=at),
        "may_handle": staff.may(Permission.HANDLE_PETITIONS),
        "may_compare": staff.may(Permission.COMPARE_CENTERS),
    }
    return render(request, "feedback/satisfaction.html", context)
