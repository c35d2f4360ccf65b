"""Files that citizens hand in: looked at one by one, so that a wrong one never costs the right ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from accounts.models import User
from common import files
from common.clock import local_date
from common.files import UploadRefused
from common.text import row_ids
from dossiers.models import Dossier, EarlierFile, Filing, Paper, PaperKind
from policies.catalogue import PolicyKey
from policies.queries import number

OTHER_PAPER = "Giấy tờ khác"  # the name of what is not on the published list; official, as printed on the slip


@dataclass(frozen=True)
class Slot:
    """One place of the page to put files in: a paper asked for. `field` is the name of the file control."""

    field: str
    name: str
    required_id: int | None = None


@dataclass(frozen=True)
class Limits:
    """Policies upload.*: the largest file in bytes, files per filing."""

    max_bytes: int
    max_files: int

    @property
    def megabytes(self) -> int:
        return self.max_bytes // 1024 // 1024


def limits(at: datetime) -> Limits:
    on = local_date(at)
    return Limits(number(PolicyKey.UPLOAD_MAX_MB, on=on) * 1024 * 1024, number(PolicyKey.UPLOAD_MAX_FILES, on=on))


@transaction.atomic
def take_in(
    filing: Filing, sent: MultiValueDict[str, UploadedFile], slots: Iterable[Slot], *, at: datetime, by: User
) -> dict[str, list[str]]:
    """Keep every file that may be kept; what may not comes back as messages by field name. Others stay kept."""
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
    name = files.display_name(file.name or "")
    if filing.papers.count() >= allowed.max_files:
        return _("“%(name)s” was not kept: at most %(count)s files.") % {"name": name, "count": allowed.max_files}
    try:
        files.refuse_too_large(name, file.size or 0, allowed.max_bytes)
        content = file.read()
        content_type = files.inspect_upload(name, content, allowed.max_bytes)
    except UploadRefused as refusal:
        return str(refusal)
    kept = files.store(content)
    if filing.papers.filter(sha256=kept.sha256, name=slot.name).exists():
        return ""  # the same form sent twice
    Paper.objects.create(
        filing=filing,
        required_id=slot.required_id,
        name=slot.name,
        file_name=name,
        content_type=content_type,
        size=kept.size,
        sha256=kept.sha256,
        key_id=kept.key_id,
        added_at=at,
        added_by=by,
    )
    return ""


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
