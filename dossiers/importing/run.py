"""One file, one transaction: every row is checked, then all of them are taken over, or none.

Memory stays small however long the file is: rows go through in chunks, codes are compared in the database.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import BinaryIO

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from centers.models import Center
from citizens.bulk import declared, find_or_create_all
from common.errors import Refusal
from dossiers.actions.take_over import Arrival, Past, Taken, past_of, take_over
from dossiers.models import Dossier

from .reading import FileRefused, Line, Reason, lines_of
from .rows import Row, row_of
from .terms import Terms

CHUNK = 1000


class TooManyRows(Refusal):
    def __init__(self, most: int) -> None:
        words = _("The table has more than %(most)s rows. Take it over with the command import_dossiers.")
        super().__init__(words % {"most": most})


class OneIsRunning(Refusal):
    default_message = _("Another table is being taken over at this moment. Start again when that has ended.")


class MeanwhileTaken(Refusal):
    default_message = _("Meanwhile somebody has used one of the codes or numbers of this file. Start again.")


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be taken over, by its line in the file, and everything that speaks against it."""

    line: Line
    reasons: tuple[Reason, ...]

    @property
    def number(self) -> int:
        return self.line.number

    @property
    def code(self) -> str:
        """What stands under `code`, or in the first cell of a row that could not be cut."""
        return self.line.values.get("code") or next(iter(self.line.cells), "")

    @property
    def words(self) -> str:
        return " ".join(str(reason) for reason in self.reasons)


@dataclass
class Report:
    """How many rows the file has, how many of them are bad, and the good ones by status, level and channel."""

    rows: int = 0
    bad: int = 0
    by_status: Counter[str] = field(default_factory=Counter)
    by_level: Counter[str] = field(default_factory=Counter)
    by_channel: Counter[str] = field(default_factory=Counter)

    @property
    def is_clean(self) -> bool:
        return not self.bad

    def count(self, one: "Checked") -> None:
        self.rows += 1
        self.bad += bool(one.reasons)
        if one.row is not None and not one.reasons:
            self.by_status[one.row.status.value] += 1
            self.by_level[one.row.level.value] += 1
            self.by_channel[one.row.channel.value] += 1


@dataclass
class Checked:
    """A line with what has been found out about it."""

    line: Line
    row: Row | None = None
    taken: Taken | None = None
    past: Past | None = None
    reasons: list[Reason] = field(default_factory=list)


@dataclass(frozen=True)
class Job:
    """What one import is about."""

    center: Center
    terms: Terms
    at: datetime
    name: str
    dry_run: bool
    most: int | None


def import_dossiers(
    file: BinaryIO,
    center: Center,
    *,
    at: datetime,
    name: str,
    dry_run: bool,
    on_bad: Callable[[BadRow], None],
    progress: Callable[[int], None] = lambda rows: None,
    most: int | None = None,
) -> Report:
    """Take over every dossier of the file, or none: then `on_bad` has heard of every bad row, in their order.

    A dry run checks the same and writes nothing. `progress` hears after each chunk how many rows are done. Raises
    FileRefused for a file that cannot be read at all, TooManyRows for more than `most`, OneIsRunning, and
    MeanwhileTaken when somebody was quicker.
    """
    job = Job(center, Terms(center), at, name, dry_run, most)
    with transaction.atomic():
        _begin(alone=not dry_run)
        try:
            report = _go_through(file, job, on_bad, progress)
            connection.check_constraints()
        except IntegrityError as error:
            raise MeanwhileTaken from error
        if dry_run or not report.is_clean:
            transaction.set_rollback(True)
    return report


def _go_through(file: BinaryIO, job: Job, on_bad: Callable[[BadRow], None], progress: Callable[[int], None]) -> Report:
    report = Report()
    for chunk in _chunks(lines_of(file)):
        checked = [_check(line, job) for line in chunk]
        _tell_duplicates(checked)
        for one in checked:
            report.count(one)
            if one.reasons:
                on_bad(BadRow(one.line, tuple(one.reasons)))
        if job.most is not None and report.rows > job.most:
            raise TooManyRows(job.most)
        if report.is_clean and not job.dry_run:
            _write(checked, job)
        progress(report.rows)
    if not report.rows:
        raise FileRefused(_("The file has no rows below the names of its columns."))
    return report


def _chunks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    iterator = iter(lines)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def _check(line: Line, job: Job) -> Checked:
    found = Checked(line)
    if line.reason:
        found.reasons.append(line.reason)
        return found
    found.row, found.reasons = row_of(line.values, at=job.at)
    if found.row is not None:
        try:
            found.taken = job.terms.taken(found.row)
            found.past = past_of(found.taken, job.center, at=job.at)
        except Refusal as refusal:
            found.reasons.append(refusal.message)
    return found


def _tell_duplicates(checked: Sequence[Checked]) -> None:
    """Codes that stand in the file twice, or that a dossier here has already."""
    by_code: dict[str, list[Checked]] = {}
    for one in checked:
        if code := one.line.values.get("code"):
            by_code.setdefault(code, []).append(one)
    first_lines = _first_lines({code: same[0].line.number for code, same in by_code.items()})
    known = set(Dossier.objects.filter(code__in=by_code).values_list("code", flat=True))
    for code, same in by_code.items():
        for one in same:
            if first_lines[code] != one.line.number:
                words = _("The code “%(code)s” stands on line %(number)s already.")
                one.reasons.append(words % {"code": code, "number": first_lines[code]})
            elif code in known:
                one.reasons.append(_("There is a dossier with the code “%(code)s” here already.") % {"code": code})


def _first_lines(lines: dict[str, int]) -> dict[str, int]:
    """The line on which each code was first seen in this file; new ones are remembered."""
    if not lines:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH given AS (SELECT unnest(%s::text[]) AS code, unnest(%s::integer[]) AS line), new AS (
                INSERT INTO take_over_codes (code, line) SELECT code, line FROM given
                ON CONFLICT (code) DO NOTHING RETURNING code, line
            )
            SELECT code, line FROM new
            UNION ALL SELECT code, seen.line FROM take_over_codes seen JOIN given USING (code)
            """,
            [list(lines), list(lines.values())],
        )
        return dict(cursor.fetchall())


def _begin(*, alone: bool) -> None:
    """Room for the codes of this file; two imports never write side by side. Raises OneIsRunning."""
    with connection.cursor() as cursor:
        if alone:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('import_dossiers'))")
            if not cursor.fetchone()[0]:
                raise OneIsRunning
        cursor.execute("DROP TABLE IF EXISTS take_over_codes")
        cursor.execute("CREATE TEMPORARY TABLE take_over_codes (code text PRIMARY KEY, line integer) ON COMMIT DROP")


def _write(checked: Sequence[Checked], job: Job) -> None:
    rows = [one.row for one in checked if one.row]
    owners = find_or_create_all(
        [declared(row.owner_name, number=row.owner_id, phone=row.phone) for row in rows], at=job.at
    )
    arrivals = [
        Arrival(one.taken, one.past, owner, {"file": job.name, "line": one.line.number})
        for one, owner in zip(checked, owners, strict=True)
        if one.taken and one.past
    ]
    take_over(job.center, arrivals, at=job.at)
    connection.check_constraints()  # now, so that the list of what is to be checked at the end stays short
