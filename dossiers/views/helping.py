"""Filing for somebody else with their consent (docs/helping.md): by citizens and by staff who are posted as helpers."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import CitizenRequest
from accounts.models import User
from accounts.permissions import Permission
from centers.access import StaffRequest, staff_context, staff_required
from common import clock
from common.errors import Refusal
from dossiers import access, consents, drafts
from dossiers.actions import consents as agreeing
from dossiers.consent_text import consent_text
from dossiers.forms import filing as forms
from dossiers.forms import helping as consent_forms
from dossiers.models import ConsentCode, FiledBy, Filing
from dossiers.queries import filing as filing_queries
from dossiers.queries.helping import HelpedPage, helped_page, helped_rows
from dossiers.slips.submission import submission_pdf
from dossiers.views.downloads import download, private_file
from dossiers.views.filer import filer_required
from dossiers.views.filing import draft_page, draw
from dossiers.views.own import OwnPage, own_dossier
from dossiers.views.pages import dossier_or_404
from dossiers.views.posted import posted
from dossiers.views.supplying import collect
from procedures.models import Procedure
from procedures.pages import page_of

HelpedView = Callable[..., HttpResponse]
MOST_OPEN = 200  # of one helper's dossiers on the list; whoever helps more finds the others once these have ended


@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What helping is; for who may help: drafts, open dossiers, and procedures to begin with."""
    at = clock.now()
    context: dict[str, Any] = {"is_filed_here": drafts.is_filed_here(at), "may_help": _may_help(request)}
    if context["may_help"]:
        account = cast(User, request.user)
        found = access.helped_by(account, at).select_related("version__procedure", "owner", "return_center")
        context["drafts"] = drafts.helped_by(account).filter(expires_at__gt=at)
        context["rows"] = helped_rows(found.order_by("-submitted_at", "-pk")[:MOST_OPEN])
        context["popular"] = filing_queries.asked_for_most(clock.local_date(at))
    return render(request, "dossiers/helping/home.html", context)


def _may_help(request: HttpRequest) -> bool:
    if not request.user.is_authenticated:
        return False
    return request.user.is_citizen or staff_context(request).may(Permission.FILE_FOR_OTHERS)


