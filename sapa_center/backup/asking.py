"""The passphrase from the environment or from a person, and progress on stderr."""

import getpass
import os
import sys
from pathlib import Path
from time import monotonic
from typing import Any

from django.utils.translation import gettext as _

from common.errors import Refusal

VARIABLE = "BACKUP_PASSPHRASE"
EVERY_SECONDS = 2.0


class NotTheSame(Refusal):
    """The two passphrases that were typed differ."""


class Progress:
    """Says at most every two seconds how far it is."""

    def __init__(self, out: Any) -> None:
        self._out, self._last = out, monotonic()

    def __call__(self, line: str) -> None:
        if monotonic() - self._last >= EVERY_SECONDS:
            self._last = monotonic()
            self._out.write(line)


def new_passphrase() -> str | None:
    """From the environment, else typed twice; None where nobody can be asked. Raises NotTheSame."""
    given = os.environ.get(VARIABLE)
    if given or not sys.stdin.isatty():
        return given
    typed = getpass.getpass(_("Passphrase for the keys: "))
    if typed != getpass.getpass(_("Passphrase again: ")):
        raise NotTheSame(_("The two passphrases are not the same."))
    return typed


def known_passphrase(source: Path) -> str | None:
    """From the environment, else typed; None where nobody can be asked."""
    given = os.environ.get(VARIABLE)
    if given or not sys.stdin.isatty():
        return given
    return getpass.getpass(_("Passphrase of %(source)s: ") % {"source": source.name}) or None
