"""From the events of one synthetic dossier to its rows, by the rules of every dossier. Nothing is written here.

Status and dates come from the fold, columns from `put_state`, figures from the bookings; hand-overs and access rows
are those that the effects of the actions would have written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any

from common.clock import local_date
from dossiers.actions.dates import put_state
from dossiers.actions.effects import applicant_due
from dossiers.calendars import SHELF
from dossiers.codes import CHECK_ALPHABET, CHECK_LENGTH
from dossiers.history import Happening, Keys, State, allowance_facts
from dossiers.lifecycle import TRANSITIONS
from dossiers.measures import Bookings, booked_in_order
from dossiers.models import Dossier, FiledBy, Source

from .lives import ASSISTED, CHANNELS, Act, Life
from .town import Choice, Town

LEDGER_KEYS = ("center", "unit", "procedure", "level", "channel", "filed_by")


@dataclass
class Drawn:
    """One dossier with its rows as mappings by column; `dossier_id` and ids of others are filled in by the writer."""

    dossier: Dossier
    received_on: date | None
    events: list[dict[str, Any]] = field(default_factory=list)
    pauses: list[dict[str, Any]] = field(default_factory=list)
    legs: list[dict[str, Any]] = field(default_factory=list)
    access: list[dict[str, Any]] = field(default_factory=list)
    forms: list[dict[str, Any]] = field(default_factory=list)
    entries: list[tuple[int, date, Keys, str, int]] = field(default_factory=list)  # event, day, keys, measure, n


def draw(town: Town, rng: Random, until: datetime, answer_hours: int) -> Drawn | None:
    """The next dossier of a town; None when the period ends before it arrives."""
    choice = rng.choices(town.choices, town.weights)[0]
    channel = _channel(choice, rng)
    is_assisted = channel == "online" and rng.random() < ASSISTED
    account = rng.choice(town.citizens) if channel == "online" and not is_assisted else None
    arrival = town.arrival(rng, is_online=channel == "online" and not is_assisted)
    acts = list(Life(choice.way, channel, arrival, rng, until).acts())
    if not acts:
        return None
    keys = Keys(
        center=town.center.pk,
        unit=choice.deciders.unit_id,
        procedure=choice.version.procedure_id,
        level=str(choice.deciders.level),
        channel=channel,
        filed_by=_filed_by(channel, is_assisted),
    )
    dossier = _dossier(town, choice, keys, account, rng)
    drawn = Drawn(dossier, None)
    _follow(drawn, _Path(town, choice, keys, account, answer_hours), acts)
    return drawn


def _channel(choice: Choice, rng: Random) -> str:
    offered = [name for name in CHANNELS if name in choice.channels]
    return rng.choices(offered, [CHANNELS[name] for name in offered])[0]


def _filed_by(channel: str, is_assisted: bool) -> str:
    if channel == "post":
        return FiledBy.POST.value
    return FiledBy.COUNTER.value if is_assisted else FiledBy.OWNER.value


def _dossier(town: Town, choice: Choice, keys: Keys, account: int | None, rng: Random) -> Dossier:
    return Dossier(
        secret=f"{rng.getrandbits(128):032x}",
        check_word="".join(rng.choices(CHECK_ALPHABET, k=CHECK_LENGTH)),
        source=Source.SAMPLE,
        version=choice.version,
        level=keys.level,
        channel=keys.channel,
        filed_by=keys.filed_by,
        account_id=account,
        receiving_center=town.center,
        deciding_unit_id=keys.unit,
        deciding_office_id=choice.deciders.office.pk,
        return_center_id=town.center.pk,
        holder_id=town.reception,
    )


@dataclass
class _Path:
    """Where a dossier is while its events are followed."""

    town: Town
    choice: Choice
    keys: Keys
    account: int | None
    answer_hours: int
    step: int | None = None

    def happening(self, number: int, act: Act) -> Happening:
        return Happening(act.transition, act.at, act.at, number, {**act.facts, **self._facts(number, act)})

    def _facts(self, number: int, act: Act) -> Mapping[str, Any]:
        facts: dict[str, Any] = {}
        if number == 1:
            facts["keys"] = {name: getattr(self.keys, name) for name in LEDGER_KEYS}
        if act.transition in {"submit", "resubmit"}:
            facts |= {"answer_hours": self.answer_hours, "calendar": self.town.calendar_id}
        if act.transition == "receive":
            facts |= {"allowance": allowance_facts(self.choice.way.allowance), "calendar": self.town.calendar_id}
        if act.transition == "hand_over":
            facts["to_office"] = self.town.reception if act.facts.get("back") else self.choice.deciders.office.pk
        return facts

    def office_of(self, act: Act) -> int | None:
        if act.role == "citizen":
            return None
        return self.town.reception if act.role == "counter" else self.choice.deciders.office.pk

    def account_of(self, act: Act) -> int:
        if act.role == "citizen":
            return self.account or self.town.counter
        return self.town.counter if act.role == "counter" else self.town.officer


def _follow(drawn: Drawn, path: _Path, acts: list[Act]) -> None:
    happenings = [path.happening(number, act) for number, act in enumerate(acts, start=1)]
    before = State()
    for act, (event, state, booked) in zip(acts, booked_in_order(happenings, SHELF), strict=True):
        _add_event(drawn, path, act, event, before, state)
        _book(drawn, event, booked)
        _EFFECTS.get(act.transition, _nothing)(drawn, path, act, state)
        if TRANSITIONS[act.transition].form:
            _add_form(drawn, path, act, event)
        before = state
    drawn.dossier.revision = len(acts)
    put_state(drawn.dossier, before, step=path.step)
    drawn.dossier.applicant_due_at = applicant_due(before.status, acts[-1].at)
    drawn.received_on = local_date(before.received_at) if before.received_at else None
    drawn.pauses += [_pause(number, halt) for number, halt in enumerate(before.halts, start=1)]
    if drawn.legs:
        drawn.legs[-1]["step_due_at"] = drawn.dossier.step_due_at if drawn.legs[-1]["confirmed_at"] else None


def _pause(number: int, halt: Any) -> dict[str, Any]:
    return {
        "number": number,
        "status": halt.status.value,
        "started_at": halt.start,
        "ended_at": halt.end,
        "holds": halt.holds,
    }


def _add_event(drawn: Drawn, path: _Path, act: Act, event: Happening, before: State, state: State) -> None:
    role = "counter" if act.role == "citizen" and path.account is None else str(act.role)
    facts = {name: value for name, value in event.facts.items() if name != "back"}
    drawn.events.append(
        {
            "number": event.order,
            "transition": act.transition,
            "from_status": before.status.value if before.status else "",
            "to_status": state.status.value if state.status else "",
            "at": act.at,
            "by_id": path.account_of(act),
            "role": role,
            "office_id": path.town.reception if role == "counter" else path.office_of(act),
            "reason": act.reason,
            "facts": facts,
            "source": Source.SAMPLE.value,
        }
    )


def _book(drawn: Drawn, event: Happening, booked: Bookings) -> None:
    drawn.entries += [(event.order, day, keys, measure.value, n) for (day, keys, measure), n in booked.items() if n]


def _add_form(drawn: Drawn, path: _Path, act: Act, event: Happening) -> None:
    drawn.forms.append(
        {
            "event": event.order,
            "form": TRANSITIONS[act.transition].form,
            "year": local_date(act.at).year,
            "center_id": path.town.center.pk,
            "edition": 1,
            "issued_at": act.at,
            "issued_by_id": path.account_of(act),
            "content": {"reason": act.reason, "papers": act.facts.get("papers", []), "transition": act.transition},
        }
    )


def _let_in(drawn: Drawn, path: _Path, act: Act) -> None:
    if drawn.access:
        return
    drawn.access += [
        _row(act.at, "receiving", office=path.town.reception),
        _row(act.at, "deciding", office=path.choice.deciders.office.pk),
    ]
    if path.account is not None:
        drawn.access.append(_row(act.at, "submitter", account=path.account))


def _row(since: datetime, ground: str, *, office: int | None = None, account: int | None = None) -> dict[str, Any]:
    return {
        "office_id": office,
        "account_id": account,
        "ground": ground,
        "since": since,
        "until": None,
        "acts_until": None,
    }


def _submitted(drawn: Drawn, path: _Path, act: Act, state: State) -> None:
    _let_in(drawn, path, act)


def _received(drawn: Drawn, path: _Path, act: Act, state: State) -> None:
    _let_in(drawn, path, act)
    path.step = 1
    drawn.legs.append(_leg(1, act.at, None, path.town.reception, path, confirmed=act.at))


def _handed_over(drawn: Drawn, path: _Path, act: Act, state: State) -> None:
    path.step = act.facts.get("step") or path.step
    reception, office = path.town.reception, path.choice.deciders.office.pk
    giver, taker = (office, reception) if act.facts.get("back") else (reception, office)
    drawn.legs.append(_leg(len(drawn.legs) + 1, act.at, giver, taker, path))
    drawn.access.append(_row(act.at, "step", office=taker))
    if act.facts.get("back"):
        drawn.access.append(_row(state.ended_at or act.at, "returning", office=reception))


def _confirmed(drawn: Drawn, path: _Path, act: Act, state: State) -> None:
    leg, before = drawn.legs[-1], drawn.legs[-2]
    leg["confirmed_at"], leg["confirmed_by_id"] = act.at, path.account_of(act)
    before["ended_at"] = act.at
    drawn.dossier.holder_id, drawn.dossier.assignee_id = leg["office_id"], None
    for row in drawn.access:
        if row["ground"] == "step" and row["office_id"] == leg["from_office_id"]:
            row["acts_until"] = act.at


def _started(drawn: Drawn, path: _Path, act: Act, state: State) -> None:
    drawn.dossier.assignee_id = path.town.officer
    path.step = path.choice.work_step or path.step


def _nothing(drawn: Drawn, path: _Path, act: Act, state: State) -> None:
    return


def _leg(
    number: int, given_at: datetime, giver: int | None, office: int, path: _Path, *, confirmed: datetime | None = None
) -> dict[str, Any]:
    return {
        "number": number,
        "from_office_id": giver,
        "given_by_id": path.town.counter if giver in {None, path.town.reception} else path.town.officer,
        "given_at": given_at,
        "office_id": office,
        "confirmed_by_id": path.town.counter if confirmed else None,
        "confirmed_at": confirmed,
        "ended_at": None,
        "step_number": path.step,
        "step_due_at": None,
    }


_EFFECTS = {
    "submit": _submitted,
    "receive": _received,
    "hand_over": _handed_over,
    "confirm_hand_over": _confirmed,
    "start": _started,
}
