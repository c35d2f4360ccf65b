"""Lists, one dossier, its transitions, and receiving at the counter."""

from django.db import transaction
from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from accounts.scopes import Scope
from centers.api.idempotency import if_asked, once
from centers.api.system import SystemView
from common.api.answers import answer, revision_of
from common.api.documents import CURSOR, IF_MATCH, LIMIT, documented, idempotency_key
from common.api.parsing import CleanJSONParser, CleanMultiPartParser
from dossiers import access
from dossiers.actions import MovedOn
from dossiers.actors import Actor
from dossiers.enclosures import Enclosure, enclose
from dossiers.forms.actions import FORMS, Ask, verb_of
from dossiers.lifecycle import TRANSITIONS, NotInThisStatus, Status
from dossiers.lifecycle import Transition as Row
from dossiers.models import Dossier

from . import fields, shapes
from .lines import done
from .listing import FILTERS, page
from .opened import document, dossier_for, open_dossier
from .problems import conflict, moved_on
from .reception import ReceptionIn, receive

TAG = "dossiers"
REF = OpenApiParameter("ref", OpenApiTypes.STR, OpenApiParameter.PATH, description="Code, or id (digits only)")


class DossierView(SystemView):
    """What the views of dossiers share: who acts, with the postings of today, asked once."""

    _actor: Actor | None = None

    @property
    def actor(self) -> Actor:
        if self._actor is None:
            self._actor = access.actor_for(self.account, self.at)
        return self._actor


def _seen(request: Request) -> int | None:
    try:
        return revision_of(request.headers.get("If-Match", ""))
    except ValueError as error:
        raise ParseError("If-Match") from error


def _done(dossier: Dossier, status: int = 200, **headers: str) -> HttpResponse:
    return answer(done(dossier), status=status, revision=dossier.revision, headers=headers)


class Dossiers(DossierView):
    scopes = {"GET": Scope.READ_DOSSIERS, "POST": Scope.RECEIVE_DOSSIERS}

    @documented(
        "dossiers_list",
        TAG,
        "Dossiers that the offices of the account see",
        description="Newest first, or with `order=due` those with a due date, first due first. Rows have nothing about "
        "people. Pages by cursor, without a total.",
        answers={200: shapes.LinesShape},
        errors=(422,),
        parameters=[*FILTERS, CURSOR, LIMIT],
        reads=True,
    )
    def get(self, request: Request) -> HttpResponse:
        found = page(self.actor, self.at, request.query_params)
        return answer(found, request=request._request)

    @documented(
        "dossiers_receive",
        TAG,
        "Receive a walk-in or a parcel",
        description="Code, due date and form 01 at once. The account needs a posting at the reception of the center. "
        "The same key and body give the same answer and make one dossier, also at the same moment.",
        answers={201: shapes.DoneShape},
        errors=(404, 409, 410, 422),
        request=ReceptionIn,
        parameters=[idempotency_key(required=True)],
        examples=[
            OpenApiExample(
                "walk-in",
                {
                    "procedure": "1.001193",
                    "center": "sa-pa",
                    "owner": {"name": "Vàng Thị Mỷ", "number": "000199000001", "commune": "03006"},
                    "papers": [{"name": "Tờ khai", "originals": 1}],
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> HttpResponse:
        def act() -> HttpResponse:
            serializer = ReceptionIn(data=request.data)
            serializer.is_valid(raise_exception=True)
            dossier = receive(serializer.validated_data, by=self.actor, account=self.account, at=self.at)
            return _done(dossier, 201, Location=f"/api/v1/dossiers/{dossier.pk}/")

        return once(request, self.account, act, at=self.at)


class OneDossier(DossierView):
    scopes = {"GET": Scope.READ_DOSSIERS}

    @documented(
        "dossiers_read",
        TAG,
        "One dossier",
        description="Dates, the explanation of the due date, people, answers to questions, papers, events, legs, "
        "pauses, forms, and the transitions that this account may do now. Every reading is recorded.",
        answers={200: shapes.DossierShape},
        errors=(404,),
        parameters=[REF],
        reads=True,
    )
    def get(self, request: Request, ref: str) -> HttpResponse:
        opened = open_dossier(self.actor, self.at, ref)
        access.record_view(opened.dossier, self.account, "api", self.at)
        return answer(document(opened), revision=opened.dossier.revision, request=request._request)


class Transition(DossierView):
    scopes = {"GET": Scope.READ_DOSSIERS, "POST": Scope.ACT_ON_DOSSIERS}
    parser_classes = (CleanJSONParser, CleanMultiPartParser)

    NAME = OpenApiParameter("name", OpenApiTypes.STR, OpenApiParameter.PATH, enum=sorted(FORMS))

    @documented(
        "transitions_read",
        TAG,
        "What a transition takes",
        description="Its fields with what may be chosen (offices, colleagues, papers), and whether it is possible now.",
        answers={200: fields.TransitionShape},
        errors=(404,),
        parameters=[REF, NAME],
        reads=True,
    )
    def get(self, request: Request, ref: str, name: str) -> HttpResponse:
        row = _row(name)
        opened = open_dossier(self.actor, self.at, ref)
        data = {
            "name": name,
            "label": str(row.label),
            "is_possible": name in {offer.name for offer in opened.offers},
            "reason_needed": row.reason_needed,
            "fields_taken": fields.described(Ask(opened.dossier, name, self.at)),
        }
        return answer(data, revision=opened.dossier.revision, request=request._request)

    @documented(
        "transitions_do",
        TAG,
        "Do a transition",
        description="Exactly the rows of the life-cycle table (docs/lifecycle.md). With `If-Match` the dossier must "
        "not have moved on since; 409 says who moved it. A hand-over that waits for an office of the account is "
        "confirmed by acting.",
        answers={200: shapes.DoneShape},
        errors=(404, 409, 422),
        request={"application/json": fields.TransitionIn, "multipart/form-data": fields.TransitionWithFilesIn},
        parameters=[REF, NAME, IF_MATCH, idempotency_key(required=False)],
    )
    def post(self, request: Request, ref: str, name: str) -> HttpResponse:
        _row(name)
        seen = _seen(request)
        dossier = dossier_for(self.actor, self.at, ref)

        def act() -> HttpResponse:
            return _done(self._act(request, dossier, name, seen))

        try:
            return if_asked(request, self.account, act, at=self.at)
        except (MovedOn, NotInThisStatus) as refusal:
            return conflict(refusal, dossier)

    def _act(self, request: Request, dossier: Dossier, name: str, seen: int | None) -> Dossier:
        values = fields.read(name, request.data)
        if seen is not None and seen != dossier.revision:
            raise moved_on(dossier, seen)
        if dossier.status not in TRANSITIONS[name].sources:
            raise NotInThisStatus(TRANSITIONS[name], Status(dossier.status))
        form = fields.bound(Ask(dossier, name, self.at), values)
        enclosed = [Enclosure(upload) for upload in request.FILES.getlist(fields.FILES)]
        form.brings_files = bool(enclosed)
        with transaction.atomic():
            dossier = form.act(verb_of(name), by=self.actor)
            if enclosed and form.upload_kind is not None:
                enclose(enclosed, kind=form.upload_kind, at=self.at, by_id=self.account.pk, dossier=dossier)
        return dossier


def _row(name: str) -> Row:
    if name not in FORMS:
        raise Http404
    return TRANSITIONS[name]
