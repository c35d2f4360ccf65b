"""A result from the draft to the signature: prepared by an officer, checked by the head of office, signed by a leader.

The steps stand in `dossiers.letters.RESULT_STEPS`; signing is `resolve`, in the same transaction. `seen` is the
revision of the draft that the person looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from centers.models import Posting
from centers.queries import heads_of
from common.clock import local_date
from common.errors import Refusal
from dossiers.actors import Actor
from dossiers.enclosures import Enclosure, enclose
from dossiers.letters import (
    LIVE,
    RESULT_STEPS,
    LetterState,
    NotThisStep,
    after_changing,
    after_handing_on,
    check_step,
    step_label,
)
from dossiers.lifecycle import AWAITING, OPEN, Status
from dossiers.models import Dossier, PaperKind, Result, ResultDraft, ResultDraftStep
from notifications.actions import put_up
from notifications.models import Notice

from .concluding import resolve_within
from .draft_notices import tell_signed, tell_taken_back
from .endings import facts_of_ending
from .interpreter import work_on
from .letters import has_head, roles_towards
from .open_drafts import CLOSE
from .results import Document, record


class DraftMovedOn(Refusal):
    """Says what was done last, and by whom."""

    def __init__(self, last: ResultDraftStep | None = None) -> None:
        told = _("Somebody worked on this draft since you opened it. Nothing of yours was saved; look again.")
        super().__init__(_moved(last) if last is not None and last.by is not None else told)


class DraftOutdated(Refusal):
    default_message = _("The dossier has ended; this draft is not needed any more.")


class DossierWaits(Refusal):
    default_message = _("The dossier waits for the applicant. It can be signed once it goes on.")


class NothingProposed(Refusal):
    default_message = _("Write what you propose.")


@dataclass(frozen=True)
class Proposal:
    """What a draft says. Files that come along take the place of those before; none keeps them."""

    opinion: str
    number: str = ""
    files: Sequence[UploadedFile] = ()


def prepare(dossier: Dossier, proposal: Proposal, *, at: datetime, by: Actor) -> ResultDraft:
    """Begin a draft, or go on with the one there is.

    Raises NotThisStep, DraftMovedOn, DraftOutdated, NothingProposed, and what is wrong with a file.
    """
    with transaction.atomic():
        locked = Dossier.objects.select_for_update(no_key=True).get(pk=dossier.pk)
        if not roles_towards(locked, by):
            raise NotThisStep
        _goes_on(locked)
        known = locked.result_drafts.filter(state__in=LIVE).first()
        draft = known or ResultDraft(dossier=locked, created_at=at, revision=0)
        if known is not None and known.state != LetterState.DRAFT:
            raise DraftMovedOn(_last_step(known))
        _put(draft, proposal, at=at, by=by)
        _note(draft, "save" if known else "draft", at=at, by=by)
    return draft


def save(draft: ResultDraft, proposal: Proposal, *, at: datetime, by: Actor, seen: int) -> ResultDraft:
    """Put down what it says. The head and the leader do so where it lies; for others it is a draft again then."""
    return _step(draft, "save", at=at, by=by, seen=seen, proposal=proposal)


def hand_on(draft: ResultDraft, proposal: Proposal, *, at: datetime, by: Actor, seen: int) -> ResultDraft:
    """Prepared: to the head of the deciding office where there is one, else to the leader."""
    return _step(draft, "hand_on", at=at, by=by, seen=seen, proposal=proposal)


def check(draft: ResultDraft, proposal: Proposal, *, at: datetime, by: Actor, seen: int) -> ResultDraft:
    """The head of office has checked it: on to the leader."""
    return _step(draft, "check", at=at, by=by, seen=seen, proposal=proposal)


def send_back(draft: ResultDraft, *, at: datetime, by: Actor, seen: int, reason: str) -> ResultDraft:
    """Back to whoever prepares it, with what is to be changed."""
    return _step(draft, "send_back", at=at, by=by, seen=seen, reason=reason)


def withdraw(draft: ResultDraft, *, at: datetime, by: Actor, seen: int) -> ResultDraft:
    """Whoever prepares it gives it up; another one may be begun."""
    return _step(draft, "withdraw", at=at, by=by, seen=seen)


def sign(draft: ResultDraft, *, number: str, issued_on: date | None, at: datetime, by: Actor, seen: int) -> ResultDraft:
    """The leader signs: the dossier is resolved with this result. Raises DossierWaits, and as `resolve`."""
    with transaction.atomic():
        with work_on(draft.dossier) as work:
            locked = _locked(draft, seen)
            check_step("sign", LetterState(locked.state), roles_towards(work.dossier, by), steps=RESULT_STEPS)
            _goes_on(work.dossier)
            if Status(work.dossier.status) in AWAITING:
                raise DossierWaits
            document = Document(number.strip(), issued_on or local_date(at), by.name)
            resolve_within(work, document, at=at, by=by, facts=facts_of_ending(work.dossier))
            result = record(work, document, at=at, by=by)
            _sign(locked, result, number, at=at)  # before the dossier is written: what is still live is closed then
            _note(locked, "sign", at=at, by=by)
        tell_signed(locked, at=at, by=by)
    return locked


def _step(
    draft: ResultDraft,
    name: str,
    *,
    at: datetime,
    by: Actor,
    seen: int,
    proposal: Proposal | None = None,
    reason: str = "",
) -> ResultDraft:
    with transaction.atomic():
        dossier = Dossier.objects.select_for_update(no_key=True).get(pk=draft.dossier_id)
        locked = _locked(draft, seen)
        locked.dossier, roles = dossier, roles_towards(dossier, by)
        came_from = LetterState(locked.state)
        check_step(name, came_from, roles, reason, steps=RESULT_STEPS)
        _goes_on(dossier)
        locked.state = _target(name, locked, roles, at)
        if proposal is not None:
            _put(locked, proposal, at=at, by=by)
        else:
            locked.revision += 1
            locked.save()
        _note(locked, name, at=at, by=by, reason=reason)
        if name in {"save", "withdraw"}:
            tell_taken_back(locked, lay=came_from, at=at, by=by)
        if name in {"hand_on", "check", "send_back"}:
            put_up(_notices(locked, at=at, by=by))
    return locked


def _notices(draft: ResultDraft, *, at: datetime, by: Actor) -> list[Notice]:
    """Whoever has it now is told: heads who check, leaders who sign, or those who prepared it."""
    return [
        Notice(
            key=f"result-draft/{draft.pk}/{draft.revision}/{user_id}",
            user_id=user_id,
            template="result_draft",
            context={"code": draft.dossier.code or "", "state": str(draft.state)},
            url=f"/xu-ly/ky/ket-qua/{draft.pk}/",
            created_at=at,
        )
        for user_id in sorted(_who_has_it(draft, at))
        if user_id != by.account_id
    ]


def _who_has_it(draft: ResultDraft, at: datetime) -> set[int]:
    office, on = draft.dossier.deciding_office, local_date(at)
    if draft.state == LetterState.TO_CHECK:
        return {*heads_of([office.pk], on)[office.pk]}
    if draft.state == LetterState.TO_SIGN:
        leading = Q(center__unit=office.unit_id) | Q(unit=office.unit_id)
        posts = Posting.objects.in_force(on).filter(leading, role=Role.LEADER, user__is_active=True)
        return {*posts.values_list("user", flat=True)}
    prepared = draft.steps.filter(step__in=["draft", "save", "hand_on"], by__isnull=False)
    return {step.by_id for step in prepared if step.by_id is not None}


def _target(name: str, draft: ResultDraft, roles: frozenset[Role], at: datetime) -> str:
    if name == "hand_on":
        return after_handing_on(roles, has_head=has_head(draft.dossier, at))
    if name == "save":
        return after_changing(LetterState(draft.state), roles)
    return {"check": LetterState.TO_SIGN, "send_back": LetterState.DRAFT, "withdraw": LetterState.WITHDRAWN}[name]


def _put(draft: ResultDraft, proposal: Proposal, *, at: datetime, by: Actor) -> None:
    if not proposal.opinion.strip():
        raise NothingProposed(field="opinion")
    assert by.account_id is not None
    draft.opinion, draft.number = proposal.opinion.strip(), proposal.number.strip()
    draft.revision += 1
    draft.save()
    if proposal.files:
        enclosures = [Enclosure(upload) for upload in proposal.files]
        draft.files.set(enclose(enclosures, kind=PaperKind.DRAFT, at=at, by_id=by.account_id, dossier=draft.dossier))


def _sign(draft: ResultDraft, result: Result, number: str, *, at: datetime) -> None:
    draft.files.update(kind=PaperKind.RESULT, result=result)
    draft.state, draft.signed_at, draft.result, draft.number = LetterState.SIGNED, at, result, number.strip()
    draft.revision += 1
    draft.save()


def _goes_on(dossier: Dossier) -> None:
    if dossier.status not in OPEN:
        raise DraftOutdated


def _locked(draft: ResultDraft, seen: int) -> ResultDraft:
    locked = ResultDraft.objects.select_for_update().get(pk=draft.pk)
    if locked.revision != seen:
        last = _last_step(locked)
        raise DraftOutdated if last is not None and last.step == CLOSE else DraftMovedOn(last)
    return locked


def _note(draft: ResultDraft, step: str, *, at: datetime, by: Actor, reason: str = "") -> None:
    said = version_of(draft) if step in WRITING else {}
    ResultDraftStep.objects.create(draft=draft, step=step, at=at, by_id=by.account_id, reason=reason.strip(), said=said)


WRITING = frozenset({"draft", "save", "hand_on", "check", "sign"})
"""Steps that write a version, or sign one."""


def version_of(draft: ResultDraft) -> dict[str, Any]:
    files = list(draft.files.order_by("pk").values_list("pk", flat=True))
    return {"opinion": draft.opinion, "number": draft.number, "files": files}


def _last_step(draft: ResultDraft) -> ResultDraftStep | None:
    return draft.steps.select_related("by").order_by("-pk").first()


def _moved(last: ResultDraftStep) -> str:
    assert last.by is not None
    told = gettext(
        "%(who)s worked on this draft since you opened it (%(what)s). Nothing of yours was saved; look again."
    )
    return told % {"who": last.by.full_name, "what": step_label(last.step)}