@never_cache
@filer_required
@require_http_methods(["GET", "POST"])
def start(request: CitizenRequest, code: str) -> HttpResponse:
    """Which case, which center; then a draft for somebody else begins."""
    at = clock.now()
    procedure = get_object_or_404(Procedure.objects.select_related("sector"), code=code)
    version = drafts.fileable_version(procedure, at)
    if version is None or not drafts.is_filed_here(at):
        context = {"procedure": procedure, "portal_url": procedure.portal_url}
        context["is_filed_here"] = drafts.is_filed_here(at)
        return render(request, "dossiers/public/not_online.html", context, status=409 if request.POST else 200)
    version.procedure = procedure
    form = forms.StartForm(posted(request), version=version)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        case, who = given.get("case"), request.user
        try:
            filing = drafts.begin(version, given["center"], account=who, case=case, filed_by=FiledBy.HELPER, at=at)
        except drafts.TooManyDrafts as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("dossiers:filing_submitter", key=filing.key)
    context = {"page": page_of(version, at=at), "form": form}
    return render(request, "dossiers/helping/start.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@draft_page
def consent(request: CitizenRequest, filing: Filing, at: datetime) -> HttpResponse:
    """The owner agrees: by a code, on paper, or before a witness. `way` names the form that was sent."""
    if not filing.is_helped:
        raise Http404
    try:
        consents.owner_of(filing)
    except consents.OwnerUnknown:
        return redirect("dossiers:filing_submitter", key=filing.key)
    way = request.POST.get("way", "")
    bound = _forms(request, way)
    if request.method == "POST":
        answer = _answer(request, filing, way, bound, at)
        if answer:
            return answer
    form = bound.get(way)
    context = {
        **{f"{name}_form": one for name, one in bound.items()},
        "way": way,
        "form": form if form is not None and form.errors else None,
        "given": consents.consent_of(filing),
        "text": _text(request, filing),
        "code_waits": ConsentCode.objects.filter(filing=filing).exists(),
    }
    return draw(request, filing, "consent", 422 if context["form"] else 200, **context)


def _forms(request: CitizenRequest, way: str) -> dict[str, Any]:
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return {
        "ask": consent_forms.AskCodeForm(data if way == "ask" else None),
        "code": consent_forms.ConsentCodeForm(data if way == "code" else None),
        "paper": consent_forms.ConsentPaperForm(data if way == "paper" else None, files if way == "paper" else None),
        "witness": consent_forms.ConsentWitnessForm(data if way == "witness" else None),
    }


def _answer(
    request: CitizenRequest, filing: Filing, way: str, bound: dict[str, Any], at: datetime
) -> HttpResponse | None:
    """Do what was sent; None when the page must be shown again."""
    form = bound.get(way)
    if form is None:
        raise Http404
    if not form.is_valid():
        return None
    said = form.cleaned_data
    rest: dict[str, Any] = {"language": get_language() or "vi", "at": at, "by": request.user}
    try:
        if way == "ask":
            agreeing.ask_for_code(filing, **rest)
            messages.success(request, _("If the person can be reached, the code is on its way to them."))
            return redirect("dossiers:filing_consent", key=filing.key)
        if way == "code":
            agreeing.agree_by_code(filing, said["code"], **rest)
        elif way == "paper":
            agreeing.agree_on_paper(filing, said["paper"], **rest)
        else:
            agreeing.agree_before_witness(filing, agreeing.Witness(said["name"], said["number"]), **rest)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
    messages.success(request, _("The consent has been recorded."))
    return redirect(filing_queries.step_after(filing, "consent", at))


def _text(request: CitizenRequest, filing: Filing) -> Any:
    return consent_text(helper=request.user.full_name, procedure=filing.version.procedure.name)


@require_GET
@draft_page
def sheet(request: CitizenRequest, filing: Filing, at: datetime) -> HttpResponse:
    """The text on one page, to be printed and signed."""
    try:
        owner = consents.owner_of(filing) if filing.is_helped else None
    except consents.OwnerUnknown as refusal:
        raise Http404 from refusal
    if owner is None:
        raise Http404
    context = {"filing": filing, "owner": owner, "text": _text(request, filing), "at": at}
    return render(request, "dossiers/helping/sheet.html", context)


def helped_dossier(view: HelpedView) -> HelpedView:
    """The door of a helped dossier: open to its helper until it ends or the consent is taken back."""

    @never_cache
    @filer_required
    @wraps(view)
    def guarded(request: CitizenRequest, dossier_id: int, **rest: Any) -> HttpResponse:
        try:
            page = helped_page(request.user, dossier_id, clock.now())
        except access.NoSuchDossier as refusal:
            raise Http404 from refusal
        return view(request, page, **rest)

    return guarded


@require_GET
@helped_dossier
def helped(request: CitizenRequest, page: HelpedPage) -> HttpResponse:
    access.record_view(page.dossier, request.user, "page", clock.now())
    return _draw_helped(request, page)


def _draw_helped(
    request: CitizenRequest, page: HelpedPage, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    context = {"page": page, "dossier": page.dossier, "refusal": refusal}
    return render(request, "dossiers/helping/helped.html", context, status=status)


@require_http_methods(["GET", "POST"])
@helped_dossier
def supply(request: CitizenRequest, page: HelpedPage) -> HttpResponse:
    """Papers that were asked for, brought by who helps."""
    if not page.verbs & {"supply", "resubmit"}:
        gone = Refusal(_("This is not possible any more: the dossier has gone on."))
        return _draw_helped(request, page, refusal=gone, status=409)

    def moved_on(refusal: Refusal) -> HttpResponse:
        fresh = helped_page(request.user, page.dossier.pk, clock.now())
        return _draw_helped(request, fresh, refusal=refusal, status=409)

    return collect(request, page, back=reverse("dossiers:helped", args=[page.dossier.pk]), moved_on=moved_on)


@require_GET
@helped_dossier
def paper(request: CitizenRequest, page: HelpedPage, paper_id: int) -> HttpResponse:
    """A file that the helper added themselves."""
    found = next((paper for paper in page.papers if paper.pk == paper_id), None)
    if found is None:
        raise Http404
    response = download(found)
    access.record_view(page.dossier, request.user, "paper", clock.now())
    return response


@require_GET
@helped_dossier
def receipt(request: CitizenRequest, page: HelpedPage) -> HttpResponse:
    """The receipt of sending, printed for an owner whom no message reaches; nobody else gets it from a helper."""
    if not page.prints_receipt:
        raise Http404
    access.record_view(page.dossier, request.user, "slip", clock.now())
    return private_file(submission_pdf(page.dossier), "application/pdf", f"bien-nhan-{page.dossier.pk}.pdf")


@require_POST
@own_dossier
def end_own(request: CitizenRequest, page: OwnPage) -> HttpResponse:
    """The owner takes the consent back."""
    at = clock.now()
    try:
        agreeing.withdraw_consent(page.dossier, at=at, by=access.actor_for(request.user, at))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your consent has been taken back; the helper sees nothing of this dossier now."))
    return redirect("dossiers:own", dossier_id=page.dossier.pk)


@require_POST
@never_cache
@staff_required(Permission.RECEIVE_DOSSIERS)
def end_at_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """`/quay/ho-so/<pk>/thoi-nho-giup/`: the counter takes the consent back for the owner."""
    user, at = cast(StaffRequest, request).user, clock.now()
    dossier = dossier_or_404(user, pk, at)
    try:
        agreeing.withdraw_consent(dossier, at=at, by=access.actor_for(user, at))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The consent has been taken back; the helper sees nothing of this dossier now."))
    return redirect("dossiers:desk_dossier", pk=pk)
