"""What a row says, checked against itself: words, moments, and that they do not contradict each other. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from common.clock import LOCAL_TZ, local_date
from dossiers.lifecycle import ENDED, OPEN, Status
from dossiers.models.dossier import Channel, FigureLevel

from .reading import Reason

W = TypeVar("W", Status, FigureLevel, Channel)

NOT_TAKEN = frozenset(Status) - OPEN - ENDED  # what was never received is filed here anew
LONGEST = {"code": 40, "procedure_code": 40, "owner_name": 300, "owner_id": 40, "phone": 20}  # characters
NEEDED = ("code", "procedure_code", "level", "channel", "received_at", "status", "owner_name")
MOMENTS = ("received_at", "due_at", "finished_at", "delivered_at")


@dataclass(frozen=True)
class Row:
    """A dossier as the other system knew it. Moments are aware; None: not known. `finished_at` is set when ended."""

    code: str
    procedure_code: str
    level: FigureLevel
    channel: Channel
    status: Status
    received_at: datetime
    due_at: datetime | None
    finished_at: datetime | None
    delivered_at: datetime | None
    owner_name: str
    owner_id: str
    phone: str


def row_of(values: Mapping[str, str], *, at: datetime) -> tuple[Row | None, list[Reason]]:
    """The row, or everything that speaks against it. `at` is the present: nothing can have happened after it."""
    reasons: list[Reason] = [*_missing(values), *_too_long(values)]
    status = _word(values, "status", Status, reasons)
    level, channel = _word(values, "level", FigureLevel, reasons), _word(values, "channel", Channel, reasons)
    moments = {name: _moment(values, name, reasons) for name in MOMENTS}
    if reasons or status is None or level is None or channel is None or moments["received_at"] is None:
        return None, reasons
    if status == Status.DELIVERED:
        ends = (moments["finished_at"], moments["delivered_at"])
        moments["finished_at"], moments["delivered_at"] = ends[0] or ends[1], ends[1] or ends[0]
    reasons += _contradictions(status, moments, at)
    if reasons:
        return None, reasons
    return Row(
        code=values["code"],
        procedure_code=values["procedure_code"],
        level=level,
        channel=channel,
        status=status,
        received_at=moments["received_at"],
        due_at=moments["due_at"],
        finished_at=moments["finished_at"],
        delivered_at=moments["delivered_at"],
        owner_name=" ".join(values["owner_name"].split()),
        owner_id=values["owner_id"],
        phone=values["phone"],
    ), []


def _missing(values: Mapping[str, str]) -> list[Reason]:
    return [_("“%(column)s” is empty.") % {"column": name} for name in NEEDED if not values[name]]


def _too_long(values: Mapping[str, str]) -> list[Reason]:
    words = _("“%(column)s” is longer than %(limit)s characters.")
    return [words % {"column": name, "limit": n} for name, n in LONGEST.items() if len(values[name]) > n]


def _word(values: Mapping[str, str], name: str, choices: type[W], reasons: list[Reason]) -> W | None:
    """One of the fixed words, in any case of letters; an empty cell has been told already."""
    typed = values[name]
    known: dict[str, W] = {str(choice.value).lower(): choice for choice in choices if choice not in NOT_TAKEN}
    found = known.get(typed.lower())
    if found is None and typed:
        words = _("“%(column)s” is “%(typed)s”; it must be one of: %(choices)s.")
        listed = ", ".join(str(choice.value) for choice in known.values())
        reasons.append(words % {"column": name, "typed": typed[:40], "choices": listed})
    return found


def _moment(values: Mapping[str, str], name: str, reasons: list[Reason]) -> datetime | None:
    """A moment in ISO 8601 with its time of day, local unless a zone is given."""
    typed = values[name]
    if not typed:
        return None
    try:
        found = datetime.fromisoformat(typed)
        if ":" not in typed and "T" not in typed.upper():
            raise ValueError("a day without time")
        return found.replace(tzinfo=LOCAL_TZ) if found.tzinfo is None else found.astimezone(LOCAL_TZ)
    except (ValueError, OverflowError):
        words = _("“%(column)s” is “%(typed)s”; write day and time like 2026-11-19T09:10.")
        reasons.append(words % {"column": name, "typed": typed[:40]})
        return None


def _contradictions(status: Status, moments: Mapping[str, datetime | None], at: datetime) -> list[Reason]:
    received, due = moments["received_at"], moments["due_at"]
    finished, delivered = moments["finished_at"], moments["delivered_at"]
    assert received is not None
    found: list[Reason] = []
    for name in ("received_at", "finished_at", "delivered_at"):
        moment = moments[name]
        if moment is not None and moment > at:
            found.append(_("“%(column)s” lies in the future.") % {"column": name})
    if status in ENDED and finished is None:
        found.append(_("An ended dossier needs “finished_at”."))
    if status in OPEN and (finished or delivered):
        found.append(_("The dossier is open by its status, but has “finished_at” or “delivered_at”."))
    elif delivered is not None and status != Status.DELIVERED:
        found.append(_("Only a dossier in status DELIVERED can have “delivered_at”."))
    if finished is not None and finished < received:
        found.append(_("The dossier ended before it was received."))
    if delivered is not None and finished is not None and delivered < finished:
        found.append(_("The result was delivered before it existed."))
    if due is not None and local_date(due) < local_date(received):
        found.append(_("The dossier was due before it was received."))
    return found
