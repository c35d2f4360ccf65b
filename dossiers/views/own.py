"""A citizen's own dossiers: where each is, who has it, until when and why then, and what to do now."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import CitizenRequest, citizen_required
from common import clock
from common.errors import Refusal
from dossiers import access, actions, drafts
from dossiers.actions.conversation import mark_read
from dossiers.actions.downloads import downloaded
from dossiers.forms.conversation import MessageForm
from dossiers.forms.filing import WithdrawForm
from dossiers.models import Paper
from dossiers.queries.conversation import conversation_for, unread_by_applicant
from dossiers.queries.helping import help_of
from dossiers.queries.own import OwnPage, own_dossiers, own_page, own_rows
from dossiers.slips.form01 import NotReceivedYet, form_01_pdf
from dossiers.slips.form04 import letter_of
from dossiers.slips.notice import NoSuchPrint, notice_pdf
from dossiers.slips.receipt import NoSuchReceipt, receipt_of, receipt_pdf
from dossiers.slips.submission import NotSentOnline, submission_pdf
from dossiers.views.downloads import download, private_file
from dossiers.views.posted import posted
from dossiers.views.supplying import answer_again, collect

PER_PAGE = 20
OwnView = Callable[..., HttpResponse]


@never_cache
@citizen_required
@require_GET
def own_list(request: CitizenRequest) -> HttpResponse:
    """All dossiers of the account, those that wait for the citizen first, and drafts that were not sent."""
    at = clock.now()
    page = Paginator(own_dossiers(request.user, at), PER_PAGE).get_page(request.GET.get("page"))
    unsent = drafts.of_account(request.user).filter(expires_at__gt=at)
    found = list(page.object_list)
    unread = unread_by_applicant(request.user, [dossier.pk for dossier in found])
    context = {"page": page, "rows": own_rows(found, at, unread), "drafts": unsent}
    return render(request, "dossiers/public/own_list.html", context)


@citizen_required
@require_GET
def account(request: CitizenRequest) -> HttpResponse:
    return redirect("dossiers:own_list")


def own_dossier(view: OwnView) -> OwnView:
    """The door of a dossier's pages: what is not the person's own is not there. The look is recorded."""

    @never_cache
    @citizen_required
    @wraps(view)
    def guarded(request: CitizenRequest, dossier_id: int, **rest: Any) -> HttpResponse:
        try:
            page = own_page(request.user, dossier_id, clock.now())
        except access.NoSuchDossier as refusal:
            raise Http404 from refusal
        return view(request, page, **rest)

    return guarded


@require_GET
@own_dossier
def own(request: CitizenRequest, page: OwnPage) -> HttpResponse:
    at = clock.now()
    access.record_view(page.dossier, request.user, "page", at)
    answer = draw(request, page)
    mark_read(page.dossier, at=at, by=access.actor_for(request.user, at))
    return answer


def draw(
    request: CitizenRequest,
    page: OwnPage,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    message_form: MessageForm | None = None,
) -> HttpResponse:
    """The page of one dossier; `refusal` is said on top, `message_form` a message that was not sent."""
    at = clock.now()
    actor = access.actor_for(request.user, at)
    context = {
        "page": page,
        "dossier": page.dossier,
        "refusal": refusal,
        "conversation": conversation_for(page.dossier, actor, at),
        "message_form": message_form or MessageForm(),
        "help": help_of(page.dossier, actor, at),
    }
    return render(request, "dossiers/public/own.html", context, status=status)


@require_http_methods(["GET", "POST"])
@own_dossier
def supply(request: CitizenRequest, page: OwnPage) -> HttpResponse:
    """Papers that were asked for, and answers that are to be others."""
    if not page.verbs & {"supply", "resubmit"}:
        return _too_late(request, page)
    back = reverse("dossiers:own", args=[page.dossier.pk])
    change = _change_at(page)
    return collect(
        request,
        page,
        back=back,
        moved_on=lambda refusal: _moved_on(request, page, refusal),
        uploads_href=reverse("dossiers:own_uploads", args=[page.dossier.pk]),
        change=change,
    )


@require_http_methods(["GET", "POST"])
@own_dossier
def answer(request: CitizenRequest, page: OwnPage, key: str) -> HttpResponse:
    """One page of questions of a dossier that waits for its applicant."""
    if not page.verbs & {"supply", "resubmit"}:
        return _too_late(request, page)
    back = reverse("dossiers:own_supply", args=[page.dossier.pk])
    return answer_again(request, page.dossier, key, back=back, change=_change_at(page))


def _change_at(page: OwnPage) -> Callable[[str], str]:
    """Where answers are changed; the page of the papers for a key that names nothing."""

    def address(key: str) -> str:
        try:
            return reverse("dossiers:own_answer", args=[page.dossier.pk, key])
        except NoReverseMatch:
            return reverse("dossiers:own_supply", args=[page.dossier.pk])

    return address


@require_http_methods(["GET", "POST"])
@own_dossier
def withdraw(request: CitizenRequest, page: OwnPage) -> HttpResponse:
    """Asks before it is done: a withdrawn dossier does not come back."""
    if "withdraw" not in page.verbs:
        return _too_late(request, page)
    form = WithdrawForm(posted(request), initial={"revision": page.dossier.revision})
    if request.method == "POST" and form.is_valid():
        at, by = clock.now(), access.actor_for(request.user, clock.now())
        try:
            seen, reason = form.cleaned_data["revision"], form.cleaned_data["reason"]
            actions.withdraw(page.dossier, at=at, by=by, seen=seen, reason=reason)
        except actions.MovedOn as refusal:
            return _moved_on(request, page, refusal)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The dossier has been withdrawn."))
            return redirect("dossiers:own", dossier_id=page.dossier.pk)
    context = {"page": page, "dossier": page.dossier, "form": form}
    return render(request, "dossiers/public/withdraw.html", context, status=422 if form.errors else 200)


def _moved_on(request: CitizenRequest, page: OwnPage, refusal: Refusal) -> HttpResponse:
    fresh = own_page(request.user, page.dossier.pk, clock.now())
    return draw(request, fresh, status=409, refusal=refusal)


def _too_late(request: CitizenRequest, page: OwnPage) -> HttpResponse:
    """The page was opened before the dossier went on: say so, and show it as it is."""
    return draw(
        request, page, status=409, refusal=Refusal(_("This is not possible any more: the dossier has gone on."))
    )


@require_GET
@own_dossier
def paper(request: CitizenRequest, page: OwnPage, paper_id: int) -> HttpResponse:
    """A file of one's own dossier, or its result."""
    found: Paper | None = next((paper for paper in (*page.papers, *page.results) if paper.pk == paper_id), None)
    if found is None:
        raise Http404
    at = clock.now()
    response = download(found)
    access.record_view(page.dossier, request.user, "paper", at)
    downloaded(page.dossier, found, at=at, by=access.actor_for(request.user, at))
    return response


