"""For everybody: tell the center something, follow it, read answers, rate a dossier."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.throttle import Limit, TooManyAttempts, client_address, count_attempt
from common import clock
from common.errors import Refusal
from common.secret_pages import secret_address
from dossiers.models import Dossier
from feedback import access, actions, queries, ratings
from feedback.forms import CompletionForm, PetitionForm, RatingForm
from feedback.models import Contacts, Grade
from feedback.petitions import State

PER_PAGE = 20
SENDING = Limit(
    "petition",
    free=10,
    first_delay=timedelta(minutes=1),
    max_delay=timedelta(hours=1),
    forget_after=timedelta(hours=12),
)
"""Of one network address, many of which are shared by a village: against machines, not against people."""


@never_cache
@require_http_methods(["GET", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """`/gop-y/`: no account needed, no name needed."""
    at, status = clock.now(), 200
    form = PetitionForm(request.POST if request.method == "POST" else None, initial=_initial(request))
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                count_attempt([(SENDING, client_address(request))], at=at)
                language = get_language() or "vi"
                petition = actions.send(form.message, center=form.cleaned_data["center"], language=language, at=at)
            except Refusal as refusal:
                form.add_error(refusal.field, str(refusal))
                status = 429 if isinstance(refusal, TooManyAttempts) else 422
            else:
                return redirect("feedback:follow", secret=petition.secret)
    return render(request, "feedback/tell.html", {"form": form}, status=status)


def _initial(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in need not type what is known."""
    if not (request.user.is_authenticated and request.user.is_citizen):
        return {"kind": ""}
    user = request.user
    return {"name": user.full_name, "phone": user.phone, "email": user.email}


@require_GET
def answers(request: HttpRequest) -> HttpResponse:
    """Published questions and answers, newest first."""
    rows = access.published().select_related("center").order_by("-published_at", "-id")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page", "1"))
    return render(request, "feedback/answers.html", {"page": page})


@secret_address
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, secret: str) -> HttpResponse:
    """What became of it; the sender completes it here."""
    at, status = clock.now(), 200
    try:
        petition = access.petition_of_sender(secret)
    except access.NoSuchPetition as refusal:
        raise Http404(str(refusal)) from refusal
    form = CompletionForm(request.POST if request.method == "POST" else None, initial={"seen": petition.revision})
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.complete(petition, **form.cleaned_data, at=at)
            except Refusal as refusal:
                form.add_error("text", str(refusal))
                petition.refresh_from_db()
                form.data = {**request.POST.dict(), "seen": petition.revision}
            else:
                return redirect("feedback:follow", secret=secret)
    context = {
        "petition": petition,
        "steps": queries.told_to_sender(petition),
        "timer": queries.timer_of(petition, at),
        "tone": queries.TONES[petition.state],
        "form": form if petition.state == State.ASKED else None,
        "address": request.build_absolute_uri(request.path),
    }
    return render(request, "feedback/follow.html", context, status=status)


@secret_address
@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, secret: str) -> HttpResponse:
    """Three questions about a dossier that has ended, for whoever holds its slip; once."""
    at, status = clock.now(), 200
    dossier = get_object_or_404(Dossier.objects.select_related("version__procedure"), secret=secret)
    form = RatingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                actions.rate(
                    dossier,
                    overall=Grade(given["overall"]),
                    attitude=Grade(given["attitude"]),
                    contacts=Contacts(given["contacts"]),
                    at=at,
                )
            except actions.RatedAlready:
                return redirect("feedback:rate", secret=secret)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("feedback:rate", secret=secret)
    context = {
        "procedure": dossier.version.procedure.name,
        "form": form,
        "is_rated": ratings.is_rated(dossier),
        "may_rate": ratings.may_rate(dossier, at),
    }
    return render(request, "feedback/rate.html", context, status=status)
