"""Preparing a filing, its papers, and submitting it."""

import re
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

from accounts.scopes import Scope
from centers.api.idempotency import once
from common.api.answers import answer
from common.api.documents import documented, idempotency_key
from common.api.parsing import CleanMultiPartParser
from common.api.problems import answers
from common.errors import Refusal
from dossiers.enclosures import Enclosure, enclose
from dossiers.models import Filing, PaperKind

from . import prepared, shapes
from .fields import id_field
from .lines import done
from .reception import NoSuchChoice
from .views import DossierView

TAG = "filings"
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="The ETag that was seen: 412 when it is another one now"
)


class NotTheSame(Refusal):
    default_message = _("This filing has been changed meanwhile. Read it again.")


class FileMissing(Refusal):
    default_message = _("Send one file in the field “file”.")

    def __init__(self) -> None:
        super().__init__(field="file")


answers(409, prepared.AlreadySubmitted)
answers(412, NotTheSame)


class FilePaperIn(serializers.Serializer[Any]):
    """One file: PDF, JPG or PNG."""

    file = serializers.FileField()
    name = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    required = id_field(help_text="Paper of the published list that it stands for")  # type: ignore[assignment]


class Filings(DossierView):
    scopes = {"POST": Scope.WRITE_FILINGS}

    @documented(
        "filings_create",
        TAG,
        "Begin a filing",
        description="It may be incomplete, it expires, and it counts nowhere before it is submitted.",
        answers={201: prepared.FilingShape},
        errors=(422,),
        request=prepared.FilingIn,
        parameters=[idempotency_key(required=True)],
        examples=[
            OpenApiExample(
                "online",
                {
                    "procedure": "1.001193",
                    "center": "sa-pa",
                    "owner": {"name": "Hạng Thị Lan", "number": "000199000002", "phone": "0900000002"},
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> HttpResponse:
        def act() -> HttpResponse:
            serializer = prepared.FilingIn(data=request.data)
            serializer.is_valid(raise_exception=True)
            filing = prepared.begin(serializer.validated_data, account=self.account, at=self.at)
            location = f"/api/v1/filings/{filing.key}/"
            return answer(prepared.document(filing), status=201, headers={"Location": location})

        return once(request, self.account, act, at=self.at)


class OneFiling(DossierView):
    scopes = {"GET": Scope.WRITE_FILINGS, "PATCH": Scope.WRITE_FILINGS, "DELETE": Scope.WRITE_FILINGS}

    @documented(
        "filings_read",
        TAG,
        "One filing",
        description="Declarations of people are not given back, because they hold identity numbers.",
        answers={200: prepared.FilingShape},
        errors=(404,),
        reads=True,
    )
    def get(self, request: Request, key: UUID) -> HttpResponse:
        filing = prepared.filing_of(self.account, key)
        return answer(prepared.document(filing), request=request._request)

    @documented(
        "filings_update",
        TAG,
        "Change a filing",
        answers={200: prepared.FilingShape},
        errors=(404, 409, 410, 412, 422),
        request=prepared.FilingChangeIn,
        parameters=[IF_MATCH],
    )
    def patch(self, request: Request, key: UUID) -> HttpResponse:
        serializer = prepared.FilingChangeIn(data=request.data)
        filing = prepared.filing_of(self.account, key)
        serializer.is_valid(raise_exception=True)
        with transaction.atomic():
            _refuse_if_changed(request, filing)
            filing = prepared.change(filing, serializer.validated_data, at=self.at)
        return answer(prepared.document(filing))

    @documented(
        "filings_delete",
        TAG,
        "Throw a filing away",
        description="With its files. One that was submitted stays.",
        answers={204: None},
        errors=(404, 409),
    )
    def delete(self, request: Request, key: UUID) -> HttpResponse:
        prepared.delete(prepared.filing_of(self.account, key), at=self.at)
        return HttpResponse(status=204)


class FilingPapers(DossierView):
    scopes = {"POST": Scope.WRITE_FILINGS}
    parser_classes = (CleanMultiPartParser,)

    @documented(
        "filings_upload",
        TAG,
        "Upload a paper",
        description="One file per request. The same file under the same name is kept once.",
        answers={201: prepared.FilePaperShape},
        errors=(404, 409, 410, 422),
        request={"multipart/form-data": FilePaperIn},
    )
    def post(self, request: Request, key: UUID) -> HttpResponse:
        filing = prepared.filing_of(self.account, key)
        upload = request.FILES.get("file")
        if upload is None:
            raise FileMissing
        sent = {name: request.POST[name] for name in ("name", "required") if name in request.POST}
        serializer = FilePaperIn(data=sent, partial=True)
        serializer.is_valid(raise_exception=True)
        with transaction.atomic():
            filing = prepared.unsent(filing, self.at)
            enclosure = _enclosure(filing, upload, serializer.validated_data)
            kept = enclose([enclosure], kind=PaperKind.APPLICATION, at=self.at, by_id=self.account.pk, filing=filing)
        return answer(prepared.paper(kept[0]), status=201)


class SubmitFiling(DossierView):
    scopes = {"POST": Scope.WRITE_FILINGS}

    @documented(
        "filings_submit",
        TAG,
        "Submit a filing",
        description="It becomes a dossier that waits for its first answer; again, it answers the same dossier. The "
        "account needs a posting at the reception of the center.",
        answers={201: shapes.DoneShape, 200: shapes.DoneShape},
        errors=(404, 409, 410, 422),
    )
    def post(self, request: Request, key: UUID) -> HttpResponse:
        filing = prepared.filing_of(self.account, key)
        dossier, is_new = prepared.submit(filing, by=self.actor, account=self.account, at=self.at)
        headers = {"Location": f"/api/v1/dossiers/{dossier.pk}/"}
        return answer(done(dossier), status=201 if is_new else 200, revision=dossier.revision, headers=headers)


def _refuse_if_changed(request: Request, filing: Filing) -> None:
    """If-Match against the filing as it is now, locked until the change is made."""
    header = request.headers.get("If-Match", "").strip()
    if header in {"", "*"}:
        return
    Filing.objects.select_for_update().get(pk=filing.pk)
    now = answer(prepared.document(filing))
    if not re.fullmatch(rf"(W/)?{re.escape(now['ETag'])}", header):
        raise NotTheSame


def _enclosure(filing: Filing, upload: Any, sent: dict[str, Any]) -> Enclosure:
    required_id = sent.get("required")
    if required_id is None:
        return Enclosure(upload, sent.get("name", ""))
    listed = filing.version.papers.filter(pk=required_id, is_note=False).first()
    if listed is None:
        raise NoSuchChoice(field="required")
    return Enclosure(upload, listed.name, listed.pk)
