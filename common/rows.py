"""Rows by hand-written statements, for the few that are read and written so often that composing the statement anew
each time would cost more than answering it. New columns of a model come along by themselves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, ForeignKey, JSONField, Model
from django.db.models.expressions import DatabaseDefault
from psycopg2.extensions import AsIs

M = TypeVar("M", bound=Model)


@cache
def attributes_of(model: type[Model]) -> tuple[str, ...]:
    """Names of the stored attributes of a model, in the order of `columns_of`."""
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def columns_of(model: type[Model], alias: str) -> str:
    """Its columns for a SELECT: "d.id, d.status, …"."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


def take(model: type[M], values: list[Any]) -> M:
    """The object of the first values, which are taken off the list."""
    names = attributes_of(model)
    taken, values[:] = values[: len(names)], values[len(names) :]
    return _object(model, taken)


def take_values(count: int, values: list[Any]) -> Sequence[Any]:
    """The first `count` values, taken off the list."""
    taken, values[:] = values[:count], values[count:]
    return taken


def read(model: type[M], rest: str, parameters: Sequence[Any]) -> list[M]:
    """The objects of `SELECT … FROM table t {rest}`."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {columns_of(model, "t")} FROM "{model._meta.db_table}" t {rest}', parameters)
        return [_object(model, list(row)) for row in cursor.fetchall()]


def insert(objects: Sequence[Model], on_conflict: str = "") -> None:
    """Insert unsaved objects of one model by one statement, and give them their keys and what the database fills in.

    As with `bulk_create`, no signal is sent and no history written. With `on_conflict` (an ON CONFLICT clause) that
    does nothing, the objects get no keys.
    """
    if not objects:
        return
    table = _table(type(objects[0]))
    parameters = [value for one in objects for value in table.values(one)]
    places = ", ".join([table.places] * len(objects))
    with connection.cursor() as cursor:
        cursor.execute(f"{table.insert} {places} {on_conflict} RETURNING {table.returned}", parameters)
        rows = cursor.fetchall()
    if len(rows) == len(objects):
        for one, row in zip(objects, rows, strict=True):
            _give(one, table.fills, row)


def change(one: Model, names: Iterable[str]) -> None:
    """Write these stored attributes of an object that has a key."""
    table = _table(type(one))
    columns = [table.columns[name] for name in names]
    if columns:
        assignments = ", ".join(f'"{column.name}" = %s' for column in columns)
        parameters = [*(column.value(one) for column in columns), one.pk]
        with connection.cursor() as cursor:
            cursor.execute(f'UPDATE "{one._meta.db_table}" SET {assignments} WHERE id = %s', parameters)


def stored(one: Model) -> Mapping[str, Any]:
    """The stored attributes as they are in memory, to be compared later."""
    return {name: getattr(one, name) for name in attributes_of(type(one))}


def changed_since(one: Model, before: Mapping[str, Any]) -> list[str]:
    """The stored attributes that are other than they were."""
    return [name for name, value in before.items() if getattr(one, name) != value]


@dataclass(frozen=True)
class _Column:
    """How an attribute becomes a parameter."""

    name: str
    attribute: str
    relation: str  # of a foreign key, else empty
    prepare: Callable[[Any], Any] | None  # None: the driver knows what to do

    def value(self, one: Model) -> Any:
        value = getattr(one, self.attribute)
        if value is None:
            # as Django does: what was unsaved when it was assigned may have its key by now
            related = one._state.fields_cache.get(self.relation) if self.relation else None
            if related is not None:
                value = related.pk
                setattr(one, self.attribute, value)
            return value
        if isinstance(value, DatabaseDefault):
            return AsIs("DEFAULT")
        return self.prepare(value) if self.prepare else value


@dataclass(frozen=True)
class _Table:
    columns: Mapping[str, _Column]  # by attribute, the key left out
    insert: str
    places: str
    returned: str
    fills: tuple[str, ...]  # attributes that the database fills in, in the order of `returned`

    def values(self, one: Model) -> list[Any]:
        return [column.value(one) for column in self.columns.values()]


@cache
def _table(model: type[Model]) -> _Table:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = {field.attname: _column(field) for field in fields}
    names = ", ".join(f'"{field.column}"' for field in fields)
    filled = [field for field in model._meta.concrete_fields if field.db_returning]
    return _Table(
        columns=columns,
        insert=f'INSERT INTO "{model._meta.db_table}" AS t ({names}) VALUES',
        places="(" + ", ".join(["%s"] * len(fields)) + ")",
        returned=", ".join(f't."{field.column}"' for field in filled),
        fills=tuple(field.attname for field in filled),
    )


def _column(field: Field[Any, Any]) -> _Column:
    relation = field.name if isinstance(field, ForeignKey) else ""
    return _Column(str(field.column), field.attname, relation, _prepare(field))


def _prepare(field: Field[Any, Any]) -> Callable[[Any], Any] | None:
    if isinstance(field, ForeignKey) or field.get_internal_type() in AS_THEY_ARE:
        return None
    return lambda value: field.get_db_prep_save(value, connection)


AS_THEY_ARE = frozenset({
    "CharField", "TextField", "EmailField", "BooleanField", "DateField", "DateTimeField", "IntegerField",
    "BigIntegerField", "SmallIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField",
})  # fmt: skip


def _give(one: Model, names: Sequence[str], values: Sequence[Any]) -> None:
    for name, value in zip(names, values, strict=True):
        setattr(one, name, value)
    one._state.adding, one._state.db = False, "default"


def _object(model: type[M], values: list[Any]) -> M:
    for place, convert in _converters(model):
        values[place] = convert(values[place])
    return model.from_db("default", attributes_of(model), values)


@cache
def _converters(model: type[Model]) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
    """What the driver does not convert by itself: JSON comes as text."""
    fields = enumerate(model._meta.concrete_fields)
    return tuple((place, _from_json(field)) for place, field in fields if isinstance(field, JSONField))


def _from_json(field: JSONField[Any, Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else json.loads(value, cls=field.decoder)
