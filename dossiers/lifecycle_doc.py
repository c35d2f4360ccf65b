"""`docs/lifecycle.md` out of the table, so that the page can never say something else than the code."""

from collections.abc import Iterator

from django.utils import translation

from accounts.roles import Role

from .guards import Guard
from .lifecycle import FINAL, NATIONAL_CODE, OPEN, TRANSITIONS, Status, Transition

HEAD = """# The life of a dossier

Generated from `dossiers/lifecycle.py` by `manage.py write_lifecycle_doc`; a test compares the two. One function,
`dossiers.actions.advance`, interprets the table and is the only code that assigns a status.

## Statuses

| status | national code | means | open | final |
|---|---|---|---|---|
"""

TRANSITION_HEAD = """
## Transitions

"By itself" marks what no page offers: it comes from another source of events, or waits for its page.

| transition | from → to | who | clock | guards | reason | form | message |
|---|---|---|---|---|---|---|---|
"""


def lifecycle_doc() -> str:
    """The whole page, in English."""
    with translation.override("en"):
        statuses = "".join(_status_line(status) for status in Status)
        return HEAD + statuses + TRANSITION_HEAD + "".join(_transition_line(row) for row in TRANSITIONS.values())


def _status_line(status: Status) -> str:
    return (
        f"| {status.value} | {NATIONAL_CODE[status]} | {status.label} "
        f"| {'yes' if status in OPEN else '–'} | {'yes' if status in FINAL else '–'} |\n"
    )


def _transition_line(row: Transition) -> str:
    sources = ", ".join(_sources(row))
    target = row.target.value if row.target else "(stays)" if None not in row.sources else "(as given)"
    who = ", ".join(role.value for role in Role if role in row.who)
    guards = ", ".join(_guard_name(guard) for guard in row.guards) or "–"
    name = f"`{row.name}`" if row.by_hand else f"`{row.name}` (by itself)"
    return (
        f"| {name} | {sources} → {target} | {who} | {row.clock.value} | {guards} "
        f"| {'yes' if row.reason_needed else '–'} | {row.form or '–'} | {row.message or '–'} |\n"
    )


def _sources(row: Transition) -> Iterator[str]:
    if None in row.sources:
        yield "nothing"
    yield from (status.value for status in Status if status in row.sources)


def _guard_name(guard: Guard) -> str:
    return guard.__name__.replace("_", " ")
