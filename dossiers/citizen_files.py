"""Files that citizens hand in: looked at one by one, so that a wrong one never costs the right ones."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from accounts.models import User
from common import files, scanning
from common.clock import local_date
from common.files import UploadRefused, UploadTooLarge
from common.scanning import ScannerAway
from common.text import row_ids
from dossiers import pieces
from dossiers.models import UNSETTLED, Dossier, EarlierFile, Filing, Paper, PaperKind, PaperUpload, UploadState
from policies.catalogue import PolicyKey
from policies.queries import number

MEGABYTE = 1024 * 1024
OTHER_PAPER = "Giấy tờ khác"  # the name of what is not on the published list; official, as printed on the slip


@dataclass(frozen=True)
class Slot:
    """One place of the page to put files in: a paper asked for. `field` is the name of the file control."""

    field: str
    name: str
    required_id: int | None = None


@dataclass(frozen=True)
class Limits:
    """Policies upload.*: the largest file in bytes, files per filing, bytes per filing; what is shrunk on the phone."""

    max_bytes: int
    max_files: int
    max_filing_bytes: int
    shrink_bytes: int

    @property
    def megabytes(self) -> int:
        return self.max_bytes // MEGABYTE

    @property
    def filing_megabytes(self) -> int:
        return self.max_filing_bytes // MEGABYTE


@dataclass(frozen=True)
class Checked:
    """A content that may be taken, with a name whose ending is true."""

    name: str
    content_type: str
    content: bytes


def limits(at: datetime) -> Limits:
    on = local_date(at)
    return Limits(
        max_bytes=number(PolicyKey.UPLOAD_MAX_MB, on=on) * MEGABYTE,
        max_files=number(PolicyKey.UPLOAD_MAX_FILES, on=on),
        max_filing_bytes=number(PolicyKey.UPLOAD_FILING_MB, on=on) * MEGABYTE,
        shrink_bytes=number(PolicyKey.UPLOAD_SHRINK_KB, on=on) * 1024,
    )


@transaction.atomic
def take_in(
    filing: Filing, sent: MultiValueDict[str, UploadedFile], slots: Iterable[Slot], *, at: datetime, by: User
) -> dict[str, list[str]]:
    """Keep every file that may be kept; what may not comes back as messages by field name. Others stay kept.

    While the virus scanner is away, a file waits as an upload.
    """
    Filing.objects.select_for_update().get(pk=filing.pk)  # two tabs at once do not pass the limit together
    allowed, refused = limits(at), {}
    for slot in slots:
        messages = [
            message for file in sent.getlist(slot.field) if (message := _take(filing, file, slot, allowed, at, by))
        ]
        if messages:
            refused[slot.field] = messages
    return refused


def _take(filing: Filing, file: UploadedFile, slot: Slot, allowed: Limits, at: datetime, by: User) -> str:
    """Keep one file, or say why not ("" when kept)."""
    name, size, content = files.display_name(file.name or ""), file.size or 0, b""
    try:
        refuse_beyond(filing, name, size, allowed)
        content = file.read()
        if filing.papers.filter(sha256=hashlib.sha256(content).hexdigest(), name=slot.name).exists():
            return ""  # the same form sent twice
        keep(filing, slot, checked(name, content, allowed), at=at, by=by)
    except ScannerAway:
        _let_wait(filing, slot, name, content, at, by)
    except UploadRefused as refusal:
        return str(refusal)
    return ""


def refuse_beyond(filing: Filing, name: str, size: int, allowed: Limits) -> None:
    """Raises UploadRefused for one file more than may come in. What is on its way counts as if it were there."""
    held = Paper.objects.filter(filing=filing).exclude(sha256="").values_list("size", flat=True)
    coming = PaperUpload.objects.filter(filing=filing, state__in=UNSETTLED).values_list("size", flat=True)
    sizes = [*held, *coming]
    if len(sizes) >= allowed.max_files:
        raise UploadRefused(
            _("“%(name)s” was not kept: at most %(count)s files.") % {"name": name, "count": allowed.max_files}
        )
    files.refuse_too_large(name, size, allowed.max_bytes)
    if sum(sizes) + size > allowed.max_filing_bytes:
        raise UploadTooLarge(
            _("“%(name)s” was not kept: all files together may have %(limit)s MB.")
            % {"name": name, "limit": allowed.filing_megabytes}
        )


def checked(name: str, content: bytes, allowed: Limits) -> Checked:
    """Opened and shown to the virus scanner. Raises UploadRefused; `ScannerAway` means: not known yet."""
    name = files.named_by_content(name, content)
    content_type = files.inspect_upload(name, content, allowed.max_bytes)
    scanning.refuse_infected(name, content)
    return Checked(name, content_type, content)


def keep(filing: Filing, slot: Slot, file: Checked, *, at: datetime, by: User) -> Paper:
    """The paper of the filing with this content; the same one when another tab was first."""
    kept = files.store(file.content)
    known = filing.papers.filter(sha256=kept.sha256, name=slot.name).order_by("pk").first()
    return known or Paper.objects.create(
        filing=filing,
        required_id=slot.required_id,
        name=slot.name,
        file_name=file.name,
        content_type=file.content_type,
        size=kept.size,
        sha256=kept.sha256,
        key_id=kept.key_id,
        added_at=at,
        added_by=by,
    )


def _let_wait(filing: Filing, slot: Slot, name: str, content: bytes, at: datetime, by: User) -> None:
    sha256 = hashlib.sha256(content).hexdigest()
    filing.uploads.filter(field=slot.field, sha256=sha256).delete()
    upload = PaperUpload.objects.create(
        filing=filing,
        required_id=slot.required_id,
        field=slot.field,
        name=slot.name,
        file_name=name,
        size=len(content),
        sha256=sha256,
        received=len(content),
        state=UploadState.WAITING,
        added_by=by,
        begun_at=at,
        touched_at=at,
    )
    pieces.put(upload, 0, content)


def remove(filing: Filing, paper_id: object) -> None:
    """Take a file out of a draft; nothing happens when it is not there."""
    _delete(filing.papers.filter(pk__in=row_ids([str(paper_id)]), dossier=None))


def remove_draft(filing: Filing) -> None:
    """Delete a draft that was not sent, with everything in it."""
    with transaction.atomic():
        _delete(filing.papers.filter(dossier=None))
        filing.delete()


def hand_over_to(dossier: Dossier, draft: Filing) -> None:
    """Papers collected in a draft become papers of the dossier; the draft disappears."""
    draft.papers.update(dossier=dossier, filing=None, kind=PaperKind.SUPPLEMENT)
    draft.delete()


def _delete(papers: Iterable[Paper]) -> None:
    for paper in papers:
        ref = (paper.sha256, paper.key_id)
        paper.delete()
        transaction.on_commit(lambda ref=ref: _forget_if_unused(*ref))  # type: ignore[misc]


def _forget_if_unused(sha256: str, key_id: str) -> None:
    owners = (Paper, EarlierFile)
    if sha256 and not any(owner.objects.filter(sha256=sha256, key_id=key_id).exists() for owner in owners):
        files.forget(sha256, key_id)


def slots_for(names: Sequence[str]) -> list[Slot]:
    """One slot per paper that the office asked for, and one for anything else."""
    asked = [Slot(f"paper-{place}", name) for place, name in enumerate(names, start=1)]
    return [*asked, Slot("other", OTHER_PAPER)]
