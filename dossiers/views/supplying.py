"""Papers that were asked for, and answers that are changed: kept as they come, handed in by one button. For the
applicant; who helps them adds papers only."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.access import CitizenRequest
from common import clock
from common.errors import Refusal
from dossiers import actions, citizen_files, drafts, questionnaire, revising, sending, uploads
from dossiers.actions import save_filing
from dossiers.forms.filing import LONGEST_NOTE, SupplyForm
from dossiers.models import Dossier
from dossiers.queries.filing import kept_files, slot_rows
from dossiers.queries.own import Request
from dossiers.queries.revising import Answers, answers_in
from dossiers.views.posted import posted

MovedOn = Callable[[Refusal], HttpResponse]
Href = Callable[[str], str]
"""The page on which answers are changed, by the key of the page of questions."""


class Asked(Protocol):
    """A page of a dossier that waits for papers."""

    @property
    def dossier(self) -> Dossier: ...

    @property
    def request(self) -> Request | None: ...

    @property
    def verbs(self) -> frozenset[str]: ...


def collect(
    request: CitizenRequest,
    page: Asked,
    *,
    back: str,
    moved_on: MovedOn,
    uploads_href: str = "",
    change: Href | None = None,
) -> HttpResponse:
    """The page of one dossier that may be completed now; `back` is its own page, `moved_on` says that it went on.

    Files go to `uploads_href` in pieces, without it with the form. With `change` the answers of the dossier may be
    changed, too.
    """
    at, dossier = clock.now(), page.dossier
    draft = drafts.supplement_of(dossier, request.user, at)
    slots = citizen_files.slots_for(page.request.papers if page.request else ())
    form, errors = SupplyForm(initial={"revision": dossier.revision, "note": draft.note if draft else ""}), {}
    if request.method == "POST":
        form, draft = SupplyForm(request.POST), drafts.begin_supplement(dossier, request.user, at)
        save_filing(draft, at=at, note=request.POST.get("note", "")[:LONGEST_NOTE])
        errors = citizen_files.take_in(draft, request.FILES, slots, at=at, by=request.user)
        citizen_files.remove(draft, request.POST.get("remove"))
        uploads.give_up(draft, request.POST.get("give_up"))
        if "send" in request.POST and not errors and form.is_valid():
            answer = _hand_in(request, page, draft, form, back, moved_on)
            if answer:
                return answer
        if change and request.POST.get("change") and not errors:
            return HttpResponseRedirect(change(request.POST["change"]))
    kept = kept_files(draft.papers.order_by("pk")) if draft else {}
    context = {
        "page": page,
        "dossier": dossier,
        "back": back,
        "form": form,
        "rows": slot_rows(slots, kept, errors),
        "uploads_href": uploads_href,
        "coming": uploads.not_kept(draft) if draft else (),
        "limits": citizen_files.limits(at),
        "errors": errors,
        "answers": _answers(request, dossier, at) if change else None,
    }
    return render(request, "dossiers/public/supply.html", context, status=422 if errors or form.errors else 200)


def _answers(request: CitizenRequest, dossier: Dossier, at: datetime) -> Answers | None:
    declared = revising.revisable(dossier)
    return answers_in(declared, revising.draft_of(dossier, declared, request.user, at), at) if declared else None


def answer_again(request: CitizenRequest, dossier: Dossier, key: str, *, back: str, change: Href) -> HttpResponse:
    """One page of questions once more; what is typed is kept, also while something is wrong with it. Sends nothing."""
    at, declared = clock.now(), revising.revisable(dossier)
    if declared is None:
        raise Http404
    opened = revising.begin if request.method == "POST" else revising.draft_of
    draft = opened(dossier, declared, request.user, at)
    try:
        form = questionnaire.page_form(draft, key, posted(request), at)
    except questionnaire.NoSuchPage as refusal:
        raise Http404 from refusal
    if request.method == "POST":
        questionnaire.save(draft, form, at)
        if form.is_valid():
            todo = next((page.key for page in questionnaire.open_pages(draft, at) if not page.is_done), None)
            return HttpResponseRedirect(change(todo) if todo else back)
    context = {"dossier": dossier, "form": form, "page": form.page, "back": back}
    return render(request, "dossiers/public/answer_again.html", context, status=422 if form.errors else 200)


def _hand_in(
    request: CitizenRequest, page: Asked, draft: Any, form: SupplyForm, back: str, moved_on: MovedOn
) -> HttpResponse | None:
    """None when the form must be shown again."""
    at, note, seen = clock.now(), form.cleaned_data["note"], form.cleaned_data["revision"]
    try:
        sending.supply(page.dossier, draft, note=note, seen=seen, at=at, by=request.user)
    except actions.MovedOn as refusal:
        return moved_on(refusal)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
    messages.success(request, _("What you added and changed has been sent."))
    return HttpResponseRedirect(back)
