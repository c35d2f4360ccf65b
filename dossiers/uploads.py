"""Files that come in piece by piece over a line that breaks (docs/uploads.md).

`begin` → `add_piece` … → kept. Everything may be asked twice, from two tabs, in any order: a file is kept once or not.
"""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import crypto, files
from common.clock import local_date
from common.errors import Refusal
from common.files import UploadRefused
from common.scanning import ScannerAway
from dossiers import citizen_files, pieces
from dossiers.citizen_files import Checked, Slot
from dossiers.models import Filing, PaperUpload, UploadState
from policies.catalogue import PolicyKey
from policies.queries import number

MAX_PIECE = 1024 * 1024  # bytes


class NoSuchUpload(Refusal):
    """Not there (any more), or of another filing."""


class AlreadySent(Refusal):
    default_message = _("The dossier has been sent already. Files can be added when the center asks for them.")


class WrongPlace(Refusal):
    """The piece does not join what has arrived; `upload.received` says where to go on."""

    def __init__(self, upload: PaperUpload) -> None:
        super().__init__(_("The file goes on from another place."))
        self.upload = upload


def begin(filing: Filing, slot: Slot, *, file_name: str, size: int, sha256: str, at: datetime, by: User) -> PaperUpload:
    """The upload of this content for this paper: a new one, or the one that was begun before.

    Raises AlreadySent, and UploadRefused for what is known to be refused before a byte is sent.
    """
    with transaction.atomic():
        locked = Filing.objects.select_for_update(of=("self",)).filter(pk=filing.pk).first()
        if locked is None or locked.dossier_id:
            raise AlreadySent
        known = filing.uploads.filter(field=slot.field, sha256=sha256).first()
        if known is not None and known.state != UploadState.REFUSED:
            return known
        if known is not None:
            known.delete()  # tried once more
        return _new(filing, slot, files.display_name(file_name), size, sha256, at, by)


def _new(filing: Filing, slot: Slot, name: str, size: int, sha256: str, at: datetime, by: User) -> PaperUpload:
    paper = filing.papers.filter(sha256=sha256, name=slot.name).order_by("pk").first()
    if paper is None and not size:
        raise UploadRefused(_("The file “%(name)s” is empty.") % {"name": name})
    if paper is None:
        citizen_files.refuse_beyond(filing, name, size, citizen_files.limits(at))
    return PaperUpload.objects.create(
        filing=filing,
        paper=paper,
        required_id=slot.required_id,
        field=slot.field,
        name=slot.name,
        file_name=name,
        size=paper.size if paper else size,
        sha256=sha256,
        received=paper.size if paper else 0,
        state=UploadState.KEPT if paper else UploadState.RECEIVING,
        added_by=by,
        begun_at=at,
        touched_at=at,
    )


def upload_of(filing: Filing, key: UUID) -> PaperUpload:
    """Raises NoSuchUpload."""
    found = filing.uploads.filter(key=key).first()
    if found is None:
        raise NoSuchUpload
    return found


def add_piece(upload: PaperUpload, start: int, content: bytes, *, at: datetime) -> PaperUpload:
    """Keep what is new of a piece; the last one makes the file whole, and it is looked at.

    A piece that came before, or overlaps, adds what was missing. Raises WrongPlace for a gap and for more bytes than
    were announced, NoSuchUpload when it has been swept meanwhile.
    """
    with transaction.atomic():
        upload = _locked(upload)
        if upload.state == UploadState.RECEIVING and upload.received < upload.size:
            _join(upload, start, content, at)
    return settle(upload, at=at)


def _join(upload: PaperUpload, start: int, content: bytes, at: datetime) -> None:
    if start > upload.received or start + len(content) > upload.size:
        raise WrongPlace(upload)
    fresh = content[upload.received - start :]
    if fresh:
        pieces.put(upload, upload.received, fresh)
        upload.received += len(fresh)
        upload.touched_at = at
        upload.save(update_fields=["received", "touched_at"])


