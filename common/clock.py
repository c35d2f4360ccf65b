"""The one clock of the house. Edges (views, tasks, commands, API) ask `now()` once; domain functions take `at`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

LOCAL_TZ = ZoneInfo("Asia/Ho_Chi_Minh")

_moved: ContextVar[datetime | None] = ContextVar("moved_clock", default=None)
_clock: Callable[[], datetime] | None = None


def now() -> datetime:
    """The present moment, aware, in local time (Asia/Ho_Chi_Minh, +07:00)."""
    moved = _moved.get()
    if moved is not None:
        return moved
    if _clock is not None:
        return _aware(_clock())
    return datetime.now(LOCAL_TZ)  # noqa: TID251  the only place that may ask the machine


@contextmanager
def moved_to(at: datetime) -> Iterator[None]:
    """Stand still at `at` (aware) inside the block, for this thread or task only; blocks may be nested."""
    token = _moved.set(_aware(at))
    try:
        yield
    finally:
        _moved.reset(token)


def set_clock(clock: Callable[[], datetime] | None) -> None:
    """Replace the clock of the whole process (a rehearsal that runs faster); None brings the machine's clock back."""
    global _clock
    _clock = clock


def local_date(at: datetime) -> date:
    """The calendar date of an aware moment, as people here write it."""
    return _aware(at).date()


def told(at: datetime) -> str:
    """A moment within a sentence, in local time: "16:05 28/11/2026"."""
    return _aware(at).strftime("%H:%M %d/%m/%Y")


def start_of_day(day: date) -> datetime:
    """The first moment of a local day."""
    return datetime.combine(day, time.min, LOCAL_TZ)


def end_of_day(day: date) -> datetime:
    """The last moment of a local day (23:59:59.999999)."""
    return datetime.combine(day, time.max, LOCAL_TZ)


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"a moment without time zone: {at.isoformat()}")
    return at if at.tzinfo is LOCAL_TZ else at.astimezone(LOCAL_TZ)
