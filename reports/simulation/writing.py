"""One chunk of drawn dossiers into the database: numbers first, then every table by COPY."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from random import Random
from typing import Any

from django.db import connection, models, transaction

from centers.models import AddressUnit
from centers.people import sample_person
from citizens.models import Party, PartyKind
from common.text import fold, person_key
from dossiers.models import (
    Dossier,
    DossierAccess,
    DossierEvent,
    DossierPause,
    IssuedForm,
    LedgerEntry,
    Leg,
)
from policies.catalogue import PolicyKey
from policies.queries import value

from .copying import add_totals, copy, numbers
from .rows import Drawn
from .town import Town

DOSSIER_COLUMNS = [field.attname for field in Dossier._meta.concrete_fields]
KEYS = ("center", "unit", "procedure", "level", "channel", "filed_by")
NEW_OWNERS = 0.6  # of dossiers; the others belong to somebody who was there before: an assumption


@transaction.atomic
def write(town: Town, drawn: Sequence[Drawn], rng: Random, at: datetime) -> None:
    """Write dossiers of one town with everything that hangs on them."""
    drawn = sorted(drawn, key=_in_order)
    _number(town, drawn)
    _own(town, drawn, rng, at)
    for one, pk in zip(drawn, numbers(Dossier, len(drawn)), strict=True):
        one.dossier.pk = pk
    copy(Dossier, DOSSIER_COLUMNS, ([getattr(one.dossier, name) for name in DOSSIER_COLUMNS] for one in drawn))
    event_ids = _write_events(drawn)
    _write(DossierPause, drawn, "pauses")
    _write(Leg, drawn, "legs")
    _write(DossierAccess, drawn, "access")
    _write_forms(town, drawn, event_ids)
    _write_ledger(drawn)


def _in_order(one: Drawn) -> datetime:
    moment = one.dossier.received_at or one.dossier.submitted_at
    assert moment is not None
    return moment


def _number(town: Town, drawn: Sequence[Drawn]) -> None:
    """Codes out of the counters of their days, as receptions draw them."""
    days = Counter(one.received_on for one in drawn if one.received_on)
    last = _reserve("dossiers_codecounter", "identifier, day", [(town.identifier, day) for day in days], days.values())
    following = {day: last[town.identifier, day] - count for day, count in days.items()}
    for one in drawn:
        if one.received_on:
            following[one.received_on] += 1
            pattern = value(PolicyKey.CODE_PATTERN, on=one.received_on)
            number = following[one.received_on]
            one.dossier.code = pattern.format(unit_id=town.identifier, date=one.received_on, seq=number)


def _reserve(
    table: str, columns: str, keys: Sequence[tuple[Any, ...]], counts: Iterable[int]
) -> dict[tuple[Any, ...], int]:
    """Take that many numbers of each counter; the last number of each by key."""
    found: dict[tuple[Any, ...], int] = {}
    marks = ", ".join(["%s"] * (columns.count(",") + 1))
    with connection.cursor() as cursor:
        for key, count in sorted(zip(keys, counts, strict=True), key=lambda pair: str(pair[0])):
            cursor.execute(
                f"INSERT INTO {table} ({columns}, last) VALUES ({marks}, %s) ON CONFLICT ({columns})"
                f" DO UPDATE SET last = {table}.last + excluded.last RETURNING last",
                [*key, count],
            )
            found[key] = int(cursor.fetchone()[0])
    return found


def _own(town: Town, drawn: Sequence[Drawn], rng: Random, at: datetime) -> None:
    """Owners without a number: they are made by the hundred thousand, and nobody has such a number."""
    commune = AddressUnit.objects.filter(code=town.center.unit.code).values_list("pk", flat=True).first()
    ids = numbers(Party, len(drawn))
    known: list[int] = []
    rows: list[list[Any]] = []
    for one, pk in zip(drawn, ids, strict=True):
        if not known or rng.random() < NEW_OWNERS:
            known.append(pk)
            rows.append(_party(pk, sample_person(rng, commune=town.center.unit.code), commune, at))
        one.dossier.owner_id = one.dossier.submitter_id = rng.choice(known[-200:])
    copy(Party, PARTY_COLUMNS, rows)


PARTY_COLUMNS = [
    "id", "kind", "name", "name_fold", "name_sort", "number_kind", "number_key_id", "number_hash", "birth_date",
    "gender", "ethnicity", "phone", "email", "address_unit_id", "address_line", "created_at", "is_sample",
]  # fmt: skip


def _party(pk: int, person: Any, commune: int | None, at: datetime) -> list[Any]:
    name = person.full_name
    return [
        pk, PartyKind.PERSON.value, name, fold(name), person_key(name), "", "", "", person.birth_date,
        person.gender, person.ethnicity, person.phone, "", commune, person.address_line, at, True,
    ]  # fmt: skip


def _write_events(drawn: Sequence[Drawn]) -> list[list[int]]:
    """The events; returns their keys by dossier."""
    ids = iter(numbers(DossierEvent, sum(len(one.events) for one in drawn)))
    given = [[next(ids) for _event in one.events] for one in drawn]
    columns = ["id", "dossier_id", *drawn[0].events[0]]
    copy(
        DossierEvent,
        columns,
        (
            [pk, one.dossier.pk, *event.values()]
            for one, keys in zip(drawn, given, strict=True)
            for pk, event in zip(keys, one.events, strict=True)
        ),
    )
    return given


def _write(model: type[models.Model], drawn: Sequence[Drawn], name: str) -> None:
    rows = [(one.dossier.pk, row) for one in drawn for row in getattr(one, name)]
    if rows:
        copy(model, ["dossier_id", *rows[0][1]], ([pk, *row.values()] for pk, row in rows))


def _write_forms(town: Town, drawn: Sequence[Drawn], event_ids: Sequence[Sequence[int]]) -> None:
    forms = [
        (one.dossier.pk, ids[form["event"] - 1], form)
        for one, ids in zip(drawn, event_ids, strict=True)
        for form in one.forms
    ]
    counts = Counter((town.center.pk, form["form"], form["year"]) for _pk, _event, form in forms)
    last = _reserve("dossiers_formcounter", "center_id, form, year", list(counts), counts.values())
    following = {key: last[key] - count for key, count in counts.items()}
    rows = []
    for pk, event, form in forms:
        key = (town.center.pk, form["form"], form["year"])
        following[key] += 1
        rest = {name: given for name, given in form.items() if name != "event"}
        rows.append([pk, event, following[key], *rest.values()])
    if forms:
        names = [name for name in forms[0][2] if name != "event"]
        copy(IssuedForm, ["dossier_id", "event_id", "number", *names], rows)


def _write_ledger(drawn: Sequence[Drawn]) -> None:
    """Entries that are in the totals already, and the totals with them."""
    totals: Counter[tuple[date, Any, Any, Any, str, str, str, str]] = Counter()
    rows = []
    for one in drawn:
        for event, day, keys, measure, n in one.entries:
            under = (keys.center, keys.unit, keys.procedure, keys.level, keys.channel, keys.filed_by)
            rows.append([one.dossier.pk, event, day, *under, measure, n, True])
            totals[day, *under, measure] += n
    columns = ["dossier_id", "event_number", "day", "center_id", "unit_id", "procedure_id", "level", "channel",
               "filed_by", "measure", "n", "totalled"]  # fmt: skip
    copy(LedgerEntry, columns, rows)
    add_totals(totals)
