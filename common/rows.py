"""Model objects out of hand-written statements, for the few questions that are asked so often that composing the
statement anew each time would cost more than answering it. New columns of a model come along by themselves."""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db.models import Model

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
    """The object of the first values, which are taken off the list. For models without converters of the database."""
    names = attributes_of(model)
    taken, values[:] = values[: len(names)], values[len(names) :]
    return model.from_db("default", names, taken)


def take_values(count: int, values: list[Any]) -> Sequence[Any]:
    """The first `count` values, taken off the list."""
    taken, values[:] = values[:count], values[count:]
    return taken
