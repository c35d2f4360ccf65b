"""A citizen takes the result from the own page: the first time is recorded, and may be the delivery itself."""

from datetime import datetime

import structlog
from django.db import transaction

from accounts.roles import Role
from common.errors import Refusal
from common.signatures import Signed
from dossiers.actors import SYSTEM, Actor
from dossiers.delivery import Handing, Way
from dossiers.folder import folder_of
from dossiers.lifecycle import Status
from dossiers.models import Dossier, Paper, PaperKind, ResultDownload
from dossiers.originals import State

from .concluding import deliver
from .originals import where
from .results import files_in_force

log = structlog.get_logger(__name__)


def downloaded(dossier: Dossier, paper: Paper, *, at: datetime, by: Actor) -> bool:
    """Remember who took a file of the result first; answers whether the result is delivered by it.

    Only an electronically signed result is the document itself; a scan is a look at it, and the paper still waits. So
    it is delivered once the applicant has taken every file in force, all carry a signature over the whole file, and no
    original of the applicant lies with an office.
    """
    if paper.kind != PaperKind.RESULT or by.account_id is None or not _is_the_applicant(dossier, by, at):
        return False
    _row, is_first = ResultDownload.objects.get_or_create(paper=paper, defaults={"account_id": by.account_id, "at": at})
    if not is_first or dossier.status != Status.RESOLVED or not _is_complete(dossier):
        return False
    try:
        with transaction.atomic():
            deliver(dossier, by.name, at=at, by=SYSTEM, handing=Handing(Way.ONLINE), seen=dossier.revision)
    except Refusal as refusal:  # somebody acted at this moment; the file is given out all the same
        log.warning("result taken, not delivered", dossier=dossier.pk, reason=str(refusal))
        return False
    return True


def _is_the_applicant(dossier: Dossier, by: Actor, at: datetime) -> bool:
    """Submitter or proven owner, not a helper."""
    return Role.CITIZEN in folder_of(dossier).roles_of(by, at, frozenset())


def _is_complete(dossier: Dossier) -> bool:
    files = files_in_force(dossier)
    taken = ResultDownload.objects.filter(paper__in=files).count()
    signed = all(file.signed == Signed.WHOLE for file in files)
    with_us = {State.HERE, State.ON_THE_WAY, State.MISSING}
    return taken == len(files) and signed and not any(one.state in with_us for one in where(dossier))
