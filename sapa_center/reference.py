"""Reference data: the facts that every installation starts with, loaded in this order. Each step is safe to repeat."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Step:
    """One load; `function` is a dotted path, called without arguments, its answer (if any) is shown."""

    name: str
    function: str


STEPS: tuple[Step, ...] = ()


def load(steps: tuple[Step, ...] = STEPS) -> Iterator[tuple[str, Any]]:
    """Run the steps; yields name and answer of each when it is done."""
    for step in steps:
        yield step.name, import_string(step.function)()
