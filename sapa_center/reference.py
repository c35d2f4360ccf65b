"""Reference data: the facts that every installation starts with, loaded in this order. Each step is safe to repeat."""

from collections.abc import Iterator
from dataclasses import dataclass
from inspect import signature
from typing import Any

from django.utils.module_loading import import_string

from common import clock


@dataclass(frozen=True)
class Step:
    """One load; `function` is a dotted path, its answer (if any) is shown. It gets the moment when it takes `at`."""

    name: str
    function: str


STEPS: tuple[Step, ...] = (
    Step("policies", "policies.load.load"),
    Step("working calendar", "workcalendar.load.load"),
    Step("centers", "centers.load.load"),
    Step("procedures", "procedures.load.load"),
    Step("questions", "procedures.question_sets.load"),
    Step("named periods", "reports.load.load"),
)


def load(steps: tuple[Step, ...] = STEPS) -> Iterator[tuple[str, Any]]:
    """Run the steps; yields name and answer of each when it is done."""
    moment = {"at": clock.now()}
    for step in steps:
        function = import_string(step.function)
        yield step.name, function(**(moment if "at" in signature(function).parameters else {}))
