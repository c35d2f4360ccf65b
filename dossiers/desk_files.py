"""Files that staff enclose: opened, checked, stored encrypted, and kept with a draft, so that no refusal loses one.

A draft of the desk is a `Filing` of the signed-in person under a key that the form carries.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from centers.models import Center
from common import files, scanning
from common.errors import Refusal
from common.signatures import signed_state
from procedures.models import ProcedureVersion

from .actions import save_filing
from .actions.results import bind_files
from .citizen_files import limits, remove
from .models import Channel, Dossier, Filing, Paper, PaperKind


class NotYourDraft(Refusal):
    """The key belongs to a draft of somebody else."""


class TooManyFiles(Refusal):
    def __init__(self, most: int) -> None:
        super().__init__(_("At most %(most)s files can be enclosed.") % {"most": most})


def draft_for(key: UUID, user: User, *, center: Center, version: ProcedureVersion, at: datetime) -> Filing:
    """The draft under `key`, made when it is not there yet. Raises NotYourDraft."""
    defaults = {
        "account": user,
        "center": center,
        "version": version,
        "channel": Channel.COUNTER,
        "created_at": at,
        "updated_at": at,
        "expires_at": at,
    }
    filing, is_new = Filing.objects.get_or_create(key=key, defaults=defaults)
    if filing.account_id != user.pk:
        raise NotYourDraft
    return save_filing(filing, at=at) if is_new else filing


def take(
    filing: Filing, uploads: Iterable[UploadedFile], *, kind: PaperKind, at: datetime, by_id: int
) -> list[Refusal]:
    """Keep the files that may be taken as papers of the draft; answers why others were not."""
    allowed = limits(at)
    kept = filing.papers.exclude(sha256="").count()
    refused: list[Refusal] = []
    for upload in uploads:
        if kept >= allowed.max_files:
            refused.append(TooManyFiles(allowed.max_files))
            break
        try:
            _keep(filing, upload, allowed.max_bytes, kind=kind, at=at, by_id=by_id)
            kept += 1
        except files.UploadRefused as refusal:
            refused.append(refusal)
    return refused


def drop(filing: Filing, paper_ids: Iterable[int]) -> None:
    """Take papers out of a draft that has not become a dossier."""
    for pk in paper_ids:
        remove(filing, pk)


def move_to(filing: Filing, dossier: Dossier) -> None:
    """The papers of a draft become papers of the dossier; the draft has done its work."""
    filing.papers.update(dossier=dossier, filing=None)
    bind_files(dossier)
    filing.delete()


def keep_signature(dossier: Dossier, content: bytes, *, at: datetime, by_id: int) -> None:
    """The PNG that a collector drew on the screen; its content has been looked at."""
    stored = files.store(content)
    Paper.objects.create(
        dossier=dossier,
        kind=PaperKind.SIGNATURE,
        name="Chữ ký người nhận kết quả",
        file_name="chu-ky.png",
        content_type="image/png",
        size=stored.size,
        sha256=stored.sha256,
        key_id=stored.key_id,
        added_at=at,
        added_by_id=by_id,
    )


def _keep(filing: Filing, upload: UploadedFile, max_bytes: int, *, kind: PaperKind, at: datetime, by_id: int) -> None:
    name = files.display_name(upload.name or "")
    if (upload.size or 0) > max_bytes:  # not read into memory just to say so
        limit = max_bytes // 1024 // 1024
        raise files.UploadRefused(
            _("The file “%(name)s” is larger than %(limit)s MB.") % {"name": name, "limit": limit}
        )
    content = upload.read()
    content_type = files.inspect_upload(name, content, max_bytes)
    scanning.refuse_infected(name, content)
    stored = files.store(content)
    Paper.objects.create(
        filing=filing,
        kind=kind,
        name=name,
        file_name=name,
        content_type=content_type,
        size=stored.size,
        sha256=stored.sha256,
        key_id=stored.key_id,
        signed=signed_state(content, content_type) if kind == PaperKind.RESULT else "",
        added_at=at,
        added_by_id=by_id,
    )
