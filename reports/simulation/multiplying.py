"""More of the same: what a simulation made, laid again and again by the database itself, with keys of its own.

Playing a life takes milliseconds, a copy of its rows a fraction of one. A copy has its own keys, codes, secret
addresses, form numbers and owners; dates, names and events are those of the first. Whoever has an account is not
copied: their copies belong to the same person.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from django.db import connection, models, transaction
from django.db.models import Max

from citizens.models import Party
from common.copying import trusted
from dossiers.compaction import ADD_SPANS, KEYS
from dossiers.models import (
    CodeCounter,
    Dossier,
    DossierAccess,
    DossierEvent,
    DossierPause,
    FormCounter,
    IssuedForm,
    LedgerEntry,
    Leg,
    Result,
)

KEYED = (Party, Dossier, DossierEvent)  # rows that others point to
OF_A_DOSSIER = (DossierEvent, DossierPause, Leg, DossierAccess, Result, IssuedForm, LedgerEntry)
IS_COPIED = "p.id > %(party_from)s AND p.account_id IS NULL AND p.entered_by_id IS NULL"

Say = Callable[[int], None]


@dataclass(frozen=True)
class Base:
    """What is copied: rows with keys above `after`, up to `last`, by model.

    `codes` and `forms` are the highest serial numbers of a day and of a year.
    """

    after: Mapping[type[models.Model], int]
    last: Mapping[type[models.Model], int]
    codes: int
    forms: int

    def span(self, model: type[models.Model]) -> int:
        """How far apart the keys of two copies lie."""
        return self.last[model] - self.after[model]

    @property
    def bounds(self) -> dict[str, int]:
        return {
            "party_from": self.after[Party],
            "party_to": self.last[Party],
            "first": self.after[Dossier],
            "last": self.last[Dossier],
        }


def last_keys() -> dict[type[models.Model], int]:
    """The highest key of each table whose rows others point to; 0 for an empty one."""
    return {model: model._base_manager.aggregate(last=Max("pk"))["last"] or 0 for model in KEYED}


def base_since(after: Mapping[type[models.Model], int]) -> Base:
    """Everything that was simulated since `after` was read."""
    codes = CodeCounter.objects.aggregate(most=Max("last"))["most"] or 0
    forms = FormCounter.objects.aggregate(most=Max("last"))["most"] or 0
    return Base(after, last_keys(), codes, forms)


def multiply(base: Base, times: int, *, say: Say = lambda copies: None, threads: int = 2) -> None:
    """Lay the base `times` - 1 times more, each copy in one transaction; totals, counters and sequences at the end."""
    for done, _number in enumerate(_copies(base, range(1, times), threads), start=1):
        say(done)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('synchronous_commit', 'off', true)")
        for statement in _sums(times - 1):
            cursor.execute(statement, base.bounds)
        CodeCounter.objects.update(last=models.F("last") + base.codes * (times - 1))
        FormCounter.objects.update(last=models.F("last") + base.forms * (times - 1))
        for model in KEYED:
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def _copies(base: Base, numbers: Iterable[int], threads: int) -> Iterator[int]:
    """Lays the copies and yields the number of each; side by side, but not inside a transaction, which others miss."""
    if connection.in_atomic_block:
        for number in numbers:
            yield _copy(base, number)
        return
    with ThreadPoolExecutor(threads) as pool:
        waiting = [pool.submit(_copy_apart, base, number) for number in numbers]
        for future in as_completed(waiting):
            yield future.result()


def _copy_apart(base: Base, number: int) -> int:
    try:
        return _copy(base, number)
    finally:
        connection.close()


def _copy(base: Base, number: int) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('synchronous_commit', 'off', true)")
        with trusted():
            for statement in _statements(base, number):
                cursor.execute(statement, base.bounds)
    return number


def _statements(base: Base, number: int) -> Iterator[str]:
    """One INSERT … SELECT per table, in the order in which they point at each other."""
    by = {model: number * base.span(model) for model in KEYED}
    yield _insert(
        Party,
        {
            "id": f"p.id + {by[Party]}",
            "number_hash": f"CASE p.number_hash WHEN '' THEN '' ELSE encode(sha256((p.number_hash || ' {number}')"
            "::bytea), 'hex') END",
        },
        f"citizens_party p WHERE {IS_COPIED} AND p.id <= %(party_to)s",
        "p",
    )
    person = (
        f"{{0}} + CASE WHEN (SELECT {IS_COPIED} FROM citizens_party p WHERE p.id = {{0}}) THEN {by[Party]} ELSE 0 END"
    )
    yield _insert(
        Dossier,
        {
            "id": f"d.id + {by[Dossier]}",
            "code": _code("d.code", number * base.codes),
            "secret": f"left(translate(encode(sha256((d.secret || ' {number}')::bytea), 'base64'), '+/', '-_'), 32)",
            "owner_id": person.format("d.owner_id"),
            "submitter_id": person.format("d.submitter_id"),
        },
        "dossiers_dossier d WHERE d.id > %(first)s AND d.id <= %(last)s",
        "d",
    )
    for model in OF_A_DOSSIER:
        changed = {"dossier_id": f"r.dossier_id + {by[Dossier]}"}
        if model is DossierEvent:
            changed["id"] = f"r.id + {by[DossierEvent]}"
        if model is IssuedForm:
            changed["event_id"] = f"r.event_id + {by[DossierEvent]}"
            changed["number"] = f"r.number + {number * base.forms}"
            new = _code("d.code", number * base.codes)
            changed["content"] = (
                f"CASE WHEN d.code IS NULL THEN r.content ELSE replace(r.content::text, d.code, {new})::jsonb END"
            )
        source = f"{model._meta.db_table} r JOIN dossiers_dossier d ON d.id = r.dossier_id"
        yield _insert(model, changed, f"{source} WHERE r.dossier_id > %(first)s AND r.dossier_id <= %(last)s", "r")


def _insert(model: type[models.Model], changed: Mapping[str, str], source: str, alias: str) -> str:
    """All columns as they are but those `changed`; a key that is not among them is drawn anew."""
    names = [field.attname for field in model._meta.concrete_fields if field.attname != "id" or "id" in changed]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(changed.get(name, f'{alias}."{name}"') for name in names)
    return f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {values} FROM {source}"


def _code(code: str, more: int) -> str:
    """The same code with a serial number that is higher by so many."""
    serial = rf"(substring({code} from '\d+$')::bigint + {more})::text"
    return rf"regexp_replace({code}, '\d+$', '') || lpad({serial}, greatest(4, length({serial})), '0')"


def _sums(copies: int) -> Iterator[str]:
    """What the copies add to the totals and spans: the base, so many times more."""
    booked = f"""
    SELECT {KEYS}, sum(n) * {copies} AS n FROM dossiers_ledgerentry
    WHERE dossier_id > %(first)s AND dossier_id <= %(last)s GROUP BY {KEYS}
    """
    yield f"""
    INSERT INTO dossiers_ledgertotal ({KEYS}, n) SELECT * FROM ({booked}) added
    ON CONFLICT (center_id, measure, day, unit_id, procedure_id, level, channel, filed_by)
    DO UPDATE SET n = dossiers_ledgertotal.n + excluded.n
    """
    yield ADD_SPANS.format(source=f"({booked})")
