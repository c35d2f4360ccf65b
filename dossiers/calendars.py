"""Calendar versions as the pure rules want them: a mapping from id to engine."""

from collections.abc import Iterator, Mapping

from workcalendar.engine import Calendar
from workcalendar.queries import engine_of


class CalendarShelf(Mapping[int, Calendar]):
    """Reads versions on demand; they are immutable and cached by the process."""

    def __getitem__(self, version_id: int) -> Calendar:
        return engine_of(version_id)

    def __iter__(self) -> Iterator[int]:
        raise TypeError("calendar versions are looked up, never listed")

    def __len__(self) -> int:
        raise TypeError("calendar versions are looked up, never counted")


SHELF = CalendarShelf()