@require_GET
@own_dossier
def submission(request: CitizenRequest, page: OwnPage) -> HttpResponse:
    """That, when and what was sent, as PDF."""
    try:
        pdf = submission_pdf(page.dossier)
    except NotSentOnline as refusal:
        raise Http404 from refusal
    access.record_view(page.dossier, request.user, "slip", clock.now())
    return private_file(pdf, "application/pdf", f"xac-nhan-gui-{page.dossier.check_word}.pdf")


@require_GET
@own_dossier
def slip(request: CitizenRequest, page: OwnPage) -> HttpResponse:
    """Form 01 as PDF, the applicant's copy."""
    at = clock.now()
    try:
        pdf = form_01_pdf(page.dossier, at=at, copies=1)
    except NotReceivedYet as refusal:
        raise Http404 from refusal
    access.record_view(page.dossier, request.user, "slip", at)
    return private_file(pdf, "application/pdf", f"{page.dossier.code}.pdf")


@require_GET
@own_dossier
def notice(request: CitizenRequest, page: OwnPage, form_pk: int) -> HttpResponse:
    """Form 02, 03 or 05 that was issued about one's own dossier, as PDF."""
    at = clock.now()
    try:
        pdf = notice_pdf(page.dossier, form_pk)
    except NoSuchPrint as refusal:
        raise Http404 from refusal
    access.record_view(page.dossier, request.user, "slip", at)
    return private_file(pdf, "application/pdf", f"phieu-{form_pk}.pdf")


@require_GET
@own_dossier
def receipt(request: CitizenRequest, page: OwnPage, payment_pk: int) -> HttpResponse:
    """A receipt for what was paid for one's own dossier, the payer's copy, as PDF."""
    at = clock.now()
    try:
        found = receipt_of(page.dossier, payment_pk)
    except NoSuchReceipt as refusal:
        raise Http404 from refusal
    pdf = receipt_pdf(page.dossier, found, at=at, copies=1)
    access.record_view(page.dossier, request.user, "slip", at)
    return private_file(pdf, "application/pdf", f"phieu-thu-{found.year}-{found.number}.pdf")


@require_GET
@own_dossier
def letter(request: CitizenRequest, page: OwnPage, form_pk: int) -> HttpResponse:
    """Form 04, the apology that a leader signed, as PDF."""
    try:
        pdf = letter_of(page.dossier, form_pk)
    except NoSuchPrint as refusal:
        raise Http404 from refusal
    access.record_view(page.dossier, request.user, "slip", clock.now())
    return private_file(pdf, "application/pdf", f"van-ban-xin-loi-{form_pk}.pdf")
