"""Read models of the pages on which dossiers are taken over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dossiers.importing.run import BadRow
from dossiers.importing.uploads import Check
from dossiers.lifecycle import Status
from dossiers.models import Channel, FigureLevel, TakeOverUpload

SHOWN = 50
LATEST = 20


@dataclass(frozen=True)
class Count:
    label: str
    n: int


@dataclass(frozen=True)
class CheckedFile:
    """What a check has found, for the page: `shown` are the first of the bad rows."""

    rows: int
    bad: int
    shown: Sequence[BadRow]
    statuses: Sequence[Count]
    levels: Sequence[Count]
    channels: Sequence[Count]

    @property
    def good(self) -> int:
        return self.rows - self.bad


def checked(check: Check) -> CheckedFile:
    report = check.report
    return CheckedFile(
        rows=report.rows,
        bad=report.bad,
        shown=check.bad[:SHOWN],
        statuses=_counts(Status, report.by_status),
        levels=_counts(FigureLevel, report.by_level),
        channels=_counts(Channel, report.by_channel),
    )


def _counts(choices: Any, counts: Mapping[str, int]) -> list[Count]:
    return [Count(str(choice.label), counts[choice.value]) for choice in choices if counts.get(choice.value)]


def uploads_of(centers: Iterable[int]) -> list[TakeOverUpload]:
    """The last files of these centers, newest first, without their contents."""
    found = TakeOverUpload.objects.filter(center__in=centers).defer("content")
    return list(found.select_related("center", "uploaded_by").order_by("-uploaded_at", "-pk")[:LATEST])
