"""What a citizen is still preparing: declarations kept sealed, papers uploaded, and what is missing before it is sent.

A draft is a `Filing`. One that supplies papers to a dossier carries the id of that dossier in `answers["supplies"]` and
disappears when the papers are sent.
"""

import base64
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from centers.models import Center
from common import crypto
from common.clock import local_date
from common.errors import Refusal
from dossiers.actions import save_filing
from dossiers.actions.wishes import Wish
from dossiers.delivery import Way
from dossiers.models import UNSETTLED, Channel, Dossier, FiledBy, Filing, Paper
from policies.catalogue import PolicyKey
from policies.queries import text
from procedures import question_sets
from procedures.models import Procedure, ProcedureCase, ProcedureVersion
from procedures.queries import NotInForce, allowance_of, version_in_force

HERE = "here"
SUPPLIES = "supplies"
MOST_UNSENT = 50  # drafts of one account: each may hold files up to policy upload.filing_mb


class NoSuchFiling(Refusal):
    """Not there, or somebody else's: the answer is the same."""


class TooManyDrafts(Refusal):
    default_message = _("You have begun many filings and not sent them. Send or delete some of them first.")


@dataclass(frozen=True)
class Missing:
    """Which pages of a draft still have something to do."""

    submitter: bool
    owner: bool
    papers: bool

    @property
    def anything(self) -> bool:
        return self.submitter or self.owner or self.papers


def is_filed_here(at: datetime) -> bool:
    """Policy online_filing: whether citizens file here, or on the national portal."""
    return text(PolicyKey.ONLINE_FILING, on=local_date(at)) == HERE


def can_be_filed(version: ProcedureVersion) -> bool:
    """Whether a procedure takes dossiers online: it says so, and its time limit is known."""
    return version.has_time and version.takes_online and Channel.ONLINE in version.channels


def fileable_version(procedure: Procedure, at: datetime) -> ProcedureVersion | None:
    """The version in force today if dossiers can be filed online under it."""
    try:
        version = version_in_force(procedure, local_date(at))
    except NotInForce:
        return None
    return version if can_be_filed(version) else None


def begin(
    version: ProcedureVersion,
    center: Center,
    *,
    account: User,
    case: ProcedureCase | None = None,
    filed_by: FiledBy = FiledBy.OWNER,
    at: datetime,
) -> Filing:
    """A new draft. Raises `TimeUnknown` for what could never be received, `TooManyDrafts`."""
    allowance_of(version, case)
    if _unsent(account).filter(expires_at__gt=at).count() >= MOST_UNSENT:
        raise TooManyDrafts
    draft = _new(version, center, account, at)
    draft.case, draft.filed_by = case, filed_by
    draft.questions = question_sets.current(version.procedure_id)
    return save_filing(draft, at=at)


def of_account(account: User) -> QuerySet[Filing]:
    """Drafts of a person's own new dossiers that are not sent, newest first."""
    return _unsent(account).exclude(filed_by=FiledBy.HELPER)


def helped_by(account: User) -> QuerySet[Filing]:
    """The same for dossiers of others."""
    return _unsent(account).filter(filed_by=FiledBy.HELPER)


def _unsent(account: User) -> QuerySet[Filing]:
    drafts = Filing.objects.filter(account=account, dossier=None).exclude(answers__has_key=SUPPLIES)
    return drafts.select_related("version__procedure", "center").order_by("-updated_at")


def filing_of(account: User, key: UUID) -> Filing:
    """A filing of this account, sent or not. Raises `NoSuchFiling`."""
    relations = ("version__procedure", "case", "center__unit", "dossier", "account")
    filing = Filing.objects.select_related(*relations).filter(account=account, key=key).first()
    if filing is None or SUPPLIES in filing.answers:
        raise NoSuchFiling
    return filing


def supplement_of(dossier: Dossier, account: User, at: datetime) -> Filing | None:
    """The draft that collects papers for a dossier, if one was begun."""
    own = Filing.objects.filter(account=account, dossier=None, answers__contains={SUPPLIES: dossier.pk})
    return own.filter(expires_at__gt=at).order_by("pk").first()


def begin_supplement(dossier: Dossier, account: User, at: datetime) -> Filing:
    """The same, made on first use; one of them, however many files are announced at once."""
    with transaction.atomic():
        Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
        known = supplement_of(dossier, account, at)
        if known is not None:
            return known
        return save_filing(new_supplement(dossier, account, at), at=at)


def new_supplement(dossier: Dossier, account: User, at: datetime) -> Filing:
    """The same, not saved."""
    draft = _new(dossier.version, dossier.receiving_center, account, at)
    draft.answers = {SUPPLIES: dossier.pk}
    return draft


def _new(version: ProcedureVersion, center: Center, account: User, at: datetime) -> Filing:
    return Filing(account=account, center=center, version=version, channel=Channel.ONLINE, created_at=at, updated_at=at)


def wish_in(filing: Filing) -> Wish:
    """How the result is to be received, as chosen so far; the address lies sealed."""
    way = filing.answers.get("result_way", "")
    return Wish(Way(way) if way in Way.values else Way.COUNTER, opened(filing.answers.get("post_to", {})).get("to", ""))


def with_wish(filing: Filing, wish: Wish) -> dict[str, Any]:
    """The answers with this choice."""
    return {**filing.answers, "result_way": wish.way.value, "post_to": sealed({"to": wish.address})}


def missing(filing: Filing, *, spared: Collection[str] = (), has_given: bool = False) -> Missing:
    """What still has to be done; a procedure with published papers needs at least one file, unless all are `spared`.

    `has_given`: a paper that was digitised before is used again. What was begun to be uploaded must be whole.
    """
    is_owner = filing.is_about_submitter
    needs_papers = filing.version.papers.filter(is_note=False).exclude(name__in=spared).exists()
    is_coming = filing.uploads.filter(state__in=UNSETTLED).exists()
    return Missing(
        submitter=not filing.submitter,
        owner=(not is_owner and not filing.owner) or not (filing.is_helped or filing.answers.get("owner_chosen")),
        papers=is_coming or (needs_papers and not has_given and not case_papers(filing).exists()),
    )


def case_papers(filing: Filing) -> QuerySet[Paper]:
    """The papers of the matter itself, without a photographed consent."""
    return filing.papers.exclude(pk__in=filing.consents.filter(evidence__isnull=False).values("evidence"))


def sealed(declared: Mapping[str, str]) -> dict[str, str]:
    """A declaration as it lies in the database: encrypted, because it holds an identity number."""
    if not declared:
        return {}
    key_id, token = crypto.encrypt(json.dumps(dict(declared)).encode())
    return {"key_id": key_id, "token": base64.b64encode(token).decode()}


def opened(kept: Mapping[str, Any]) -> dict[str, str]:
    """What was declared, as typed; empty when nothing was, or the key is gone (then it is typed again)."""
    if not kept:
        return {}
    try:
        plain = crypto.decrypt(kept["key_id"], base64.b64decode(kept["token"]))
    except (crypto.CannotDecrypt, KeyError):
        return {}
    return {str(name): str(value) for name, value in json.loads(plain).items()}
