"""Receiving somebody at the desk: one page, one button. What was typed and enclosed survives every refusal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from centers.models import Center
from citizens.actions import find_or_create
from citizens.forms import PartyForm
from citizens.models import Party
from common import clock
from common.errors import Refusal
from dossiers import access, desk_files
from dossiers.actions import Intake, receive_at_counter
from dossiers.forms import people
from dossiers.forms.fields import without_errors
from dossiers.forms.reception import ReceptionForm, follow_desk
from dossiers.models import Dossier, FiledBy, Filing, PaperKind
from dossiers.queries.preview import DuePreview, OpenDossier, due_preview, open_dossiers
from procedures.models import Procedure, ProcedureVersion
from procedures.queries import NotInForce, TimeUnknown, limit_of, version_in_force

from .carried import Carried, carried_on
from .pages import desk_centers, desk_chosen

TEMPLATE = "dossiers/staff/receive.html"


@dataclass
class Desk:
    """One request at the desk: who receives what, where, when, and the forms."""

    user: User
    center: Center
    version: ProcedureVersion
    at: datetime
    form: ReceptionForm
    owner: PartyForm
    submitter: PartyForm
    carried: Carried
    filing: Filing | None = None


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(Permission.RECEIVE_DOSSIERS)
def receive(request: HttpRequest, code: str) -> HttpResponse:
    """Step 2. `preview` asks for the due date only; a card reader that presses Enter asks for that too."""
    desk = _desk(cast(StaffRequest, request), code)
    if request.method == "GET":
        return _page(request, desk)
    data = request.POST
    known = people.known_party(data)
    if "preview" in data or people.has_card(data):
        return _preview(request, desk, known)
    _keep_files(request, desk)
    if desk.filing is not None and desk.filing.dossier_id is not None:  # the button was pressed twice
        return _confirmed(desk.filing.dossier_id)
    if not _is_valid(desk):
        return _page(request, desk, known=known, status=422)
    try:
        dossier = _receive(desk)
    except Refusal as refusal:
        desk.form.put(refusal, field=_field_of(refusal, desk))
        return _page(request, desk, known=known, status=422)
    return _confirmed(dossier.pk)


def _confirmed(pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("dossiers:received", args=[pk]))


def _desk(request: StaffRequest, code: str) -> Desk:
    at = clock.now()
    procedure = get_object_or_404(Procedure.objects.select_related("sector"), code=code)
    try:
        version = version_in_force(procedure, clock.local_date(at))
    except NotInForce as refusal:
        raise Http404(str(refusal)) from refusal
    centers = desk_centers(request.staff)
    center = desk_chosen(request, centers, request.POST.get("receiving_center", ""))
    data: QueryDict | None = follow_desk(request.POST, center) if request.method == "POST" else None
    owner_data, submitter_data = data, data
    if data is not None and ("preview" in data or people.has_card(data)):
        owner_data, submitter_data = _filled(data, people.OWNER), _filled(data, people.SUBMITTER)
    files = request.FILES if data is not None else None
    form = ReceptionForm(data, files, version=version, center=center, at=at, desks=centers)
    owner, submitter = people.owner_form(owner_data), people.submitter_form(submitter_data)
    carried = carried_on(request, center, at)
    if data is None:
        carried.fill(form, owner, submitter)
    return Desk(request.user, center, version, at, form, owner, submitter, carried)


def _filled(data: QueryDict, prefix: str) -> QueryDict:
    party = people.known_party(data, prefix)
    return people.filled(data, party, prefix) if party else data


def _keep_files(request: HttpRequest, desk: Desk) -> None:
    """Enclosed files lie in a draft from now on; those that cannot be taken are named beside the field."""
    desk.form.is_valid()
    key = desk.form.cleaned_data.get("key")
    if key is None:
        return
    try:
        desk.filing = desk_files.draft_for(key, desk.user, center=desk.center, version=desk.version, at=desk.at)
    except desk_files.NotYourDraft as refusal:
        raise Http404(str(refusal)) from refusal
    if desk.filing.dossier_id is not None:
        return
    desk_files.drop(desk.filing, desk.form.dropped)
    scans = request.FILES.getlist("scans")
    for refused in desk_files.take(desk.filing, scans, kind=PaperKind.APPLICATION, at=desk.at, by_id=desk.user.pk):
        desk.form.put(refused, field="scans")


def _is_valid(desk: Desk) -> bool:
    people_right = desk.owner.is_valid()
    if desk.form.cleaned_data.get("way") == FiledBy.RELATIVE:
        people_right = desk.submitter.is_valid() and people_right
    has_scans = desk.filing is not None and desk.filing.papers.exists()
    if not (desk.form.papers_in or has_scans) and "scans" not in desk.form.errors:
        desk.form.ask_for_papers()
    return desk.form.is_valid() and people_right


def _receive(desk: Desk) -> Dossier:
    """One transaction: the people, then the dossier; the second of two equal requests finds the first one's dossier."""
    form, at = desk.form, desk.at
    received_at = form.received_at or at
    with transaction.atomic():
        filing = Filing.objects.select_for_update().get(key=form.cleaned_data["key"])
        if filing.dossier is not None:
            return filing.dossier
        owner = _person(desk, desk.owner)
        submitter = _person(desk, desk.submitter) if form.filed_by == FiledBy.RELATIVE else owner
        dossier = receive_at_counter(
            _intake(desk, owner, submitter, received_at),
            at=received_at,
            by=access.actor_for(desk.user, at),
            filing=filing,
            typed_at=at if form.received_at else None,
            reason=form.cleaned_data["reason"],
        )
        desk.carried.link(dossier, at)
        return dossier


