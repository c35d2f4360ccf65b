"""One chunk of played dossiers into the database: numbers first, then every table by COPY."""

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from contextlib import nullcontext
from datetime import date
from operator import itemgetter
from typing import Any

from django.db import connection, models, transaction

from centers.models import Center
from citizens.models import Party
from common.clock import local_date
from common.copying import copy, trusted
from dossiers.actions.interpreter import Work
from dossiers.codes import next_codes, next_form_numbers
from dossiers.models import Dossier, DossierAccess, DossierEvent, DossierPause, IssuedForm, LedgerEntry, Leg, Result
from dossiers.names import lexemes

from .copying import add_totals, numbers

TOTALLED = ("day", "center_id", "unit_id", "procedure_id", "level", "channel", "filed_by", "measure")


@transaction.atomic
def write(center: Center, works: Sequence[Work], parties: Sequence[Party], *, is_trusted: bool = False) -> None:
    """Write dossiers received at one center, with everything that hangs on them.

    `is_trusted`: without foreign keys being looked up, which takes as long as all the rest; rows made by the same code
    were checked before.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")  # a power cut may cost the last chunks, never half of one
    with trusted() if is_trusted else nullcontext():
        _write(center, works, parties)


def _write(center: Center, works: Sequence[Work], parties: Sequence[Party]) -> None:
    _number(center, [work.dossier for work in works])
    _rows(Party, parties, set())
    _rows(Dossier, [work.dossier for work in works], set())
    _write_events(works)
    _rows(DossierPause, [pause for work in works for pause in _pauses(work)])
    _rows(Leg, [row for work in works for row in _of(work, work.folder.legs)])
    _rows(DossierAccess, [row for work in works for row in _access(work)])
    _rows(Result, [row for work in works for row in _results(work)], {"id", "recorded_at"})
    _write_forms(center, works)
    _write_ledger(works)


def _rows(model: type[models.Model], rows: Sequence[models.Model], left_out: Set[str] = frozenset({"id"})) -> None:
    """Instances as rows; columns `left_out` get their default from the database."""
    columns = [name for field in model._meta.concrete_fields if (name := field.attname) not in left_out]
    if rows:
        copy(model, columns, ([row.__dict__[name] for name in columns] for row in rows))


def _of(work: Work, rows: Iterable[Any]) -> Iterable[Any]:
    """Rows that were made before their dossier had its key."""
    for row in rows:
        row.dossier_id = work.dossier.pk
        yield row


def _access(work: Work) -> Iterable[DossierAccess]:
    """With the words of names, which triggers fill in elsewhere."""
    people = [work.dossier.owner.name_fold, work.dossier.submitter.name_fold]
    for row in _of(work, work.folder.access):
        row.names = lexemes(row.office_id, people) if row.office_id else None
        yield row


def _results(work: Work) -> Iterable[Result]:
    """One version for each `resolve`."""
    events = [move.event for move in work.moves if move.transition.name == "resolve"]
    for version, event in enumerate(events, start=1):
        number = event.facts["result"]
        yield Result(dossier_id=work.dossier.pk, version=version, number=number, at=event.at, by_id=event.by_id)


def _number(center: Center, dossiers: Sequence[Dossier]) -> None:
    """Codes out of the counters of their days, in the order of reception."""
    moments = [(one.received_at, one) for one in dossiers if one.received_at is not None]
    received = [(local_date(at), one) for at, one in sorted(moments, key=itemgetter(0))]
    days = Counter(day for day, _one in received)
    codes = {day: iter(found) for day, found in next_codes(center, days).items()}
    for day, one in received:
        one.code = next(codes[day])


def _write_events(works: Sequence[Work]) -> None:
    events = [move.event for work in works for move in work.moves]
    for event, pk in zip(events, numbers(DossierEvent, len(events)), strict=True):
        event.pk = pk
    for work in works:
        for move in work.moves:
            move.event.dossier_id = work.dossier.pk
    _rows(DossierEvent, events, {"recorded_at"})


def _pauses(work: Work) -> Iterable[DossierPause]:
    for number, halt in enumerate(work.folder.state.halts, start=1):
        yield DossierPause(
            dossier_id=work.dossier.pk,
            number=number,
            status=halt.status.value,
            started_at=halt.start,
            ended_at=halt.end,
            holds=halt.holds,
        )


def _write_forms(center: Center, works: Sequence[Work]) -> None:
    """Every first edition gets a number; the further ones keep that of theirs."""
    forms = [(work, form) for work in works for form in work.forms]
    firsts = [form for _work, form in forms if form.edition == 1]
    counts = Counter((form.form, form.year) for form in firsts)
    following = (
        {key: last - counts[key] for key, last in next_form_numbers(center.pk, counts).items()} if counts else {}
    )
    for form in firsts:
        following[form.form, form.year] += 1
        form.number = following[form.form, form.year]
    for work, form in forms:
        form.dossier_id, form.event_id = work.dossier.pk, form.event.pk
        _name_code(work.dossier, form)
        if form.edition > 1:
            form.number = next(one.number for one in work.forms if one.form == form.form)
    _rows(IssuedForm, [form for _work, form in forms])


def _name_code(dossier: Dossier, form: IssuedForm) -> None:
    """Forms after the reception say the code, which was not drawn yet when the life was played."""
    said = form.content.get("said")
    if said and dossier.received_at is not None and form.issued_at >= dossier.received_at:
        said |= {"code": dossier.code, "has_code": True}


def _write_ledger(works: Sequence[Work]) -> None:
    """Entries that are in the totals already, and the totals with them."""
    totals: Counter[tuple[date | int | str, ...]] = Counter()
    rows = []
    for work in works:
        for number, booked in work.booked:
            for (day, keys, measure), n in booked.items():
                key = (
                    day,
                    keys.center,
                    keys.unit,
                    keys.procedure,
                    keys.level,
                    keys.channel,
                    keys.filed_by,
                    measure.value,
                )
                rows.append((work.dossier.pk, number, *key, n, True))
                totals[key] += n
    copy(LedgerEntry, ["dossier_id", "event_number", *TOTALLED, "n", "totalled"], rows)
    add_totals(totals)
