"""Codes, check words and secret addresses of dossiers.

A code is given once, at reception, from a counter per unit identifier and day that the database locks by row; it never
changes and is never used again (Circular 03/2025; pattern and identifier are policies, domain.md open point U3).
"""

import secrets
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
    identifier = identifier_of(center)
    pattern = value(PolicyKey.CODE_PATTERN, on=on)
    while True:
        code = str(pattern.format(unit_id=identifier, date=on, seq=_next_number(identifier, on)))
        if not _is_taken(code):
            return code


def _is_taken(code: str) -> bool:
    """Codes that were taken over from elsewhere are skipped."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM dossiers_dossier WHERE code = %s)", [code])
        return bool(cursor.fetchone()[0])


def _next_number(identifier: str, on: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO dossiers_codecounter (identifier, day, last) VALUES (%s, %s, 1)
            ON CONFLICT (identifier, day) DO UPDATE SET last = dossiers_codecounter.last + 1
            RETURNING last
            """,
            [identifier, on],
        )
        return int(cursor.fetchone()[0])


def next_form_number(center_id: int, form: str, year: int) -> int:
    """The next number of an issued form at a center in a year; locked by row like the codes."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO dossiers_formcounter (center_id, form, year, last) VALUES (%s, %s, %s, 1)
            ON CONFLICT (center_id, form, year) DO UPDATE SET last = dossiers_formcounter.last + 1
            RETURNING last
            """,
            [center_id, form, year],
        )
        return int(cursor.fetchone()[0])


def new_check_word() -> str:
    return "".join(secrets.choice(CHECK_ALPHABET) for _ in range(CHECK_LENGTH))


def new_secret() -> str:
    """32 URL-safe characters, 192 bits."""
    return secrets.token_urlsafe(24)
