"""A file that an administrator has sent: kept, checked, then taken over or discarded. Needs no second upload."""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from centers.models import Center
from common import crypto
from common.clock import local_date
from common.errors import Refusal
from common.files import display_name
from dossiers.models import TakeOverUpload
from policies.catalogue import PolicyKey
from policies.queries import number

from .run import BadRow, Report, import_dossiers

KEPT = timedelta(days=1)
MEGABYTE = 1024 * 1024


class UploadGone(Refusal):
    default_message = _("This file is not kept any more. Please upload it again.")


class RowsAreBad(Refusal):
    default_message = _("Rows of this file cannot be taken over any more. Nothing was written; look at them below.")


@dataclass(frozen=True)
class Check:
    """What a dry run has found."""

    report: Report
    bad: tuple[BadRow, ...]


@dataclass(frozen=True)
class Limits:
    """What a page takes; longer files go through the command."""

    rows: int
    megabytes: int


def limits(at: datetime) -> Limits:
    """Policies take_over.page_rows and upload.max_mb."""
    on = local_date(at)
    return Limits(number(PolicyKey.TAKE_OVER_PAGE_ROWS, on=on), number(PolicyKey.UPLOAD_MAX_MB, on=on))


def keep(content: bytes, name: str, center: Center, *, at: datetime, by: User) -> TakeOverUpload:
    """Keep a file until somebody confirms or discards it, a day at the most. Raises Refusal when it cannot be read."""
    upload = TakeOverUpload(
        center=center, file_name=display_name(name), size=len(content), uploaded_by=by, uploaded_at=at
    )
    _run(content, upload, at=at, dry_run=True)  # a file that cannot be read at all is not kept
    upload.key_id, upload.content = crypto.encrypt(content, context=upload.key.bytes)
    upload.save()
    return upload


def check(upload: TakeOverUpload, *, at: datetime) -> Check:
    """Everything about the file, nothing written. Raises UploadGone, and Refusal as `import_dossiers`."""
    return _run(_content(upload), upload, at=at, dry_run=True)


@transaction.atomic
def confirm(key: UUID, *, at: datetime, by: User) -> TakeOverUpload:
    """Take all of it over; twice is once. Raises UploadGone, RowsAreBad, and Refusal as `import_dossiers`."""
    upload = TakeOverUpload.objects.select_for_update(of=("self",)).select_related("center__unit").get(key=key)
    if upload.done_at is not None:
        return upload
    found = _run(_content(upload), upload, at=at, dry_run=False)
    if not found.report.is_clean:
        raise RowsAreBad
    upload.done_at, upload.done_by, upload.rows = at, by, found.report.rows
    upload.content, upload.key_id = None, ""
    upload.save()
    return upload


def discard(upload: TakeOverUpload) -> None:
    """Forget the content; the row stays."""
    TakeOverUpload.objects.filter(pk=upload.pk).update(content=None, key_id="")


def forget_old(*, at: datetime) -> int:
    """Forget what nobody confirmed within a day; returns how many."""
    old = TakeOverUpload.objects.filter(content__isnull=False, uploaded_at__lte=at - KEPT)
    return old.update(content=None, key_id="")


def _content(upload: TakeOverUpload) -> bytes:
    if upload.content is None:
        raise UploadGone
    try:
        return crypto.decrypt(upload.key_id, upload.content, context=upload.key.bytes)
    except crypto.CannotDecrypt as error:
        raise UploadGone from error


def _run(content: bytes, upload: TakeOverUpload, *, at: datetime, dry_run: bool) -> Check:
    bad: list[BadRow] = []
    report = import_dossiers(
        io.BytesIO(content),
        upload.center,
        at=at,
        name=upload.file_name,
        dry_run=dry_run,
        on_bad=bad.append,
        most=limits(at).rows,
    )
    return Check(report, tuple(bad))
