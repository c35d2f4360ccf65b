"""Form 04: from the draft to the signature. What it does to the dossier are the transitions `extend` and `apologise`.

Every function is one transaction; `seen` is the revision of the letter that the person looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from centers.models import Posting
from common.clock import local_date
from common.errors import Refusal
from dossiers.actors import Actor
from dossiers.apologies import apology_by, proposal_for
from dossiers.calendars import SHELF
from dossiers.deadlines import is_open_at
from dossiers.guards import GuardRefused
from dossiers.letters import (
    FIRST_TEXTS,
    LIVE,
    Cause,
    LetterKind,
    LetterState,
    NotInWorkingTime,
    Wording,
    after_handing_on,
    check_step,
)
from dossiers.lifecycle import TRANSITIONS, NotInThisStatus, Status
from dossiers.models import Dossier, IssuedForm, Letter, LetterStep
from dossiers.slips.letter_words import Signer, said_of

from .interpreter import Work, advance, work_on


class LetterMovedOn(Refusal):
    default_message = _(
        "Somebody else worked on this letter since you opened it. Nothing of yours was saved; look again."
    )


class LetterOutdated(Refusal):
    default_message = _(
        "The due date of the dossier has moved or the dossier has ended; this letter is not needed any more."
    )


@dataclass(frozen=True)
class _Issue:
    """What is to be signed: the transition, its words, and the letter that was looked at (None: there was none)."""

    name: str
    wording: Wording
    letter_id: int | None = None
    seen_letter: int | None = None


def extend(
    dossier: Dossier, *, cause: str, new_at: datetime | None, reason: str, at: datetime, by: Actor, **rest: Any
) -> Dossier:
    """A leader apologises and gives a new appointment (form 04), with or without a letter that is being prepared.

    `reason` is what the letter says. Moves what the applicant is told, never the due date. Raises NotInWorkingTime and
    what the table refuses.
    """
    return _issue(dossier, _Issue("extend", Wording(Cause(cause), reason, new_at)), at=at, by=by, **rest)


def apologise(dossier: Dossier, *, cause: str, reason: str, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """Form 04 for a dossier that ended late without one: recorded as late, changes nothing else."""
    return _issue(dossier, _Issue("apologise", Wording(Cause(cause), reason, None)), at=at, by=by, **rest)


def sign(letter: Letter, *, at: datetime, by: Actor, seen: int) -> Letter:
    """The leader signs what stands there. Raises LetterMovedOn, LetterOutdated, NotThisStep, and as `extend`."""
    wording = Wording(Cause(letter.cause), letter.text, letter.new_at)
    name = "apologise" if letter.is_afterwards else "extend"
    check_step("sign", LetterState(letter.state), roles_towards(letter.dossier, by))
    _issue(letter.dossier, _Issue(name, wording, letter.pk, seen), at=at, by=by)
    letter.refresh_from_db()
    return letter


def save(letter: Letter, wording: Wording, *, at: datetime, by: Actor, seen: int) -> Letter:
    """Put down what it shall say. Raises NotInWorkingTime and what the table says about the new date."""
    return _step(letter, "save", at=at, by=by, seen=seen, wording=wording)


def hand_on(letter: Letter, wording: Wording, *, at: datetime, by: Actor, seen: int) -> Letter:
    """Prepared: to the head of the deciding office where there is one, else to the leader."""
    return _step(letter, "hand_on", at=at, by=by, seen=seen, wording=wording)


def check(letter: Letter, wording: Wording, *, at: datetime, by: Actor, seen: int) -> Letter:
    """The head of office has checked it: on to the leader."""
    return _step(letter, "check", at=at, by=by, seen=seen, wording=wording)


def send_back(letter: Letter, *, at: datetime, by: Actor, seen: int, reason: str) -> Letter:
    """Back to whoever prepares it, with what is to be changed."""
    return _step(letter, "send_back", at=at, by=by, seen=seen, reason=reason)


def take_up(dossier: Dossier, *, at: datetime, by: Actor) -> Letter:
    """Begin form 04 for a late dossier that has none, open or ended. Raises GuardRefused for one that is not late."""
    with transaction.atomic():
        locked = Dossier.objects.select_for_update(no_key=True).get(pk=dossier.pk)
        is_late = locked.due_at is not None and local_date(locked.ended_at or at) > local_date(locked.due_at)
        if not is_late or not roles_towards(locked, by):
            raise GuardRefused(_("This dossier is not late, or it is not yours to apologise for."))
        letter = _letter_about(locked, locked.due_at, ended=locked.ended_at is not None, at=at)
        if letter.pk and letter.state != LetterState.WITHDRAWN:
            return letter
        letter.state, letter.revision = LetterState.DRAFT, letter.revision + 1
        letter.save()
        _note(letter, "reopen", at=at, by=by)
    return letter


def roles_towards(dossier: Dossier, by: Actor) -> frozenset[Role]:
    """The roles that count for a letter: in the deciding office; who holds the dossier may prepare it too."""
    preparing = by.roles_in({dossier.holder_id}) & {Role.OFFICER, Role.HEAD}
    return by.roles_in({dossier.deciding_office_id}) | preparing


def _step(
    letter: Letter,
    name: str,
    *,
    at: datetime,
    by: Actor,
    seen: int,
    wording: Wording | None = None,
    reason: str = "",
) -> Letter:
    with transaction.atomic():
        locked = _locked(letter.pk, seen)
        roles = roles_towards(locked.dossier, by)
        check_step(name, LetterState(locked.state), roles, reason)
        _still_needed(locked)
        if wording is not None:
            _put(locked, wording, at)
        locked.state = _target(name, locked, roles, at)
        locked.revision += 1
        locked.save()
        _note(locked, name, at=at, by=by, reason=reason)
    return locked


def _target(name: str, letter: Letter, roles: frozenset[Role], at: datetime) -> str:
    if name == "hand_on":
        return after_handing_on(roles, has_head=has_head(letter.dossier, at))
    return {"check": LetterState.TO_SIGN, "send_back": LetterState.DRAFT}.get(name, letter.state)


def has_head(dossier: Dossier, at: datetime) -> bool:
    """Whether somebody heads the office that decides."""
    posts = Posting.objects.in_force(local_date(at)).filter(role=Role.HEAD, office=dossier.deciding_office_id)
    return posts.filter(user__is_active=True).exists()


def _put(letter: Letter, wording: Wording, at: datetime) -> None:
    if not letter.is_afterwards:
        _open_then(letter.dossier, wording.new_at, about=letter.about_at, at=at)
    letter.cause, letter.text = wording.cause, wording.text.strip()
    letter.new_at = None if letter.is_afterwards else wording.new_at


def _open_then(dossier: Dossier, new_at: datetime | None, *, about: datetime, at: datetime) -> None:
    if new_at is None:
        raise GuardRefused(_("Enter the new date and time."), field="new_on")
    if new_at <= max(about, at):
        told = _("The new appointment must come after the due date, and lie in the future.")
        raise GuardRefused(told, field="new_on")
    assert dossier.calendar_version_id is not None
    if not is_open_at(SHELF[dossier.calendar_version_id], new_at):
        raise NotInWorkingTime


def _issue(
    dossier: Dossier, issue: _Issue, *, at: datetime, by: Actor, seen: int | None = None, **typed: Any
) -> Dossier:
    """Transition, form and letter at once; the dossier is locked before the letter, always."""
    with transaction.atomic():
        with work_on(dossier, seen=seen) as work:
            now = work.dossier
            if now.due_at is None:
                raise NotInThisStatus(TRANSITIONS[issue.name], Status(now.status))
            letter = _letter_to_sign(now, issue, at)
            facts = _facts(issue, letter, at)
            advance(work, issue.name, at=at, by=by, facts=facts, **{**typed, "reason": issue.wording.text})
            if issue.name == "extend":
                _open_then(now, issue.wording.new_at, about=letter.about_at, at=at)
            form = _form(work, issue.wording, letter, at=at, by=by)
        _sign(letter, issue.wording, form, at=at, late=bool(facts.get("after_its_time")))
        _note(letter, "sign", at=at, by=by)
    return work.dossier


def _letter_to_sign(dossier: Dossier, issue: _Issue, at: datetime) -> Letter:
    if issue.letter_id is not None and issue.seen_letter is not None:
        letter = _locked(issue.letter_id, issue.seen_letter)
        _still_needed(letter, dossier)
        return letter
    ended = issue.name == "apologise"
    about = dossier.due_at if ended else dossier.appointment_at
    return _letter_about(dossier, about, ended=ended, at=at)


def _facts(issue: _Issue, letter: Letter, at: datetime) -> dict[str, Any]:
    """What the event keeps: the class of reasons, the new appointment, and whether form 04 came too late."""
    facts: dict[str, Any] = {"cause": str(issue.wording.cause)}
    if issue.name == "extend" and issue.wording.new_at is not None:
        facts["extended_to"] = issue.wording.new_at.isoformat()
    if at > apology_by(letter.dossier, letter.about_at):
        facts["after_its_time"] = True
    return facts


def _form(work: Work, wording: Wording, letter: Letter, *, at: datetime, by: Actor) -> IssuedForm:
    """The form that the transition issued, with all that it says; it is never put together again."""
    form = work.forms[-1]
    said = said_of(letter.dossier, wording, signer_of(by, at), at)
    form.content = {**form.content, "cause": str(wording.cause), "said": said}
    return form


def signer_of(by: Actor, at: datetime) -> Signer:
    """The leader with the title of the post in which they sign."""
    posts = Posting.objects.in_force(local_date(at)).filter(user=by.account_id, role=Role.LEADER)
    title = posts.exclude(title="").order_by("since", "pk").values_list("title", flat=True).first()
    return Signer(by.name, title or "")


def _sign(letter: Letter, wording: Wording, form: IssuedForm, *, at: datetime, late: bool) -> None:
    letter.cause, letter.text = wording.cause, wording.text.strip()
    letter.new_at = None if letter.is_afterwards else wording.new_at
    letter.state, letter.signed_at, letter.is_late, letter.form = LetterState.SIGNED, at, late, form
    letter.revision += 1
    letter.save()


def _letter_about(dossier: Dossier, about: datetime | None, *, ended: bool, at: datetime) -> Letter:
    """The letter about this moment, locked; a new one, unsaved, where there is none."""
    assert about is not None
    known = Letter.objects.select_for_update().filter(dossier=dossier, kind=LetterKind.APOLOGY, about_at=about).first()
    letter = known or Letter(dossier=dossier, about_at=about, text=FIRST_TEXTS[Cause.AGENCY], created_at=at, revision=0)
    letter.dossier, letter.is_afterwards = dossier, ended
    letter.new_at = None if ended else proposal_for(dossier, at=at)
    return letter


def _locked(letter_id: int, seen: int) -> Letter:
    letter = Letter.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=letter_id)
    if letter.revision != seen:
        raise LetterMovedOn
    return letter


def _still_needed(letter: Letter, dossier: Dossier | None = None) -> None:
    now = dossier or letter.dossier
    has_ended = now.ended_at is not None
    if letter.state not in LIVE or has_ended != letter.is_afterwards or letter.about_at not in _moments(now):
        raise LetterOutdated


def _moments(dossier: Dossier) -> frozenset[datetime | None]:
    return frozenset({dossier.due_at, dossier.appointment_at})


def _note(letter: Letter, step: str, *, at: datetime, by: Actor, reason: str = "") -> None:
    LetterStep.objects.create(letter=letter, step=step, at=at, by_id=by.account_id, reason=reason.strip())


STEP_ACTIONS: Mapping[str, Any] = {"save": save, "hand_on": hand_on, "check": check}
"""The steps that carry the words of the letter along."""
