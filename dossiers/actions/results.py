"""The result of a dossier as data: a version with each `resolve`, and corrections by a leader. The status stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from common import rows
from common.clock import local_date
from common.errors import Refusal
from dossiers.actors import Actor
from dossiers.deadlines import SHORT
from dossiers.letterbox import post, to_applicant
from dossiers.lifecycle import ReasonMissing, Status
from dossiers.models import Dossier, Paper, PaperKind, Result
from policies.catalogue import PolicyKey
from policies.queries import text as policy_text

from .interpreter import Work, work_on

WITH_RESULT = frozenset({Status.RESOLVED, Status.DELIVERED})


class IssuedLater(Refusal):
    default_message = _("The document cannot have been issued after this day.")


class NoNumber(Refusal):
    default_message = _("The number of a document has at least one digit. Without a number leave the field empty.")


class NoResultYet(Refusal):
    default_message = _("This dossier has no result that could be corrected.")


class NotTheDecider(Refusal):
    default_message = _("Only a leader of the authority that decides this dossier may do this.")


class SameResult(Refusal):
    default_message = _("Nothing was changed, so there is nothing to correct.")


class SignatureNeeded(Refusal):
    default_message = _("Results are signed by a leader here: prepare it for signature.")


NEEDED = "yes"  # value of policy result.needs_signature


@dataclass(frozen=True)
class Document:
    """What is known of the document; all may be empty, and is then shown as missing."""

    number: str = ""
    issued_on: date | None = None
    signer: str = ""

    def facts(self) -> dict[str, Any]:
        """For the event; what is empty is left out."""
        issued_on = self.issued_on.isoformat() if self.issued_on else ""
        known = {"result": self.number, "result_on": issued_on, "result_signer": self.signer}
        return {"result": self.number, **{name: text for name, text in known.items() if text}}


def check_document(document: Document, at: datetime) -> None:
    """Raises `IssuedLater`, and `NoNumber` for a number without a digit: it names no document."""
    if document.number and not any(character.isdigit() for character in document.number):
        raise NoNumber(field="result")
    if document.issued_on and document.issued_on > local_date(at):
        raise IssuedLater(field="result_on")


def needs_signature(dossier: Dossier, by: Actor, at: datetime) -> bool:
    """Whether this person may not resolve at once. Limits of a day or less never wait for a signature."""
    if dossier.unit in SHORT or policy_text(PolicyKey.RESULT_NEEDS_SIGNATURE, on=local_date(at)) != NEEDED:
        return False
    return Role.LEADER not in by.roles_in({dossier.deciding_office_id})


def check_signature(dossier: Dossier, by: Actor, at: datetime) -> None:
    """Raises `SignatureNeeded`."""
    if needs_signature(dossier, by, at):
        raise SignatureNeeded


def record(work: Work, document: Document, *, at: datetime, by: Actor, reason: str = "") -> Result:
    """One more version; with a reason it is a correction."""
    dossier = work.dossier
    last = dossier.results.order_by("-version").values_list("version", flat=True).first() or 0
    result = Result(
        dossier=dossier,
        version=last + 1,
        number=document.number,
        issued_on=document.issued_on,
        signer=document.signer,
        is_correction=bool(reason),
        reason=reason,
        at=at,
        by_id=by.account_id,
    )
    rows.insert([result])
    return result


def bind_files(dossier: Dossier) -> None:
    """Result files that came in with the last version belong to it."""
    newest = dossier.results.order_by("-version").first()
    if newest is not None:
        dossier.papers.filter(kind=PaperKind.RESULT, result=None).update(result=newest)


def result_in_force(dossier: Dossier) -> Result | None:
    return dossier.results.order_by("-version").first()


def files_in_force(dossier: Dossier) -> list[Paper]:
    """The files of the result: of the newest version that brought files since the last `resolve`; of a dossier taken
    over, which has no versions, all of them."""
    files = list(dossier.papers.filter(kind=PaperKind.RESULT).order_by("pk"))
    versions = list(dossier.results.order_by("-version"))
    for version in versions:
        own = [paper for paper in files if paper.result_id == version.pk]
        if own or not version.is_correction:
            return own
    return files


@transaction.atomic
def correct_result(
    dossier: Dossier,
    document: Document,
    *,
    at: datetime,
    by: Actor,
    reason: str,
    has_files: bool = False,
    seen: int | None = None,
) -> Result:
    """A leader mends what was recorded of the result; the version before it stays. `has_files`: new files come along.

    Raises `NoResultYet`, `NotTheDecider`, `ReasonMissing`, `IssuedLater`, `SameResult`.
    """
    with work_on(dossier, seen=seen) as work:
        last = result_in_force(work.dossier)
        if work.dossier.status not in WITH_RESULT or last is None:
            raise NoResultYet
        if not may_correct(work.dossier, by):
            raise NotTheDecider
        if not reason.strip():
            raise ReasonMissing
        check_document(document, at)
        if not has_files and document == Document(last.number, last.issued_on, last.signer):
            raise SameResult
        result = record(work, document, at=at, by=by, reason=reason.strip())
    _tell(work.dossier, result, at)
    return result


def may_correct(dossier: Dossier, by: Actor) -> bool:
    return dossier.deciding_office_id in by.offices_as(frozenset({Role.LEADER}))


def _tell(dossier: Dossier, result: Result, at: datetime) -> None:
    """The applicant hears of a correction."""
    key = f"dossier/{dossier.pk}/result/{result.version}"
    post([to_applicant(dossier, key=key, template="dossier_result_corrected", at=at, number=result.number)])


def without_document(dossiers: Sequence[Dossier]) -> set[int]:
    """Ids of those that were resolved without any file and without a number of a document."""
    ids = [dossier.pk for dossier in dossiers if dossier.status in WITH_RESULT]
    numbered = Result.objects.filter(dossier__in=ids).exclude(number="").values_list("dossier_id", flat=True)
    filed = Paper.objects.filter(dossier__in=ids, kind=PaperKind.RESULT).values_list("dossier_id", flat=True)
    return set(ids) - set(numbered) - set(filed)
