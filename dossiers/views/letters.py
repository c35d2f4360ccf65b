"""`/xu-ly/ky/`: letters are prepared, checked and signed here; a late dossier without its letter stands here too."""

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock
from common.errors import Refusal
from dossiers import access
from dossiers.actions import letters as actions
from dossiers.forms.letters import BackForm, LetterForm
from dossiers.letters import STEPS, LetterState
from dossiers.models import Letter
from dossiers.queries.letters import letter_page, queue, waiting
from dossiers.queries.result_drafts import draft_queue
from dossiers.slips.form04 import draft_pictures, letter_of, letter_pictures
from dossiers.slips.notice import NoSuchPrint

from .downloads import private_file
from .pages import READERS, dossier_or_404

MOVED_ON = 409


@require_GET
@never_cache
@staff_required(Permission.WORK_ON_DOSSIERS)
def queue_page(request: HttpRequest) -> HttpResponse:
    """What waits for this person, and for leaders what is missing."""
    at = clock.now()
    actor = access.actor_for(cast(StaffRequest, request).user, at)
    context = {"sections": queue(actor, at=at), "results": draft_queue(actor, at)}
    return render(request, "dossiers/staff/letters.html", context)


@require_GET
@never_cache
@staff_required(Permission.WORK_ON_DOSSIERS)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as it would leave the house, and what this person may do with it."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    found = _letter_or_404(staff_request, pk, at)
    access.record_view(found.dossier, staff_request.user, "page", at)
    return _show(staff_request, found, at)


@require_POST
@never_cache
@staff_required(Permission.WORK_ON_DOSSIERS)
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One step: done, on to the next letter; refused, 422 with what was typed; somebody was faster, 409."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    if name not in STEPS:
        raise Http404
    found = _letter_or_404(staff_request, pk, at)
    came_from = LetterState(found.state)
    form = _form_of(name, request.POST, found)
    if not form.is_valid():
        return _show(staff_request, found, at, form=form, status=422)
    try:
        done = _do(name, found, form, staff_request, at)
    except actions.LetterMovedOn as refusal:
        return _moved_on(staff_request, name, refusal, pk, at)
    except Refusal as refusal:
        form.put(refusal)
        return _show(staff_request, found, at, form=form, status=422)
    told = _("%(code)s: %(step)s.") % {"code": done.dossier.code, "step": STEPS[name].label}
    messages.success(request, told)
    return redirect("dossiers:letter", pk=done.pk) if name == "save" else _next(staff_request, came_from, at)


@require_POST
@never_cache
@staff_required(Permission.WORK_ON_DOSSIERS)
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the letter that a late dossier lacks."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    dossier = dossier_or_404(staff_request.user, pk, at)
    try:
        begun = actions.take_up(dossier, at=at, by=access.actor_for(staff_request.user, at))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("dossiers:letters")
    return redirect("dossiers:letter", pk=begun.pk)


@require_GET
@never_cache
@staff_required(Permission.WORK_ON_DOSSIERS)
def picture(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A page of the letter as a picture: the draft, or what was signed."""
    at = clock.now()
    found = _letter_or_404(cast(StaffRequest, request), pk, at)
    pages = letter_pictures(found.form) if found.form else draft_pictures(found, at=at)
    if not 1 <= number <= len(pages):
        raise Http404
    return private_file(pages[number - 1], "image/png", f"van-ban-{pk}-{number}.png")


@require_GET
@never_cache
@staff_required(*READERS)
def signed(request: HttpRequest, pk: int, form_pk: int) -> HttpResponse:
    """Form 04 as PDF; printing it is a view of personal data."""
    user, at = cast(StaffRequest, request).user, clock.now()
    dossier = dossier_or_404(user, pk, at)
    try:
        content = letter_of(dossier, form_pk)
    except NoSuchPrint as refusal:
        raise Http404(str(refusal)) from refusal
    access.record_view(dossier, user, "slip", at)
    return private_file(content, "application/pdf", f"van-ban-xin-loi-{form_pk}.pdf")


def _letter_or_404(request: StaffRequest, pk: int, at: datetime) -> Letter:
    """The letter of a dossier that is open to this person in a role that has to do with letters."""
    found = Letter.objects.select_related("form__dossier").filter(pk=pk).first()
    if found is None:
        raise Http404
    found.dossier = dossier_or_404(request.user, found.dossier_id, at)
    if not actions.roles_towards(found.dossier, access.actor_for(request.user, at)):
        raise Http404
    return found


def _form_of(name: str, data: Any, found: Letter) -> Any:
    return BackForm(data) if name in {"send_back", "sign"} else LetterForm(data, letter=found)


def _do(name: str, found: Letter, form: Any, request: StaffRequest, at: datetime) -> Letter:
    rest: dict[str, Any] = {"at": at, "by": access.actor_for(request.user, at), "seen": form.cleaned_data["revision"]}
    if name == "sign":
        return actions.sign(found, **rest)
    if name == "send_back":
        return actions.send_back(found, reason=form.cleaned_data["reason"], **rest)
    done: Letter = actions.STEP_ACTIONS[name](found, form.wording, **rest)
    return done


def _show(
    request: StaffRequest, found: Letter, at: datetime, *, form: Any = None, told: str = "", status: int = 200
) -> HttpResponse:
    page = letter_page(found, actions.roles_towards(found.dossier, access.actor_for(request.user, at)))
    words = form if isinstance(form, LetterForm) else LetterForm(letter=found)
    back = form if isinstance(form, BackForm) else BackForm(initial={"revision": found.revision})
    context = {"page": page, "words": words, "back": back, "tried": form, "told": told}
    return render(request, "dossiers/staff/letter.html", context, status=status)


def _moved_on(request: StaffRequest, name: str, refusal: Refusal, pk: int, at: datetime) -> HttpResponse:
    """The fresh letter, with what was typed for as long as it may still be used."""
    fresh = _letter_or_404(request, pk, at)
    data = request.POST.copy()
    data["revision"] = str(fresh.revision)
    return _show(request, fresh, at, form=_form_of(name, data, fresh), told=str(refusal), status=MOVED_ON)


def _next(request: StaffRequest, state: LetterState, at: datetime) -> HttpResponse:
    """The next letter that waits as this one did, else the queue."""
    following = waiting(access.actor_for(request.user, at), state).values_list("pk", flat=True).first()
    return redirect("dossiers:letter", pk=following) if following else redirect("dossiers:letters")
