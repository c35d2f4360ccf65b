"""Results are prepared, checked and signed: from the dossier's page, and in the queue `/xu-ly/ky/`."""

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock
from common.errors import Refusal
from common.files import UploadRefused
from dossiers import access
from dossiers.actions import result_drafts as actions
from dossiers.actions.letters import roles_towards
from dossiers.forms.letters import BackForm
from dossiers.forms.result_drafts import ProposalForm, SignForm
from dossiers.letters import RESULT_STEPS, LetterState, step_label
from dossiers.models import Dossier, ResultDraft
from dossiers.queries.result_drafts import draft_page, live_draft, waiting

from .pages import dossier_or_404

MOVED_ON = 409
WITH_WORDS = {"save": actions.save, "hand_on": actions.hand_on, "check": actions.check}


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(Permission.WORK_ON_DOSSIERS)
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare the result of a dossier for signature; where there is a draft already, go on with it."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    dossier = _dossier_or_404(staff_request, pk, at)
    known = live_draft(dossier.pk)
    if known is not None:
        return redirect("dossiers:result_draft", pk=known.pk)
    form = ProposalForm(*_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            draft = actions.prepare(dossier, form.proposal, at=at, by=access.actor_for(staff_request.user, at))
        except (Refusal, UploadRefused) as refusal:
            form.put(refusal)
        else:
            return redirect("dossiers:result_draft", pk=draft.pk)
    context = {"dossier": dossier, "form": form}
    return render(request, "dossiers/staff/result_draft_new.html", context, status=422 if form.errors else 200)


@require_GET
@never_cache
@staff_required(Permission.WORK_ON_DOSSIERS)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft with its files, and what this person may do with it."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    found = _draft_or_404(staff_request, pk, at)
    access.record_view(found.dossier, staff_request.user, "page", at)
    return _show(staff_request, found, at)


@require_POST
@never_cache
@staff_required(Permission.WORK_ON_DOSSIERS)
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One step: done, on to the next draft; refused, 422 with what was typed; somebody was faster, 409."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    if name not in RESULT_STEPS:
        raise Http404
    found = _draft_or_404(staff_request, pk, at)
    came_from = LetterState(found.state)
    form = _form_of(name, request, found)
    if not form.is_valid():
        return _show(staff_request, found, at, form=form, status=422)
    try:
        _do(name, found, form, staff_request, at)
    except actions.DraftMovedOn as refusal:
        fresh = _draft_or_404(staff_request, pk, at)
        form.data = {**request.POST.dict(), "revision": str(fresh.revision)}
        return _show(staff_request, fresh, at, form=form, told=str(refusal), status=MOVED_ON)
    except (Refusal, UploadRefused) as refusal:
        form.put(refusal)
        return _show(staff_request, _draft_or_404(staff_request, pk, at), at, form=form, status=422)
    messages.success(request, _("%(code)s: %(step)s.") % {"code": found.dossier.code, "step": step_label(name)})
    return redirect("dossiers:result_draft", pk=pk) if name == "save" else _next(staff_request, came_from, at)


def _do(name: str, found: ResultDraft, form: Any, request: StaffRequest, at: datetime) -> None:
    rest: dict[str, Any] = {"at": at, "by": access.actor_for(request.user, at), "seen": form.cleaned_data["revision"]}
    if name == "sign":
        number, issued_on = form.cleaned_data["number"], form.cleaned_data["issued_on"]
        actions.sign(found, number=number, issued_on=issued_on, **rest)
    elif name == "send_back":
        actions.send_back(found, reason=form.cleaned_data["reason"], **rest)
    elif name == "withdraw":
        actions.withdraw(found, **rest)
    else:
        WITH_WORDS[name](found, form.proposal, **rest)


def _form_of(name: str, request: HttpRequest, found: ResultDraft) -> Any:
    if name == "sign":
        return SignForm(request.POST)
    return (
        BackForm(request.POST)
        if name in {"send_back", "withdraw"}
        else ProposalForm(request.POST, request.FILES, draft=found)
    )


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _dossier_or_404(request: StaffRequest, pk: int, at: datetime) -> Dossier:
    """Open to this person in a role that has to do with results."""
    dossier = dossier_or_404(request.user, pk, at)
    if not roles_towards(dossier, access.actor_for(request.user, at)):
        raise Http404
    return dossier


def _draft_or_404(request: StaffRequest, pk: int, at: datetime) -> ResultDraft:
    found = ResultDraft.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    found.dossier = _dossier_or_404(request, found.dossier_id, at)
    return found


def _show(
    request: StaffRequest, found: ResultDraft, at: datetime, *, form: Any = None, told: str = "", status: int = 200
) -> HttpResponse:
    first = {"revision": found.revision}
    context = {
        "page": draft_page(found, roles_towards(found.dossier, access.actor_for(request.user, at))),
        "words": form if isinstance(form, ProposalForm) else ProposalForm(draft=found),
        "back": form if isinstance(form, BackForm) else BackForm(initial=first),
        "signing": form if isinstance(form, SignForm) else SignForm(initial={**first, "number": found.number}),
        "tried": form,
        "told": told,
    }
    return render(request, "dossiers/staff/result_draft.html", context, status=status)


def _next(request: StaffRequest, state: LetterState, at: datetime) -> HttpResponse:
    """The next draft that waits as this one did, else the queue."""
    following = waiting(access.actor_for(request.user, at), state).values_list("pk", flat=True).first()
    return redirect("dossiers:result_draft", pk=following) if following else redirect("dossiers:letters")
