"""A spreadsheet of dossiers out of a seed, and what it adds up to, counted row by row without any of the house's code.

Due dates of rows without one are counted on fingers as well (`tests/workcalendar/naive.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from tests.workcalendar import naive

LEVELS = ("commune", "province", "vertical")
CHANNELS = ("counter", "online", "post")
OPEN = ("RECEIVED", "PROCESSING", "AWAITING_SUPPLEMENT", "AWAITING_PAYMENT")
ENDED = ("RESOLVED", "DELIVERED", "RETURNED", "WITHDRAWN")
FIRST, LAST = date(2026, 9, 1), date(2026, 11, 18)  # of receptions and ends
NAMES = ("Hạng Thị Lan", "Triệu Kim Phú", "Nguyễn Văn Ánh", "Lý Mẩy Sểnh", "Đỗ Thị Hường")

Row = dict[str, str]


@dataclass(frozen=True)
class Offer:
    """A procedure that rows may name: code, the levels it may count under, its limit in working days (None: other)."""

    code: str
    levels: Sequence[str]
    working_days: int | None


def sheet(seed: int, rows: int, offers: Sequence[Offer]) -> list[Row]:
    rng = Random(seed)
    return [_row(rng, number, offers) for number in range(1, rows + 1)]


def _row(rng: Random, number: int, offers: Sequence[Offer]) -> Row:
    level = rng.choice(LEVELS)
    offer = rng.choice([offer for offer in offers if level in offer.levels])
    received = _moment(rng, FIRST, LAST)
    due = _moment(rng, received.date(), received.date() + timedelta(days=40), at_least=received)
    gives_due = offer.working_days is None or rng.random() < 0.7
    end = _end(rng, received, due)
    status = rng.choice(ENDED) if end else rng.choice(OPEN)
    delivered = min(end + timedelta(days=rng.randint(0, 3)), _late(LAST)) if end and status == "DELIVERED" else None
    lacks_end = delivered is not None and rng.random() < 0.2
    return {
        "code": f"H38.CU-{number:05}",
        "procedure_code": offer.code,
        "level": level,
        "channel": rng.choice(CHANNELS),
        "received_at": _written(rng, received),
        "due_at": _written(rng, due) if gives_due else "",
        "status": status,
        "finished_at": _written(rng, end) if end and not lacks_end else "",
        "delivered_at": _written(rng, delivered) if delivered else "",
        "owner_name": rng.choice(NAMES),
        "owner_id": f"000{rng.randrange(1500):09}" if rng.random() < 0.8 else "",
        "phone": f"09000000{rng.randrange(100):02}" if rng.random() < 0.5 else "",
    }


def _end(rng: Random, received: datetime, due: datetime) -> datetime | None:
    """Before, on or after the due date, or (one in four, or when that is still to come) not yet."""
    if rng.random() < 0.25:
        return None
    day = due.date() + timedelta(days=rng.choice([-9, -3, -1, 0, 0, 0, 1, 2, 15]))
    end = _moment(rng, max(day, received.date()), max(day, received.date()), at_least=received)
    return end if end.date() <= LAST else None


def _moment(rng: Random, first: date, last: date, at_least: datetime | None = None) -> datetime:
    """Any minute, at night and on days off too: history is not corrected."""
    day = first + timedelta(days=rng.randint(0, (last - first).days))
    moment = datetime.combine(day, time(rng.randint(0, 23), rng.randint(0, 59)))
    return max(moment, at_least) if at_least else moment


def _late(day: date) -> datetime:
    return datetime.combine(day, time(23, 59))


def _written(rng: Random, moment: datetime) -> str:
    """Local time without zone, with it, or in universal time: all the same moment."""
    way = rng.randrange(4)
    if way == 0:
        return f"{moment:%Y-%m-%dT%H:%M:%S}+07:00"
    if way == 1:
        return f"{moment - timedelta(hours=7):%Y-%m-%dT%H:%M:%S}Z"
    return f"{moment:%Y-%m-%dT%H:%M}" if way == 2 else f"{moment:%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class Known:
    """What the count needs of a row: local dates."""

    level: str
    channel: str
    status: str
    received: date
    due: date
    end: date | None


def known(rows: Iterable[Row], offers: Sequence[Offer]) -> list[Known]:
    days = {offer.code: offer.working_days for offer in offers}
    return [
        Known(
            row["level"],
            row["channel"],
            row["status"],
            _day(row["received_at"]),
            _day(row["due_at"]) if row["due_at"] else _due(_local(row["received_at"]), days[row["procedure_code"]]),
            _day(row["finished_at"] or row["delivered_at"]) if row["status"] in ENDED else None,
        )
        for row in rows
    ]


def _due(received: datetime, working_days: int | None) -> date:
    assert working_days is not None
    day = naive.normalised(received).date()
    for _ in range(working_days):
        day = naive.next_working_day(day)
    return day


def _local(written: str) -> datetime:
    if written.endswith("Z"):
        return datetime.fromisoformat(written[:-1]) + timedelta(hours=7)
    return datetime.fromisoformat(written.removesuffix("+07:00"))


def _day(written: str) -> date:
    return _local(written).date()


def recount(rows: Iterable[Known], start: date, end: date) -> Mapping[str, int]:
    """The figures of a period by their dotted names, as of the end of its last day."""
    n = dict.fromkeys(FIGURES, 0)
    for row in rows:
        if row.received > end:
            continue
        is_over = row.end is not None and row.end <= end
        n["carried_over"] += row.received < start and (row.end is None or row.end >= start)
        if row.received >= start:
            n["received.total"] += 1
            n[f"received.{row.channel}"] += 1
        if not is_over:
            paused, overdue = row.status.startswith("AWAITING"), row.due < end
            n["pending.total"] += 1
            n["pending.paused"] += paused
            n["pending.overdue"] += overdue and not paused
            n["pending.within"] += paused or not overdue
        elif row.end is not None and row.end >= start:
            _count_end(n, row, row.end)
    return n


def _count_end(n: dict[str, int], row: Known, end: date) -> None:
    if row.status in ("RETURNED", "WITHDRAWN"):
        n[f"{row.status.lower()}.total"] += 1
        n[f"{row.status.lower()}.late"] += end > row.due
        return
    n["resolved.total"] += 1
    n["resolved." + ("late" if end > row.due else "on_time" if end == row.due else "early")] += 1


FIGURES = (
    "carried_over",
    "received.total",
    "received.counter",
    "received.online",
    "received.post",
    "resolved.total",
    "resolved.early",
    "resolved.on_time",
    "resolved.late",
    "returned.total",
    "returned.late",
    "withdrawn.total",
    "withdrawn.late",
    "pending.total",
    "pending.within",
    "pending.overdue",
    "pending.paused",
)
