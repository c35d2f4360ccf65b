"""Receiving somebody at the desk: one page, one button. What was typed and enclosed survives every refusal."""

from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from citizens.actions import find_or_create
from citizens.card_photo import MAX_BYTES, card_on
from citizens.forms import PartyForm
from citizens.identity import CARD_MARK
from citizens.models import Party
from common import clock
from common.errors import Refusal
from common.files import UploadRefused
from common.text import row_ids
from dossiers import access, desk_drafts, desk_files
from dossiers.actions import Intake, receive_at_counter
from dossiers.actions.digitising import reuse
from dossiers.actions.wishes import keep_wish
from dossiers.drafts import NoSuchFiling
from dossiers.forms import people
from dossiers.forms.fees import FeesForm
from dossiers.forms.reception import ReceptionForm, follow_desk
from dossiers.forms.wishes import DeskWishForm
from dossiers.models import Dossier, Filing, PaperKind
from dossiers.on_hand import ticked_in
from dossiers.queries.preview import OpenDossier, open_dossiers
from procedures.models import Procedure, ProcedureVersion
from procedures.queries import NotInForce, TimeUnknown, version_in_force

from .carried import carried_on
from .pages import desk_centers, desk_chosen
from .reception_page import Desk, draw

CONFIRMED = "confirmed"  # ids of open dossiers that were seen beside this one


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(Permission.RECEIVE_DOSSIERS)
def receive(request: HttpRequest, code: str) -> HttpResponse:
    """Step 2. `preview` asks for the due date only; so does a card reader, and a number of somebody known alone.

    `keep` keeps what was typed so far; `nhap` in the address goes on with what was kept.
    """
    if request.method == "GET" and desk_drafts.RESUMED in request.GET:
        return _go_on(cast(StaffRequest, request), code)
    if request.method == "POST":
        _read_photographed_cards(request)
    desk = _desk(cast(StaffRequest, request), code)
    if request.method == "GET":
        return draw(request, desk)
    data = request.POST
    known = people.known_party(data)
    if "keep" in data:
        return _keep(request, desk)
    if is_question(data):
        return _preview(request, desk, known)
    _keep_files(request, desk)
    if desk.filing is not None and desk.filing.dossier_id is not None:  # the button was pressed twice
        return _confirmed(desk.filing.dossier_id)
    if not _is_valid(desk):
        return draw(request, desk, known=known, status=422)
    if others := _not_seen_yet(desk, known or desk.carried.known_without_number(desk.owner)):
        return draw(request, desk, known=known, status=422, asked_about=others)
    try:
        dossier = _receive(desk)
    except Refusal as refusal:
        desk.form.put(refusal, field=_field_of(refusal, desk))
        return draw(request, desk, known=known, status=422)
    return _confirmed(dossier.pk)


def _confirmed(pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("dossiers:received", args=[pk]))


def is_question(data: QueryDict) -> bool:
    """Whether this only asks for the due date, or who somebody is."""
    return "preview" in data or people.has_card(data) or people.has_broken_card(data) or people.is_looked_up(data)


def _read_photographed_cards(request: HttpRequest) -> None:
    """A photo of a card says what a reader would have typed; one that says nothing counts as a card badly read."""
    for prefix in (people.OWNER, people.SUBMITTER):
        photo = request.FILES.get(f"{prefix}-{people.PHOTO}")
        if photo is None:
            continue
        try:
            said = card_on(photo.name or "", photo.read(MAX_BYTES + 1))
        except UploadRefused:
            said = ""
        request.POST = people.with_card(request.POST, prefix, said or CARD_MARK)  # type: ignore[assignment]


def _go_on(request: StaffRequest, code: str) -> HttpResponse:
    """The screen as it was left; 404 for one that is not there any more or somebody else's."""
    try:
        key = UUID(request.GET[desk_drafts.RESUMED])
        filing = desk_drafts.screen_of(request.user, key, clock.now())
    except (ValueError, NoSuchFiling) as refusal:
        raise Http404(str(refusal)) from refusal
    typed = desk_drafts.typed_on(filing)
    typed["key"] = str(filing.key)
    desk = _desk(request, code, typed)
    desk.filing = filing
    return draw(request, desk, known=people.known_party(typed), is_question=True)


