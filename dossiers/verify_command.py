"""What the two commands of verification have in common."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from .verify import Report

EVERY = 2.0  # seconds between two lines of progress


class VerifyCommand(BaseCommand):
    """Prints the differences, one a line, or one JSON document; exit code 1 when there are any. Progress on stderr."""

    verify: Callable[..., Report]
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON document")
        parser.add_argument("--processes", type=int, default=2, help="how many processes read and compare")

    def handle(self, *_args: Any, **options: Any) -> None:
        report = self.verify(processes=max(1, options["processes"]), say=self._progress())
        if options["json"]:
            differences = [difference.as_json() for difference in report.differences]
            self.stdout.write(json.dumps({"checked": report.checked, "differences": differences}, ensure_ascii=False))
        else:
            for one in report.differences:
                line = _("%(dossier)s: %(what)s is %(stored)s, should be %(expected)s")
                self.stdout.write(line % {**one.as_json(), "dossier": one.dossier or "–"})
            summary = _("%(checked)s dossiers checked, %(differences)s differences")
            self.stdout.write(summary % {"checked": report.checked, "differences": len(report.differences)})
        if not report.is_clean:
            raise SystemExit(1)

    def _progress(self) -> Callable[[int, int], None]:
        """Tells now and then how far it is; nothing when it is done at once."""
        began = told = monotonic()

        def say(done: int, of: int) -> None:
            nonlocal told
            if monotonic() - told >= EVERY:
                told = monotonic()
                left = (told - began) / done * (of - done)
                self.stderr.write(_("%(percent)s %% checked, %(left)s s left") % {
                    "percent": 100 * done // of, "left": round(left)
                })  # fmt: skip

        return say
