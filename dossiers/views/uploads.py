"""Files of a draft, or asked for later, sent in pieces by static/js/uploads.js; the protocol is in docs/uploads.md."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import CitizenRequest
from common import clock
from common.errors import Refusal
from dossiers import citizen_files, drafts, uploads
from dossiers.citizen_files import Slot
from dossiers.forms.uploads import BeginUploadForm
from dossiers.models import Filing, PaperUpload
from dossiers.queries import filing as queries
from dossiers.queries.own import OwnPage
from dossiers.views.filing import draft_page
from dossiers.views.own import own_dossier


@require_POST
@draft_page
def begin(request: CitizenRequest, filing: Filing, at: datetime) -> HttpResponse:
    """Announce a file of a new dossier."""
    return _announced(request, filing, queries.slots_of(queries.slot_groups(filing, at)), at)


@require_POST
@own_dossier
def own_begin(request: CitizenRequest, page: OwnPage) -> HttpResponse:
    """Announce a file that the office has asked for."""
    at = clock.now()
    if not page.verbs & {"supply", "resubmit"}:
        return _refused(_("Nothing is asked for any more. Please load the page again."), status=422)
    draft = drafts.begin_supplement(page.dossier, request.user, at)
    return _announced(request, draft, citizen_files.slots_for(page.request.papers if page.request else ()), at)


def _announced(request: CitizenRequest, filing: Filing, slots: Sequence[Slot], at: datetime) -> HttpResponse:
    """201 with its address, 200 when it is known, 422 with the reason why it is not taken."""
    form = BeginUploadForm(request.POST, slots=slots)
    if not form.is_valid():
        return _refused(_("This file cannot be announced like that. Please load the page again."), status=400)
    said = form.cleaned_data
    try:
        upload = uploads.begin(
            filing,
            said["slot"],
            file_name=said["name"],
            size=said["size"],
            sha256=said["sha256"],
            at=at,
            by=request.user,
        )
    except Refusal as refusal:
        return _refused(str(refusal), status=422)
    return _told(upload, status=200 if upload.received or upload.begun_at < at else 201)


@require_http_methods(["GET", "PATCH", "DELETE"])
@draft_page
def upload(request: CitizenRequest, filing: Filing, at: datetime, upload_key: UUID) -> HttpResponse:
    return _asked(request, filing, upload_key, at)


@require_http_methods(["GET", "PATCH", "DELETE"])
@own_dossier
def own_upload(request: CitizenRequest, page: OwnPage, upload_key: UUID) -> HttpResponse:
    at = clock.now()
    draft = drafts.supplement_of(page.dossier, request.user, at)
    if draft is None:
        raise Http404
    return _asked(request, draft, upload_key, at)


def _asked(request: HttpRequest, filing: Filing, upload_key: UUID, at: datetime) -> HttpResponse:
    """GET: how much has arrived. PATCH: a piece, with its place in Upload-Offset. DELETE: never mind."""
    try:
        found = uploads.upload_of(filing, upload_key)
        return METHODS[request.method or "GET"](request, found, at)
    except uploads.NoSuchUpload as refusal:
        raise Http404 from refusal


def _state(request: HttpRequest, found: PaperUpload, at: datetime) -> HttpResponse:
    return _told(found)


def _piece(request: HttpRequest, found: PaperUpload, at: datetime) -> HttpResponse:
    """409 tells where to go on when the piece does not join."""
    try:
        # an empty piece is right: all had arrived when the line broke, and only the end was not looked at
        start, length = int(request.headers["Upload-Offset"]), int(request.headers.get("Content-Length") or 0)
    except (KeyError, ValueError):
        return _refused(_("A piece says where it begins."), status=400)
    if start < 0 or length > uploads.MAX_PIECE:
        return _refused(_("A piece has at most 1 MB."), status=413)
    try:
        return _told(uploads.add_piece(found, start, request.body, at=at))
    except UnreadablePostError:
        return _refused(_("The line broke."), status=400)
    except uploads.WrongPlace as refusal:
        return _told(refusal.upload, status=409)


def _give_up(request: HttpRequest, found: PaperUpload, at: datetime) -> HttpResponse:
    uploads.give_up(found.filing, found.key)
    return HttpResponse(status=204)


Method = Callable[[HttpRequest, PaperUpload, datetime], HttpResponse]
METHODS: dict[str, Method] = {"GET": _state, "HEAD": _state, "PATCH": _piece, "DELETE": _give_up}


def _told(found: PaperUpload, status: int = 200) -> JsonResponse:
    supplied = found.filing.answers.get(drafts.SUPPLIES)
    name, owner = ("own_upload", supplied) if supplied else ("filing_upload", found.filing.key)
    address = reverse(f"dossiers:{name}", args=[owner, found.key])
    state = {
        "address": address,
        "state": found.state,
        "offset": found.received,
        "size": found.size,
        "paper": found.paper_id,
        "name": found.paper.file_name if found.paper else found.file_name,
        "message": found.refusal,
    }
    return JsonResponse(state, status=status, headers={"Upload-Offset": str(found.received)})


def _refused(message: str, *, status: int) -> JsonResponse:
    return JsonResponse({"state": "refused", "message": message}, status=status)
