"""The result of a dossier as pages show it: its versions, newest first, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from common.signatures import Signed
from dossiers.actions.results import WITH_RESULT, files_in_force
from dossiers.models import Dossier, Paper, PaperKind, Result


@dataclass(frozen=True)
class ResultFile:
    """`signed` in words, empty where nobody has looked; `is_signed`: the file carries an electronic signature."""

    id: int
    name: str
    size: int
    sha256: str
    signed: str
    is_signed: bool
    is_changed: bool


@dataclass(frozen=True)
class ResultVersion:
    """What was recorded at one moment. `files` are those that came with it."""

    version: int
    number: str
    issued_on: date | None
    signer: str
    is_correction: bool
    reason: str
    at: datetime
    by: str
    files: Sequence[ResultFile]


@dataclass(frozen=True)
class ResultCard:
    """`files` are those in force; `lacks_document`: neither a file nor a number is recorded."""

    number: str
    issued_on: date | None
    signer: str
    files: Sequence[ResultFile]
    versions: Sequence[ResultVersion]
    lacks_document: bool


def result_card(dossier: Dossier) -> ResultCard | None:
    """None as long as there is no result."""
    versions = list(dossier.results.select_related("by").order_by("-version"))
    if not versions and dossier.status not in WITH_RESULT:
        return None
    files = list(dossier.papers.filter(kind=PaperKind.RESULT).order_by("pk"))
    now = versions[0] if versions else None
    in_force = [file_line(paper) for paper in files_in_force(dossier)]
    number = now.number if now else ""
    return ResultCard(
        number=number,
        issued_on=now.issued_on if now else None,
        signer=now.signer if now else "",
        files=in_force,
        versions=[_version(one, [file for file in files if file.result_id == one.pk]) for one in versions],
        lacks_document=not in_force and not number,
    )


def _version(result: Result, files: Sequence[Paper]) -> ResultVersion:
    return ResultVersion(
        version=result.version,
        number=result.number,
        issued_on=result.issued_on,
        signer=result.signer,
        is_correction=result.is_correction,
        reason=result.reason,
        at=result.at,
        by=result.by.full_name if result.by else "",
        files=[file_line(file) for file in files],
    )


def file_line(paper: Paper) -> ResultFile:
    return ResultFile(
        id=paper.pk,
        name=paper.file_name,
        size=paper.size,
        sha256=paper.sha256,
        signed=paper.get_signed_display(),
        is_signed=paper.signed in {Signed.WHOLE, Signed.PART},
        is_changed=paper.signed == Signed.PART,
    )
