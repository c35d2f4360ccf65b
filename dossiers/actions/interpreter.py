"""The one interpreter of the life-cycle table, and the unit of work in which it acts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common import rows
from common.clock import LOCAL_TZ, local_date, told
from common.errors import Refusal
from dossiers.actors import Actor
from dossiers.calendars import SHELF
from dossiers.codes import next_code
from dossiers.folder import Folder
from dossiers.guards import the_asked
from dossiers.history import after, fold
from dossiers.lifecycle import TRANSITIONS, ReasonMissing, Transition, check, check_then
from dossiers.measures import Bookings
from dossiers.models import Dossier, DossierEvent, IssuedForm, Leg, Source
from dossiers.standpoint import Standpoint, standpoint_of
from dossiers.state import Halt, Happening, State
from policies.catalogue import PolicyKey
from policies.queries import number

from . import effects, issued_forms, ledger, open_drafts, open_slips, outward

PRESENT = timedelta(minutes=10)  # typed within ten minutes is typed at once
LAST = datetime.max.replace(tzinfo=LOCAL_TZ)


class MovedOn(Refusal):
    """Somebody else acted on the dossier since the page was opened; the message says who, what and when."""

    def __init__(self, newest_first: Sequence[DossierEvent]) -> None:
        """`newest_first` are the events that the actor has not seen; told is all that the last person did."""
        self.last = last = newest_first[0]
        done = [TRANSITIONS[event.transition].label for event in reversed(newest_first) if event.by == last.by]
        who = last.by.full_name if last.by else _("The system")
        super().__init__(
            _("This dossier has moved on: %(who)s did “%(what)s” at %(time)s. Nothing of yours was saved; look again.")
            % {
                "who": who,
                "what": ", ".join(str(label) for label in dict.fromkeys(done)),
                "time": told(last.at),
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
    """One transition as it happens, for its effects: the event, the states before and after it.

    `holder_id` is the office that held the dossier before, `waiting` the hand-over that was under way.
    """

    work: "Work"
    transition: Transition
    event: DossierEvent
    before: State
    state: State
    by: Actor
    at: datetime
    holder_id: int
    waiting: Leg | None

    @property
    def dossier(self) -> Dossier:
        return self.work.folder.dossier

    @property
    def folder(self) -> Folder:
        return self.work.folder

    @property
    def facts(self) -> Mapping[str, Any]:
        return self.event.facts

    @property
    def speaks(self) -> bool:
        """Whether anybody outside is told: only what happens here and now speaks."""
        return self.event.source == Source.HERE


@dataclass
class Work:
    """All that happens to one dossier in one transaction. Transitions change it in memory; `write` saves it once."""

    folder: Folder
    stored: Mapping[str, Any] | None = None  # the columns as they are in the database; None: not there yet
    halts: tuple[Halt, ...] = ()  # the pauses that are stored
    moves: list[Move] = field(default_factory=list)
    forms: list[IssuedForm] = field(default_factory=list)
    booked: list[tuple[int, Bookings]] = field(default_factory=list)  # by number of the event
    slips_end_at: datetime | None = None  # the dossier ended while other offices were still asked

    @property
    def dossier(self) -> Dossier:
        return self.folder.dossier

    def write(self) -> None:
        """The dossier, then what points to it: each kind of row in one statement. Numbers are drawn last of all."""
        if not self.moves:
            return
        dossier, state = self.dossier, self.folder.state
        if state.received_at is not None and dossier.code is None:
            dossier.code = next_code(dossier.receiving_center, on=local_date(state.received_at))
        if self.stored is None:
            rows.insert([dossier])
        else:
            rows.change(dossier, rows.changed_since(dossier, self.stored))
        rows.insert([move.event for move in self.moves])
        effects.keep_pauses(dossier, self.halts, state.halts)
        self.folder.write()
        issued_forms.issue(self.forms)
        if self.slips_end_at is not None:
            open_slips.close(dossier, at=self.slips_end_at, speaks=self.moves[-1].speaks)
        if any(move.state.ended_at is not None and move.before.ended_at is None for move in self.moves):
            open_drafts.close(dossier, at=self.moves[-1].at, speaks=self.moves[-1].speaks)
        rows.insert([entry for number, booked in self.booked for entry in ledger.entries(dossier.pk, number, booked)])
        outward.tell(self.moves)


@contextmanager
def work_on(dossier: Dossier, *, seen: int | None = None, savepoint: bool = True) -> Iterator[Work]:
    """One transaction for one dossier: locked as it is now, changed by `advance`, written at the end.

    `dossier` may be unsaved (submit, receive at the counter). `seen` is the revision the actor looked at; raises
    `MovedOn` when somebody acted since. A refusal leaves no trace. A caller that is one transaction itself, and ends
    with the refusal, needs no `savepoint`.
    """
    with transaction.atomic(savepoint=savepoint):
        locked = _locked(dossier, seen) if dossier.pk else None
        work = Work(Folder(locked or dossier), stored=rows.stored(locked) if locked else None)
        yield work
        work.write()


def advance(
    work: Work,
    name: str,
    *,
    at: datetime,
    by: Actor,
    typed_at: datetime | None = None,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
    check_also: Callable[[Dossier], None] | None = None,
    follows: bool = False,
) -> None:
    """Let transition `name` happen to the dossier of `work` at moment `at`, or raise a `Refusal`.

    `typed_at` is the clock of the edge when `at` was entered by hand; more than ten minutes apart needs a reason and
    happens within policy late_typing.max_days. What `follows` by itself from such an entry is no entry of its own.
    """
    folder, transition = work.folder, TRANSITIONS[name]
    dossier = folder.dossier
    if check_also:
        check_also(dossier)
    said = {**(facts or {}), **_facts_of_typing(at, typed_at, reason, follows=follows)}
    new = Happening(name, at, LAST, dossier.revision + 1, said, dossier.source == Source.REPLAY)
    past = folder.happenings
    earlier = [event for event in past if event.place < new.place]
    later = past[len(earlier) :]
    before = fold(earlier, SHELF) if later else folder.state
    answering = new.facts.get("asked_office") if the_asked in transition.guards else None
    standpoint = standpoint_of(folder, by, typed_at or at, answering=answering)
    situation = standpoint.situation(transition, before, at=at, reason=reason, facts=new.facts)
    check_then(transition, situation) if later else check(transition, situation)
    then = after(before, new, SHELF)
    events = [*earlier, new, *later]
    state = fold(events, SHELF) if later else then
    event = _event_of(new, before, then, standpoint, reason)
    changed = ledger.difference(past, events) if later else ledger.added(before, new, then)
    if not work.moves:
        work.halts = folder.state.halts
    folder.happenings, folder.state = events, state
    _record(Move(work, transition, event, before, state, by, at, standpoint.holder_id, standpoint.waiting))
    work.booked.append((event.number, changed))


def _event_of(new: Happening, before: State, then: State, standpoint: Standpoint, reason: str) -> DossierEvent:
    """The unsaved event. Its statuses are those at its own moment, also when it is typed after later ones."""
    transition = TRANSITIONS[new.transition]
    return DossierEvent(
        dossier=standpoint.dossier,
        number=new.order,
        transition=new.transition,
        from_status=before.status or "",
        to_status=then.status or "",
        at=new.at,
        by_id=standpoint.by.account_id,
        role=min(transition.who & standpoint.roles),
        office_id=standpoint.acted_in(transition),
        reason=reason.strip(),
        facts=dict(new.facts),
        source=_source_of(standpoint.dossier),
    )


def _source_of(dossier: Dossier) -> str:
    """What people do with a dossier taken over happens here; replays and samples stay what they are."""
    return Source.HERE if dossier.source == Source.TAKE_OVER else dossier.source


def _record(move: Move) -> None:
    """Change the dossier and the rows that belong to it, in memory."""
    effects.put_columns(move)
    move.dossier.revision = move.event.number
    move.work.moves.append(move)
    effects.add_rows(move)


RELATED = ("version", "case", "receiving_center", "return_center", "deciding_office", "owner", "submitter", "account")


def _locked(known: Dossier, seen: int | None) -> Dossier:
    """The row as it is now, locked; rows that point to it do not wait. What `known` has read of what it points to is
    not read again, the rest is read when it is asked for: a join of all would cost more than most transitions."""
    found = rows.read(Dossier, "WHERE t.id = %s FOR NO KEY UPDATE", [known.pk])
    if not found:
        raise Dossier.DoesNotExist
    dossier = found[0]
    for name in RELATED:
        read = known._state.fields_cache.get(name)
        if read is not None and read.pk == getattr(dossier, f"{name}_id"):
            dossier._state.fields_cache[name] = read
    if seen is not None and seen != dossier.revision:
        events = dossier.events.select_related("by").order_by("-number")
        raise MovedOn(list(events.filter(number__gt=seen)[:5]) or list(events[:1]))
    return dossier


def _facts_of_typing(at: datetime, typed_at: datetime | None, reason: str, *, follows: bool) -> dict[str, Any]:
    """What is kept when `at`, entered by hand at `typed_at`, is long past. Without `typed_at` it is the clock of the
    edge."""
    if typed_at is None:
        return {}
    if at > typed_at:
        raise InTheFuture(field="at")
    if typed_at - at <= PRESENT:
        return {}
    days = number(PolicyKey.LATE_TYPING_MAX_DAYS, on=local_date(typed_at))
    if local_date(at) < local_date(typed_at) - timedelta(days=days):
        raise TypedTooLate(days)
    if not reason.strip():
        raise ReasonMissing
    return {"late": True, "typed_on": local_date(typed_at).isoformat(), **({"follows": True} if follows else {})}
