"""Codes, check words and secret addresses of dossiers.

A code is given once, at reception, from a counter per unit identifier and day that the database locks by row; it never
changes and is never used again (Circular 03/2025; pattern and identifier are policies, domain.md open point U3).
"""

import secrets
from collections.abc import Mapping
from datetime import date

from django.db import connection

from centers.models import Center
from policies.catalogue import PolicyKey
from policies.queries import value

from .reference import identifier_of

# no letters or digits that look like others, none that make words one would not print
CHECK_ALPHABET = "ABCDEFGHKLMNPQRTUVXY346789"
CHECK_LENGTH = 6


def next_code(center: Center, *, on: date) -> str:
    """The next code of a center on a local day. Call inside the transaction of the reception, as late as possible."""
    return next_codes(center, {on: 1})[on][0]


def next_codes(center: Center, wanted: Mapping[date, int]) -> dict[date, list[str]]:
    """As many new codes of a center as are wanted on each local day; codes taken over from elsewhere are skipped."""
    identifier = identifier_of(center)
    found: dict[date, list[str]] = {day: [] for day in wanted}
    missing = {day: count for day, count in wanted.items() if count}
    while missing:
        fresh = {day: _codes(identifier, day, last, missing[day]) for day, last in _next(identifier, missing)}
        drawn = [code for codes in fresh.values() for code in codes]
        taken = _taken(drawn)
        for day, codes in fresh.items():
            found[day] += [code for code in codes if code not in taken]
        missing = {day: wanted[day] - len(found[day]) for day in fresh if len(found[day]) < wanted[day]}
    return found


def _taken(codes: list[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM dossiers_dossier WHERE code = ANY(%s)", [codes])
        return {code for (code,) in cursor.fetchall()}


def _codes(identifier: str, day: date, last: int, count: int) -> list[str]:
    pattern = value(PolicyKey.CODE_PATTERN, on=day)
    return [str(pattern.format(unit_id=identifier, date=day, seq=n)) for n in range(last - count + 1, last + 1)]


def _next(identifier: str, wanted: Mapping[date, int]) -> list[tuple[date, int]]:
    """Take that many numbers on each day; the last one of each. Counters are locked in the order of their days."""
    days = sorted(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO dossiers_codecounter (identifier, day, last)
            SELECT %s, unnest(%s::date[]), unnest(%s::bigint[])
            ON CONFLICT (identifier, day) DO UPDATE SET last = dossiers_codecounter.last + excluded.last
            RETURNING day, last
            """,
            [identifier, days, [wanted[day] for day in days]],
        )
        return [(day, int(last)) for day, last in cursor.fetchall()]


def next_form_number(center_id: int, form: str, year: int) -> int:
    """The next number of an issued form at a center in a year; locked by row like the codes."""
    return next_form_numbers(center_id, {(form, year): 1})[form, year]


def next_form_numbers(center_id: int, wanted: Mapping[tuple[str, int], int]) -> dict[tuple[str, int], int]:
    """As many numbers of each (form, year) at a center as are wanted; the last one of each."""
    keys = sorted(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO dossiers_formcounter (center_id, form, year, last)
            SELECT %s, unnest(%s::text[]), unnest(%s::bigint[]), unnest(%s::bigint[])
            ON CONFLICT (center_id, form, year) DO UPDATE SET last = dossiers_formcounter.last + excluded.last
            RETURNING form, year, last
            """,
            [center_id, [form for form, _year in keys], [year for _form, year in keys], [wanted[key] for key in keys]],
        )
        return {(form, year): int(last) for form, year, last in cursor.fetchall()}


def new_check_word() -> str:
    return "".join(secrets.choice(CHECK_ALPHABET) for _ in range(CHECK_LENGTH))


def new_secret() -> str:
    """32 URL-safe characters, 192 bits."""
    return secrets.token_urlsafe(24)
