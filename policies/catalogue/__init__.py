"""Every number of the law and of the house that code asks for by name: what it means, its default, where it is from.

A key without a row in the database has the default given here. The rows stand by subject in the modules beside this
one; pages show them in the order of `PolicyKey`.
"""

from collections import Counter
from collections.abc import Mapping

from . import feedback, figures, filing, messages, offices, systems, time_limits
from .entry import Confidence, Entry, Unit, ValueKind
from .keys import PolicyKey
from .sources import SEED_VALID_FROM

__all__ = ["CATALOGUE", "SEED_VALID_FROM", "Confidence", "Entry", "PolicyKey", "Unit", "ValueKind", "joined"]


def joined(*parts: Mapping[PolicyKey, Entry]) -> Mapping[PolicyKey, Entry]:
    """The rows of all parts in the order of the keys. Raises ValueError unless every key stands in exactly one part."""
    times = Counter(key for part in parts for key in part)
    if wrong := [key.name for key in PolicyKey if times[key] != 1]:
        raise ValueError(f"Policies that do not stand in exactly one module of the catalogue: {', '.join(wrong)}")
    rows = {key: entry for part in parts for key, entry in part.items()}
    return {key: rows[key] for key in PolicyKey}


CATALOGUE: Mapping[PolicyKey, Entry] = joined(
    time_limits.ROWS,
    filing.ROWS,
    offices.ROWS,
    messages.ROWS,
    feedback.ROWS,
    figures.ROWS,
    systems.ROWS,
)