def _person(desk: Desk, form: PartyForm) -> Party:
    """Who is declared; without a number it is anew somebody else, but for the person of the same visit."""
    return desk.carried.known_without_number(form) or find_or_create(form.to_data(), at=desk.at, by=desk.user)


def _intake(desk: Desk, owner: Party, submitter: Party, received_at: datetime) -> Intake:
    form = desk.form
    return Intake(
        version=_version_of_that_day(desk, received_at),
        case=form.case_chosen,
        channel=form.channel,
        filed_by=form.filed_by,
        owner=owner,
        submitter=submitter,
        receiving_center=desk.center,
        return_center=form.cleaned_data["return_center"],
        deciding_center=form.cleaned_data.get("deciding_center"),
        papers=form.papers_in,
    )


def _version_of_that_day(desk: Desk, received_at: datetime) -> ProcedureVersion:
    """The law of the day of reception. Raises NotInForce, also when the list on the page is another version's."""
    version = version_in_force(desk.version.procedure, clock.local_date(received_at))
    if version.pk != desk.version.pk:
        raise NotInForce(field="received_on")
    return desk.version


def _field_of(refusal: Refusal, desk: Desk) -> str | None:
    if refusal.field in desk.form.fields:
        return refusal.field
    if isinstance(refusal, TimeUnknown):
        return "case" if desk.form.has_cases else None
    return "received_on" if desk.form.received_at is not None else None


def _preview(request: HttpRequest, desk: Desk, known: Party | None) -> HttpResponse:
    if request.headers.get("HX-Request"):
        desk.form.is_valid()
        return _page(request, desk, known=known, part="#preview")
    _keep_files(request, desk)
    return _page(request, desk, known=known, is_question=True)


def _page(
    request: HttpRequest,
    desk: Desk,
    *,
    known: Party | None = None,
    part: str = "",
    status: int = 200,
    is_question: bool = False,
) -> HttpResponse:
    preview, refusal = _due(desk)
    if is_question:
        without_errors(desk.form, but=("scans",))
        without_errors(desk.owner)
        desk.owner.fields["phone"].widget.attrs["autofocus"] = True  # the card has told what stands before it
    others: list[OpenDossier] = open_dossiers(known, desk.version) if known else []
    if is_question or desk.form.data.get("way") != FiledBy.RELATIVE:
        without_errors(desk.submitter)
    context: dict[str, Any] = {
        "form": desk.form,
        "forms": [desk.owner, desk.submitter, desk.form],
        "owner": people.block(desk.owner),
        "submitter": people.block(desk.submitter),
        "version": desk.version,
        "procedure": desk.version.procedure,
        "center": desk.center,
        "can_receive": _has_time(desk.version),
        "kept": list(desk.filing.papers.exclude(sha256="").order_by("id")) if desk.filing else [],
        "preview": preview,
        "refusal": str(refusal) if refusal else "",
        "known": known,
        "others": others,
        "carried": desk.carried,
    }
    return render(request, TEMPLATE + part, context, status=status)


def _due(desk: Desk) -> tuple[DuePreview | None, Refusal | None]:
    form, case, received_at = desk.form, None, desk.at
    if form.is_bound:
        form.is_valid()
        case, received_at = form.case_chosen, form.received_at or desk.at
    elif str(form.fields["case"].initial) in form.cases:
        case = form.cases[str(form.fields["case"].initial)]
    try:
        return due_preview(desk.version, case, desk.center, received_at=received_at, at=desk.at), None
    except Refusal as refusal:
        return None, refusal


def _has_time(version: ProcedureVersion) -> bool:
    return any(limit_of(version, case) is not None for case in (None, *version.cases.all()))
