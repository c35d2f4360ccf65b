"""Files that come with one request: all are looked at before any is kept, so that a refusal keeps none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from common import files, scanning
from common.signatures import signed_state

from .actions.results import bind_files
from .citizen_files import limits
from .desk_files import TooManyFiles
from .models import Dossier, Filing, Paper, PaperKind

WITH_SIGNATURES = frozenset({PaperKind.RESULT, PaperKind.DRAFT})
"""Kinds of which it is said whether they carry an electronic signature."""


@dataclass(frozen=True)
class Enclosure:
    """A file and what it is: its name on the list, and the paper of the published list that it stands for."""

    upload: UploadedFile
    name: str = ""
    required_id: int | None = None


def enclose(
    enclosures: Sequence[Enclosure],
    *,
    kind: PaperKind,
    at: datetime,
    by_id: int,
    dossier: Dossier | None = None,
    filing: Filing | None = None,
) -> list[Paper]:
    """Keep the files as papers of a dossier or of a filing. Raises UploadRefused and TooManyFiles, then keeps none.

    A file that the filing has already under the same name is kept once.
    """
    allowed = limits(at)
    if filing is not None:
        Filing.objects.select_for_update().get(pk=filing.pk)  # two requests at once do not pass the limit together
    owner = filing.papers if filing is not None else dossier.papers  # type: ignore[union-attr]
    kept = owner.exclude(sha256="").count() if filing is not None else 0
    if kept + len(enclosures) > allowed.max_files:
        raise TooManyFiles(allowed.max_files)
    looked_at = [_looked_at(one, allowed.max_bytes) for one in enclosures]
    with transaction.atomic():
        papers = [
            _kept(one, content, content_type, kind=kind, at=at, by_id=by_id, dossier=dossier, filing=filing)
            for one, content, content_type in looked_at
        ]
        if dossier is not None and kind == PaperKind.RESULT:
            bind_files(dossier)
    return papers


def _looked_at(one: Enclosure, max_bytes: int) -> tuple[Enclosure, bytes, str]:
    name = files.display_name(one.upload.name or "")
    files.refuse_too_large(name, one.upload.size or 0, max_bytes)
    content = one.upload.read()
    content_type = files.inspect_upload(name, content, max_bytes)
    scanning.refuse_infected(name, content)
    return one, content, content_type


def _kept(
    one: Enclosure,
    content: bytes,
    content_type: str,
    *,
    kind: PaperKind,
    at: datetime,
    by_id: int,
    dossier: Dossier | None,
    filing: Filing | None,
) -> Paper:
    file_name = files.display_name(one.upload.name or "")
    stored = files.store(content)
    if filing is not None:
        same = filing.papers.filter(sha256=stored.sha256, name=one.name or file_name).first()
        if same is not None:
            return same
    return Paper.objects.create(
        filing=filing,
        dossier=dossier,
        kind=kind,
        required_id=one.required_id,
        name=one.name or file_name,
        file_name=file_name,
        content_type=content_type,
        size=stored.size,
        sha256=stored.sha256,
        key_id=stored.key_id,
        signed=signed_state(content, content_type) if kind in WITH_SIGNATURES else "",
        added_at=at,
        added_by_id=by_id,
    )
