"""Papers and slips as files; each reading is recorded."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from accounts.scopes import Scope
from common import files
from common.api.answers import etag_of
from common.api.documents import documented
from dossiers import access
from dossiers.slips.form01 import form_01_pdf

from .opened import dossier_for
from .views import REF, DossierView

TAG = "documents"
TYPES = ("application/pdf", "image/jpeg", "image/png")


class PaperContent(DossierView):
    scopes = {"GET": Scope.READ_DOCUMENTS}

    @documented(
        "papers_read",
        TAG,
        "The file of a paper",
        description="As it was uploaded. A paper without a file is 404.",
        answers={(200, kind): OpenApiTypes.BINARY for kind in TYPES},
        errors=(404,),
        parameters=[REF, OpenApiParameter("paper_id", OpenApiTypes.INT64, OpenApiParameter.PATH)],
    )
    def get(self, request: Request, ref: str, paper_id: int) -> HttpResponse:
        dossier = dossier_for(self.actor, self.at, ref)
        paper = dossier.papers.exclude(sha256="").filter(pk=paper_id).first()
        if paper is None:
            raise Http404
        try:
            content = files.load(paper.sha256, paper.key_id)
        except files.FileUnreadable as error:
            raise Http404 from error
        access.record_view(dossier, self.account, "paper", self.at)
        return _file(content, paper.content_type, paper.file_name)


class Slip(DossierView):
    scopes = {"GET": Scope.READ_DOCUMENTS}

    @documented(
        "slip_read",
        TAG,
        "Form 01 as PDF",
        description="The newest edition, two copies; it prints the numbers of people in full.",
        answers={(200, "application/pdf"): OpenApiTypes.BINARY},
        errors=(404,),
        parameters=[REF],
    )
    def get(self, request: Request, ref: str) -> HttpResponse:
        dossier = dossier_for(self.actor, self.at, ref)
        content = form_01_pdf(dossier, at=self.at)
        access.record_view(dossier, self.account, "slip", self.at)
        return _file(content, "application/pdf", f"giay-tiep-nhan-{dossier.code}.pdf")


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {
        "ETag": etag_of(content),
        "Cache-Control": "private, no-store",
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=content_type, headers=headers)
