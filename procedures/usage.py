"""Whether anything was received under a version. The apps that know answer; this one does not know them."""

from collections.abc import Callable

from procedures.models import ProcedureVersion

_ASKED: list[Callable[[int], bool]] = []


def ask(is_used: Callable[[int], bool]) -> None:
    """Register who knows of uses of a version, by its id; called once when an app is ready."""
    if is_used not in _ASKED:
        _ASKED.append(is_used)


def is_used(version: ProcedureVersion) -> bool:
    """Whether a dossier points to the version."""
    return any(asked(version.pk) for asked in _ASKED)
