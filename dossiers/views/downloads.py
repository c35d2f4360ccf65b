"""Stored files on their way to the person who may have them."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from common import files
from dossiers.models import EarlierFile, Paper

SHOWN_IN_BROWSER = frozenset({"application/pdf", "image/jpeg", "image/png"})


SANDBOX = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"


def download(paper: Paper | EarlierFile) -> HttpResponse:
    """The file of a paper, decrypted; 404 for a paper without file. Whoever sent it, it may do nothing in a browser."""
    if not paper.sha256:
        raise Http404
    try:
        content = files.load(paper.sha256, paper.key_id)
    except files.FileUnreadable as error:
        raise Http404 from error
    response = private_file(content, paper.content_type, paper.file_name)
    response["Content-Security-Policy"] = SANDBOX
    if not paper.content_type.startswith("image/"):  # a sandboxed PDF stays blank in browsers
        response["Content-Disposition"] = content_disposition_header(True, paper.file_name) or "attachment"
    return response


def private_file(content: bytes, content_type: str, name: str) -> HttpResponse:
    """A file for one person: never kept by anything between, never run by the browser as a page of ours."""
    as_attachment = content_type not in SHOWN_IN_BROWSER
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