def _keep(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Answered to the page itself, which says when it was kept."""
    is_kept = desk_drafts.is_worth_keeping(request.POST)
    if is_kept:
        _keep_files(request, desk)
    return draw(request, desk, part="#kept", is_kept=is_kept)


def _not_seen_yet(desk: Desk, known: Party | None) -> list[OpenDossier]:
    """All open dossiers of the owner, if there is one among them that was not shown beside this reception."""
    others = open_dossiers(known, desk.version, desk.user, desk.at) if known else []
    seen = row_ids([pk for one in desk.typed.getlist(CONFIRMED) for pk in one.split(",")])
    return others if any(one.id not in seen for one in others) else []


def _desk(request: StaffRequest, code: str, resumed: QueryDict | None = None) -> Desk:
    at = clock.now()
    procedure = get_object_or_404(Procedure.objects.select_related("sector"), code=code)
    try:
        version = version_in_force(procedure, clock.local_date(at))
    except NotInForce as refusal:
        raise Http404(str(refusal)) from refusal
    centers = desk_centers(request.staff)
    center = desk_chosen(request, centers, request.POST.get("receiving_center", ""))
    data: QueryDict | None = follow_desk(request.POST, center) if request.method == "POST" else resumed
    owner_data, submitter_data = data, data
    if data is not None and resumed is None and is_question(data):
        owner_data, submitter_data = _filled(data, people.OWNER), _filled(data, people.SUBMITTER)
    files = request.FILES if data is not None else None
    form = ReceptionForm(data, files, version=version, center=center, at=at, desks=centers)
    owner, submitter = people.owner_form(owner_data), people.submitter_form(submitter_data)
    fees = FeesForm(data, version=version, is_online=version.is_online_only)
    carried = carried_on(request, center, at)
    if data is None:
        carried.fill(form, owner, submitter)
    return Desk(request.user, center, version, at, form, owner, submitter, carried, fees, DeskWishForm(data))


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
    if desk_drafts.is_worth_keeping(request.POST):
        desk_drafts.keep(desk.filing, request.POST, query=desk.carried.query, at=desk.at)
    desk_files.drop(desk.filing, desk.form.dropped)
    scans = [*request.FILES.getlist("scans"), *request.FILES.getlist("photos")]
    for refused in desk_files.take(desk.filing, scans, kind=PaperKind.APPLICATION, at=desk.at, by_id=desk.user.pk):
        desk.form.put(refused, field="scans")


def _is_valid(desk: Desk) -> bool:
    people_right = desk.owner.is_valid()
    if desk.form.has_submitter:
        people_right = desk.submitter.is_valid() and people_right
        desk.form.ask_for_authorisation()
    has_scans = desk.filing is not None and desk.filing.papers.exists()
    if not (desk.form.papers_in or has_scans or ticked_in(desk.typed)) and "scans" not in desk.form.errors:
        desk.form.ask_for_papers()
    others_right = [one.is_valid() for one in (desk.fees, desk.wish)]
    return desk.form.is_valid() and people_right and all(others_right)


def _receive(desk: Desk) -> Dossier:
    """One transaction: the people, then the dossier; the second of two equal requests finds the first one's dossier."""
    form, at = desk.form, desk.at
    received_at = form.received_at or at
    with transaction.atomic():
        filing = Filing.objects.select_for_update().get(key=form.cleaned_data["key"])
        if filing.dossier is not None:
            return filing.dossier
        owner = _person(desk, desk.owner)
        submitter = _person(desk, desk.submitter) if form.has_submitter else owner
        dossier = receive_at_counter(
            _intake(desk, owner, submitter, received_at),
            at=received_at,
            by=access.actor_for(desk.user, at),
            filing=filing,
            typed_at=at if form.received_at else None,
            reason=form.reason_in,
            fees=desk.fees.assessment,
        )
        if used_again := ticked_in(desk.typed):
            reuse(dossier, used_again, at=at, by=access.actor_for(desk.user, at))
        if wish := desk.wish.wish_said:
            keep_wish(dossier, wish, at=received_at, by=desk.user)
        desk.carried.link(dossier, at)
        desk_drafts.forget(filing)
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
        papers=[*form.papers_in, *(form.authorisation_in if form.has_submitter else ())],
        needs_interpreter=form.cleaned_data["needs_interpreter"],
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
        return draw(request, desk, known=known, part="#preview")
    _keep_files(request, desk)
    status = 422 if people.has_broken_card(request.POST) else 200
    return draw(request, desk, known=known, status=status, is_question=True)