def settle(upload: PaperUpload, *, at: datetime) -> PaperUpload:
    """Look at a file that is whole: kept, refused, or waiting for the virus scanner. Nothing happens to others.

    Raises WrongPlace when it was damaged on the way and has to come again from the beginning.
    """
    if upload.state not in {UploadState.RECEIVING, UploadState.WAITING} or upload.received < upload.size:
        return upload
    content = _arrived(upload)
    if hashlib.sha256(content).hexdigest() != upload.sha256:
        raise WrongPlace(_start_again(upload))
    try:  # nothing is locked while the scanner looks
        found: Checked | None = citizen_files.checked(upload.file_name, content, citizen_files.limits(at))
        refusal = ""
    except ScannerAway:
        return _let_wait(upload)
    except UploadRefused as refused:
        found, refusal = None, str(refused)
    return _ended(upload, found, refusal, at)


def _arrived(upload: PaperUpload) -> bytes:
    try:
        return pieces.whole(upload)
    except crypto.CannotDecrypt:
        return b""  # as good as damaged on the way


@transaction.atomic
def _start_again(upload: PaperUpload) -> PaperUpload:
    upload = _locked(upload)
    if upload.state in {UploadState.RECEIVING, UploadState.WAITING}:
        pieces.forget(upload)
        upload.received, upload.state = 0, UploadState.RECEIVING
        upload.save(update_fields=["received", "state"])
    return upload


@transaction.atomic
def _let_wait(upload: PaperUpload) -> PaperUpload:
    upload = _locked(upload)
    if upload.state == UploadState.RECEIVING and upload.received == upload.size:
        upload.state = UploadState.WAITING
        upload.save(update_fields=["state"])
    return upload


@transaction.atomic
def _ended(upload: PaperUpload, found: Checked | None, refusal: str, at: datetime) -> PaperUpload:
    filing = Filing.objects.select_for_update(of=("self",)).filter(pk=upload.filing_id).first()
    if filing is None:
        raise NoSuchUpload
    upload = _locked(upload)
    if upload.state not in {UploadState.RECEIVING, UploadState.WAITING} or upload.received < upload.size:
        return upload  # another tab was first
    slot = Slot(upload.field, upload.name, upload.required_id)
    upload.paper = citizen_files.keep(filing, slot, found, at=at, by=upload.added_by) if found else None
    upload.state, upload.refusal = (UploadState.KEPT if found else UploadState.REFUSED), refusal
    upload.save(update_fields=["paper", "state", "refusal"])
    pieces.forget(upload)
    return upload


def _locked(upload: PaperUpload) -> PaperUpload:
    found = PaperUpload.objects.select_for_update(of=("self",)).filter(pk=upload.pk).first()
    if found is None:
        raise NoSuchUpload
    return found


def not_kept(filing: Filing) -> list[PaperUpload]:
    """What has not arrived, waits, or was refused: for the person to see."""
    return list(filing.uploads.exclude(state=UploadState.KEPT).order_by("pk"))


def give_up(filing: Filing, key: object) -> None:
    """Take an upload out that is not kept; nothing happens when it is not there."""
    try:
        wanted = UUID(str(key))
    except ValueError:
        return
    filing.uploads.exclude(state=UploadState.KEPT).filter(key=wanted).delete()


def scan_waiting(*, at: datetime) -> int:
    """Look again at what waits for the scanner, oldest first, until it is away once more; returns how many ended."""
    ended = 0
    for upload in PaperUpload.objects.filter(state=UploadState.WAITING).order_by("touched_at", "pk"):
        try:
            state = settle(upload, at=at).state
        except (WrongPlace, NoSuchUpload):
            continue
        if state == UploadState.WAITING:
            break
        ended += 1
    return ended


def drop_abandoned(*, at: datetime) -> int:
    """Remove what nobody went on sending (policy upload.abandoned_hours), and notes about files kept since; returns
    how many were abandoned."""
    before = at - timedelta(hours=number(PolicyKey.UPLOAD_ABANDONED_HOURS, on=local_date(at)))
    old = PaperUpload.objects.filter(touched_at__lte=before)
    old.filter(state=UploadState.KEPT).delete()
    _all, by_model = old.filter(state=UploadState.RECEIVING).delete()
    return by_model.get(PaperUpload._meta.label, 0)
