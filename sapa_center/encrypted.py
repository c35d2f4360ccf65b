"""Where encrypted things lie, found by the names of columns, and how all of it moves to the current key.

Rows that own a stored file have the columns `sha256` and `key_id`; the key of an encrypted column stands in a column
that ends with `key_id`. Declarations of drafts keep theirs inside a JSON column (dossiers.rotation).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection, models, transaction

from accounts.kept_pages import reencrypt_pages
from accounts.phone_keys import reencrypt_keys
from citizens.actions import reencrypt_numbers
from common import crypto, files
from dossiers.actions.arrivals import reencrypt_visitors
from dossiers.rotation import (
    declared_keys,
    reencrypt_answers,
    reencrypt_declarations,
    reencrypt_pieces,
    reencrypt_uploads,
    reencrypt_witnesses,
)
from feedback.actions import reencrypt_senders
from notifications.channels.zalo_token import reencrypt_tokens
from notifications.webhooks import reencrypt_secrets

BATCH = 200

Ref = tuple[str, str]
"""SHA-256 of the plain content, id of the key."""


@dataclass
class Moved:
    """What a rotation did: how many of each kind; `unreadable` are files that stay under their old key."""

    numbers: int = 0
    files: int = 0
    secrets: int = 0
    drafts: int = 0  # spreadsheets that wait, pieces of uploads, pages kept for a new sign-in
    visitors: int = 0  # of arrivals
    senders: int = 0  # of petitions
    unreadable: list[str] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)  # rows that still need another key, by key id


def file_models() -> list[type[models.Model]]:
    """The models whose rows own a stored file."""
    return [model for model in apps.get_models() if {"sha256", "key_id"} <= _columns(model)]


def key_columns() -> list[tuple[type[models.Model], str]]:
    """Every column that holds the id of a key."""
    found = ((model, name) for model in apps.get_models() for name in sorted(_columns(model)))
    return [(model, name) for model, name in found if name == "key_id" or name.endswith("_key_id")]


def used_keys() -> dict[str, int]:
    """How many rows need each key."""
    counts = declared_keys()
    for model, name in key_columns():
        rows = model._default_manager.exclude(**{name: ""}).order_by().values_list(name)
        for key_id, count in rows.annotate(count=models.Count("pk")):
            counts[key_id] = counts.get(key_id, 0) + count
    return counts


def file_refs() -> Iterator[Ref]:
    """Every stored file that a row points to, once, in order; read through a cursor of the server."""
    query = " UNION ".join(
        f"SELECT DISTINCT sha256, key_id FROM {model._meta.db_table} WHERE sha256 <> ''" for model in file_models()
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"{query} ORDER BY 1, 2")
        while rows := cursor.fetchmany(2000):
            yield from rows


def is_used(ref: Ref) -> bool:
    """Whether a row points to the file now."""
    sha256, key_id = ref
    return any(model._default_manager.filter(sha256=sha256, key_id=key_id).exists() for model in file_models())


def move_to_current_key(note: Callable[[str], None]) -> Moved:
    """Everything under the current key. May be interrupted and run again; all stays readable."""
    moved = Moved(numbers=reencrypt_numbers(), secrets=reencrypt_secrets() + reencrypt_tokens())
    moved.drafts = reencrypt_declarations() + reencrypt_uploads() + reencrypt_pieces()
    moved.drafts += reencrypt_answers() + reencrypt_witnesses()
    moved.drafts += reencrypt_pages()
    moved.secrets += reencrypt_keys()
    moved.visitors, moved.senders = reencrypt_visitors(), reencrypt_senders()
    current = crypto.keyring().current
    last: Ref = ("", "")
    while refs := _next_refs(last, current):
        for ref in refs:
            try:
                _move_file(ref)
                moved.files += 1
            except files.FileUnreadable as error:
                moved.unreadable.append(str(error))
        last = refs[-1]
        note(f"{moved.files} files moved")
    moved.left = {key_id: count for key_id, count in used_keys().items() if key_id != current}
    return moved


def _next_refs(after: Ref, current: str) -> list[Ref]:
    found: set[Ref] = set()
    for model in file_models():
        rows = model._default_manager.exclude(sha256="").exclude(key_id=current)
        later = rows.filter(models.Q(sha256__gt=after[0]) | models.Q(sha256=after[0], key_id__gt=after[1]))
        pairs = later.order_by("sha256", "key_id").values_list("sha256", "key_id").distinct()
        found.update(pairs[:BATCH])
    return sorted(found)[:BATCH]


def _move_file(ref: Ref) -> None:
    """The new copy first, then the rows, then the old copy goes: a reader finds one of the two at every moment."""
    sha256, key_id = ref
    stored = files.reencrypt(sha256, key_id)
    with transaction.atomic():
        for model in file_models():
            model._default_manager.filter(sha256=sha256, key_id=key_id).update(key_id=stored.key_id)
    files.forget(sha256, key_id)


def _columns(model: type[models.Model]) -> set[str]:
    return {field.column or "" for field in model._meta.local_concrete_fields if not field.is_relation}
