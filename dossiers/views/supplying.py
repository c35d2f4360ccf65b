"""Papers that were asked for: kept as they come, handed in by one button. For the applicant, and for who helps them."""

from collections.abc import Callable
from typing import Any, Protocol

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.access import CitizenRequest
from common import clock
from common.errors import Refusal
from dossiers import actions, citizen_files, drafts, sending, uploads
from dossiers.forms.filing import SupplyForm
from dossiers.models import Dossier
from dossiers.queries.filing import kept_files, slot_rows
from dossiers.queries.own import Request

MovedOn = Callable[[Refusal], HttpResponse]


class Asked(Protocol):
    """A page of a dossier that waits for papers."""

    @property
    def dossier(self) -> Dossier: ...

    @property
    def request(self) -> Request | None: ...

    @property
    def verbs(self) -> frozenset[str]: ...


def collect(request: CitizenRequest, page: Asked, *, back: str, moved_on: MovedOn) -> HttpResponse:
    """The page of one dossier that may be completed now; `back` is its own page, `moved_on` says that it went on."""
    at, dossier = clock.now(), page.dossier
    draft = drafts.supplement_of(dossier, request.user, at)
    slots = citizen_files.slots_for(page.request.papers if page.request else ())
    form, errors = SupplyForm(initial={"revision": dossier.revision}), {}
    if request.method == "POST":
        form, draft = SupplyForm(request.POST), drafts.begin_supplement(dossier, request.user, at)
        errors = citizen_files.take_in(draft, request.FILES, slots, at=at, by=request.user)
        citizen_files.remove(draft, request.POST.get("remove"))
        uploads.give_up(draft, request.POST.get("give_up"))
        if "send" in request.POST and not errors and form.is_valid():
            answer = _hand_in(request, page, draft, form, back, moved_on)
            if answer:
                return answer
    kept = kept_files(draft.papers.order_by("pk")) if draft else {}
    context = {
        "page": page,
        "dossier": dossier,
        "back": back,
        "form": form,
        "rows": slot_rows(slots, kept, errors),
        "coming": uploads.not_kept(draft) if draft else (),
        "limits": citizen_files.limits(at),
        "errors": errors,
    }
    return render(request, "dossiers/public/supply.html", context, status=422 if errors or form.errors else 200)


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
    messages.success(request, _("Your papers have been sent."))
    return HttpResponseRedirect(back)
