"""The dossiers behind a number of the scorecard, by the keys of `words.KEY_WORDS`."""

from collections.abc import Callable, Mapping

from reports.queries import Scope

from . import narrowed, promptness
from .promptness import Rows

PROMPTNESS: Mapping[str, Callable[[str, Scope], Rows]] = {
    "kpi.2_1.all": promptness.everything,
    "kpi.2_1.kept": promptness.kept,
    "kpi.2_1.late": promptness.late,
}


def behind(key: str, level: str, scope: Scope) -> Rows:
    """Rows of `dossier` and `times`, whose sum is the number."""
    return PROMPTNESS[key](level, scope) if key in PROMPTNESS else narrowed.rows(key, level, scope)
