"""Filing online: a draft that is saved after every page, until it is sent once."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import CitizenRequest, citizen_required, redirect_to_sign_in
from accounts.models import User
from accounts.permissions import Permission
from centers.access import staff_context
from citizens.forms import PartyForm
from common import clock
from common.errors import Refusal
from dossiers import citizen_files, drafts, own_papers, questionnaire, sending, uploads
from dossiers.actions import save_filing
from dossiers.forms import filing as forms
from dossiers.models import FiledBy, Filing
from dossiers.queries import filing as queries
from dossiers.slips.words import qr_svg, tracking_address
from dossiers.views.downloads import download
from dossiers.views.filer import filer_required
from dossiers.views.posted import posted
from procedures.models import Procedure
from procedures.pages import page_of

DraftView = Callable[..., HttpResponse]


@never_cache
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Where filing begins: drafts to go on with, or a procedure to choose."""
    at = clock.now()
    account = request.user if request.user.is_authenticated and request.user.is_citizen else None
    context = {
        "drafts": drafts.of_account(account).filter(expires_at__gt=at) if account else [],
        "is_filed_here": drafts.is_filed_here(at),
        "popular": queries.asked_for_most(clock.local_date(at)),
    }
    return render(request, "dossiers/public/choose.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """What will be asked, which papers; a citizen begins a draft from here."""
    at = clock.now()
    if request.user.is_authenticated and staff_context(request).may(Permission.FILE_FOR_OTHERS):
        return redirect("dossiers:helping_start", code=code)
    procedure = get_object_or_404(Procedure.objects.select_related("sector"), code=code)
    version = drafts.fileable_version(procedure, at)
    if version is None or not drafts.is_filed_here(at):
        context = {
            "procedure": procedure,
            "portal_url": procedure.portal_url,
            "is_filed_here": drafts.is_filed_here(at),
        }
        return render(request, "dossiers/public/not_online.html", context, status=409 if request.POST else 200)
    version.procedure = procedure
    form = forms.StartForm(posted(request), version=version, initial=request.GET.dict())
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_sign_in(request, "accounts:citizen_sign_in", keeping=("case", "center"))
        return _begin(request, form, version, at)
    return render(request, "dossiers/public/start.html", {"page": page_of(version, at=at), "form": form})


@citizen_required
def _begin(request: HttpRequest, form: forms.StartForm, version: Any, at: datetime) -> HttpResponse:
    if form.is_valid():
        account = cast(User, request.user)
        said = form.cleaned_data
        try:
            filing = drafts.begin(version, said["center"], account=account, case=said.get("case"), at=at)
        except drafts.TooManyDrafts as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("dossiers:filing_submitter", key=filing.key)
    return render(request, "dossiers/public/start.html", {"page": page_of(version, at=at), "form": form}, status=422)


def draft_page(view: DraftView) -> DraftView:
    """The door of every page of a draft: only its own account, only while it can still be sent."""

    @never_cache
    @filer_required
    @wraps(view)
    def guarded(request: CitizenRequest, key: UUID, **rest: Any) -> HttpResponse:
        at, filing = clock.now(), _own(request.user, key)
        if filing.dossier_id:
            return redirect("dossiers:filing_sent", key=key)
        if filing.expires_at <= at:
            return render(request, "dossiers/public/expired.html", {"filing": filing}, status=410)
        if not drafts.is_filed_here(at):
            context = {"procedure": filing.version.procedure, "portal_url": filing.version.procedure.portal_url}
            return render(request, "dossiers/public/not_online.html", {**context, "is_filed_here": False}, status=409)
        questionnaire.follow(filing, at)
        return view(request, filing, at, **rest)

    return guarded


def _own(account: User, key: UUID) -> Filing:
    try:
        return drafts.filing_of(account, key)
    except drafts.NoSuchFiling as refusal:
        raise Http404 from refusal


def draw(request: HttpRequest, filing: Filing, name: str, status: int = 200, **context: Any) -> HttpResponse:
    """One page of a draft, with its place among all steps."""
    steps = queries.steps_of_filing(filing, clock.now())
    number = next((place for place, step in enumerate(steps, start=1) if step.name == name), 0)
    shared = {"filing": filing, "steps": steps, "number": number, "total": len(steps)}
    shared["back"] = steps[number - 2].href(filing) if number > 1 else ""
    shared["hrefs"] = " ".join(step.href(filing) for step in steps)  # for static/js/unsent.js
    shared["again"] = [step.item(filing) for step in steps if step.question_page and step.hint]
    template = name.partition(":")[0]
    return render(request, f"dossiers/public/filing_{template}.html", {**shared, **context}, status=status)


@require_GET
@draft_page
def tasks(request: CitizenRequest, filing: Filing, at: datetime) -> HttpResponse:
    """Everything there is to do, with what is done."""
    items = [step.item(filing) for step in queries.steps_of_filing(filing, at)]
    next_href = next(item["href"] for item in items if not item["is_done"])  # the last one, sending, never is
    return draw(request, filing, "tasks", items=items, next_href=next_href)


@require_http_methods(["GET", "POST"])
@draft_page
def submitter(request: CitizenRequest, filing: Filing, at: datetime) -> HttpResponse:
    """Who sends it, or who is helped."""
    kept = drafts.opened(filing.submitter)
    form = forms.submitter_form(posted(request), is_helped=filing.is_helped, initial=kept or queries.known_for(filing))
    if request.method == "POST" and form.is_valid():
        save_filing(filing, at=at, submitter=drafts.sealed(forms.typed(form)))
        return redirect(queries.step_after(filing, "submitter", at))
    return draw(request, filing, "submitter", _status(form), form=form)


@require_http_methods(["GET", "POST"])
@draft_page
def owner(request: CitizenRequest, filing: Filing, at: datetime) -> HttpResponse:
    """Whom it is about: the person who sends it, or somebody who has authorised them."""
    if filing.is_helped:
        raise Http404
    chosen = filing.answers.get("owner_chosen")
    form = forms.OwnerChoiceForm(posted(request), initial={"owner": chosen})
    if request.method == "POST" and form.is_valid():
        choice = form.cleaned_data["owner"]
        filed_by = FiledBy.OWNER if choice == form.ME else FiledBy.RELATIVE
        save_filing(filing, at=at, filed_by=filed_by, answers={**filing.answers, "owner_chosen": choice})
        if choice != form.ME:
            return redirect("dossiers:filing_owner_details", key=filing.key)
        return redirect(queries.step_after(filing, "owner", at))
    return draw(request, filing, "owner", 422 if form.errors else 200, form=form)


@require_http_methods(["GET", "POST"])
@draft_page
def owner_details(request: CitizenRequest, filing: Filing, at: datetime) -> HttpResponse:
    """The person or body that has authorised the submitter."""
    if filing.is_helped:
        raise Http404
    form = forms.owner_form(posted(request), initial=drafts.opened(filing.owner) or None)
    if request.method == "POST" and form.is_valid():
        answers = {**filing.answers, "owner_chosen": forms.OwnerChoiceForm.OTHER}
        owner = drafts.sealed(forms.typed(form))
        save_filing(filing, at=at, owner=owner, filed_by=FiledBy.RELATIVE, answers=answers)
        return redirect(queries.step_after(filing, "owner", at))
    return draw(request, filing, "owner_details", _status(form), form=form)


@require_http_methods(["GET", "POST"])
@draft_page
def questions(request: CitizenRequest, filing: Filing, at: datetime, page: str) -> HttpResponse:
    """One page of the procedure's own questions; what is typed is kept even while something is wrong with it."""
    name = f"{queries.QUESTIONS}{page}"
    try:
        form = questionnaire.page_form(filing, page, posted(request), at)
    except questionnaire.NoSuchPage as refusal:
        raise Http404 from refusal
    if request.method == "POST":
        questionnaire.save(filing, form, at)
        if form.is_valid():
            return redirect(queries.step_after(filing, name, at))
    return draw(request, filing, name, 422 if form.errors else 200, form=form, page=form.page)


@require_http_methods(["GET", "POST"])
@draft_page
def papers(request: CitizenRequest, filing: Filing, at: datetime) -> HttpResponse:
    """Files for the papers of the published list; every good file is kept, whatever the others are.

    Own papers that were digitised before are ticked here to be used again.
    """
    errors: dict[str, list[str]] = {}
    offered, told = own_papers.offered_to(filing, at), ""
    if request.method == "POST":
        slots = queries.slots_of(queries.slot_groups(filing, at))
        errors = citizen_files.take_in(filing, request.FILES, slots, at=at, by=request.user)
        citizen_files.remove(filing, request.POST.get("remove"))
        uploads.give_up(filing, request.POST.get("give_up"))
        told = own_papers.choose(filing, own_papers.ticked_in(request.POST), offered, at=at)
        if not errors and not told:
            stay = {"remove", "give_up", "stay"} & set(request.POST)
            return redirect(f"dossiers:filing_{'papers' if stay else 'content'}", key=filing.key)
    groups = queries.slot_groups(filing, at, errors)
    rows = [row for group in groups for row in (*group.rows, *group.spared)]
    context = {
        "groups": groups,
        "all_rows": rows,
        "errors": errors,
        "told": told,
        "own_papers": own_papers.lines(filing, offered),
        "limits": citizen_files.limits(at),
        "coming": uploads.not_kept(filing),
    }
    return draw(request, filing, "papers", 422 if errors or told else 200, **context)


@require_GET
@draft_page
def paper(request: CitizenRequest, filing: Filing, at: datetime, paper_id: int) -> HttpResponse:
    """One's own file, to see whether it is the right one."""
    return download(get_object_or_404(filing.papers, pk=paper_id))


@require_http_methods(["GET", "POST"])
@draft_page
def content(request: CitizenRequest, filing: Filing, at: datetime) -> HttpResponse:
    """How and where the result is received, and a word to the officer."""
    form = forms.ContentForm(posted(request), initial=forms.initial_content(filing))
    if request.method == "POST" and form.is_valid():
        answers = {**drafts.with_wish(filing, form.wish()), "return_center": form.cleaned_data["return_center"].slug}
        save_filing(filing, at=at, note=form.cleaned_data["note"], answers=answers)
        return redirect("dossiers:filing_review", key=filing.key)
    return draw(request, filing, "content", 422 if form.errors else 200, form=form)


@require_http_methods(["GET", "POST"])
@draft_page
def review(request: CitizenRequest, filing: Filing, at: datetime) -> HttpResponse:
    """Everything once more, the declaration, and the button that sends it."""
    form = forms.declaration_form(filing, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            sending.send(filing, language=get_language() or "vi", at=at)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("dossiers:filing_sent", key=filing.key)
    return draw(request, filing, "review", 422 if form.errors else 200, form=form, review=queries.review_of(filing, at))


@require_http_methods(["GET", "POST"])
@draft_page
def delete(request: CitizenRequest, filing: Filing, at: datetime) -> HttpResponse:
    """Throw the draft away, after a question."""
    if request.method == "POST":
        citizen_files.remove_draft(filing)
        return redirect("dossiers:choose")
    return draw(request, filing, "delete")


@never_cache
@filer_required
@require_GET
def sent(request: CitizenRequest, key: UUID) -> HttpResponse:
    """Sent, and when; what to keep until the code comes."""
    filing = _own(request.user, key)
    if filing.dossier is None:
        return redirect("dossiers:filing", key=key)
    if filing.is_helped:
        return redirect("dossiers:helped", dossier_id=filing.dossier_id)
    dossier = filing.dossier
    context = {"filing": filing, "dossier": dossier, "qr": qr_svg(dossier), "address": tracking_address(dossier)}
    return render(request, "dossiers/public/sent.html", context)


def _status(form: PartyForm) -> int:
    return 422 if form.errors else 200
