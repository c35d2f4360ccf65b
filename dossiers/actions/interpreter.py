"""The one interpreter of the life-cycle table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from centers.models import OfficeKind
from common.clock import LOCAL_TZ, local_date
from common.errors import Refusal
from dossiers import access
from dossiers.actors import Actor
from dossiers.calendars import SHELF
from dossiers.codes import next_code
from dossiers.history import Happening, State, after, fold
from dossiers.lifecycle import TRANSITIONS, ReasonMissing, Situation, Transition, check
from dossiers.models import Dossier, DossierEvent, Leg, Source
from policies.catalogue import PolicyKey
from policies.queries import value

from . import effects, ledger, outward
from .dates import put_state

PRESENT = timedelta(minutes=10)  # typed within ten minutes is typed at once
LAST = datetime.max.replace(tzinfo=LOCAL_TZ)


class MovedOn(Refusal):
    """Somebody else acted on the dossier since the page was opened; the message says who, what and when."""

    def __init__(self, last: DossierEvent) -> None:
        self.last = last
        who = last.by.full_name if last.by else _("The system")
        super().__init__(
            _("This dossier has moved on: %(who)s did “%(what)s” at %(time)s. Nothing of yours was saved; look again.")
            % {
                "who": who,
                "what": TRANSITIONS[last.transition].label,
                "time": last.at.astimezone(LOCAL_TZ).strftime("%H:%M %d/%m/%Y"),
            }
        )


class InTheFuture(Refusal):
    default_message = _("This moment has not come yet. Enter a date and time that are not in the future.")


class TypedTooLate(Refusal):
    def __init__(self, days: int) -> None:
        super().__init__(
            _("What happened more than %(days)s days ago cannot be entered any more.") % {"days": days}, field="at"
        )


@dataclass(frozen=True)
class Move:
    """One transition as it happens, for the effects: the event, and the states before and after it."""

    dossier: Dossier
    transition: Transition
    event: DossierEvent
    before: State
    state: State
    by: Actor
    at: datetime

    @property
    def facts(self) -> Mapping[str, Any]:
        return self.event.facts

    @property
    def speaks(self) -> bool:
        """Whether anybody outside is told: only what happens here and now speaks."""
        return self.event.source == Source.HERE


def advance(
    dossier: Dossier,
    name: str,
    *,
    at: datetime,
    by: Actor,
    seen: int | None = None,
    typed_at: datetime | None = None,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
    check_also: Callable[[Dossier], None] | None = None,
) -> Dossier:
    """Let transition `name` happen to a dossier at moment `at`, or raise a `Refusal` and leave no trace.

    `dossier` may be unsaved (submit, receive at the counter). `seen` is the revision the actor looked at. `typed_at`
    is the clock of the edge when `at` was entered by hand; more than ten minutes apart needs a reason and happens
    within policy late_typing.max_days. Returns the dossier as it is now.
    """
    transition = TRANSITIONS[name]
    with transaction.atomic():
        if dossier.pk:
            dossier = _locked(dossier, seen)
        if check_also:
            check_also(dossier)
        past = history_of(dossier)
        present = typed_at or at
        late = _check_moment(dossier, at, present, reason)
        new = Happening(name, at, LAST, dossier.revision + 1, {**(facts or {}), **({"late": True} if late else {})})
        earlier = [event for event in past if event.place < new.place]
        later = past[len(earlier) :]
        before = fold(earlier, SHELF)
        offices = access.acting_offices(dossier, present) if dossier.pk else _intake_offices(dossier)
        roles = _roles(dossier, by, present, offices)
        check(transition, _situation(dossier, before, at, by, roles, reason, new.facts))
        then = after(before, new, SHELF)
        state = fold([*earlier, new, *later], SHELF) if later else then
        _number(dossier, state, at)
        put_state(dossier, state)
        dossier.revision += 1
        dossier.save()
        event = DossierEvent.objects.create(
            dossier=dossier,
            number=dossier.revision,
            transition=name,
            from_status=before.status or "",
            to_status=then.status or "",
            at=at,
            by_id=by.account_id,
            role=next(iter(sorted(transition.who & roles)), ""),
            office_id=by.office_among(offices, transition.who),
            reason=reason.strip(),
            facts=dict(new.facts),
            source=dossier.source,
        )
        move = Move(dossier, transition, event, before, state, by, at)
        effects.apply(move)
        ledger.book(move, past, [*earlier, new, *later])
        outward.tell(move)
    return dossier


def history_of(dossier: Dossier) -> list[Happening]:
    """The events of a dossier as the fold wants them: by moment, then by recording."""
    if not dossier.pk:
        return []
    return [event.as_happening() for event in dossier.events.order_by("at", "recorded_at", "number")]


REFERENCE = ("version", "case", "receiving_center", "return_center", "deciding_office")


def _locked(known: Dossier, seen: int | None) -> Dossier:
    """The row as it is now, locked. What `known` has read of the reference data is not read again."""
    dossier = Dossier.objects.select_for_update().get(pk=known.pk)
    for name in REFERENCE:
        read = known._state.fields_cache.get(name)
        if read is not None and read.pk == getattr(dossier, f"{name}_id"):
            dossier._state.fields_cache[name] = read
    if seen is not None and seen != dossier.revision:
        raise MovedOn(dossier.events.select_related("by").order_by("-number")[0])
    return dossier


def _check_moment(dossier: Dossier, at: datetime, typed_at: datetime, reason: str) -> bool:
    """Whether this is typed late. Replays and samples bring their own moments and are exempt."""
    if dossier.source != Source.HERE:
        return False
    if at > typed_at:
        raise InTheFuture
    if typed_at - at <= PRESENT:
        return False
    days = int(value(PolicyKey.LATE_TYPING_MAX_DAYS, on=local_date(typed_at)))
    if local_date(at) < local_date(typed_at) - timedelta(days=days):
        raise TypedTooLate(days)
    if not reason.strip():
        raise ReasonMissing
    return True


def _intake_offices(dossier: Dossier) -> frozenset[int]:
    """Before a dossier has rows of its own, the reception office of the center acts."""
    offices = dossier.receiving_center.offices.filter(kind=OfficeKind.RECEPTION)
    return frozenset(offices.values_list("id", flat=True))


def _roles(dossier: Dossier, by: Actor, at: datetime, offices: frozenset[int]) -> frozenset[Role]:
    if dossier.pk:
        return access.roles_on(dossier, by, at, offices)
    if by.is_citizen:
        return frozenset({Role.CITIZEN})
    if by.is_helper:
        return frozenset({Role.HELPER})
    return by.roles_in(offices)


def _situation(
    dossier: Dossier,
    before: State,
    at: datetime,
    by: Actor,
    roles: frozenset[Role],
    reason: str,
    facts: Mapping[str, Any],
) -> Situation:
    waiting = Leg.objects.filter(dossier=dossier, confirmed_at=None).first() if dossier.pk else None
    return Situation(
        status=before.status,
        at=at,
        roles=roles,
        unit=before.allowance.unit if before.allowance else None,
        holds=dossier.holder_id in by.office_ids,
        receives=waiting is not None and waiting.office_id in by.office_ids,
        in_transit=waiting is not None,
        decides=dossier.deciding_office_id in by.office_ids,
        supplement_requests=before.supplement_requests,
        supplement_soft_max=int(value(PolicyKey.SUPPLEMENT_SOFT_MAX, on=local_date(at))),
        deadline=dossier.applicant_due_at,
        reason=reason,
        facts=facts,
    )


def _number(dossier: Dossier, state: State, at: datetime) -> None:
    if state.received_at is not None and dossier.code is None:
        dossier.code = next_code(dossier.receiving_center.unit, on=local_date(at))
