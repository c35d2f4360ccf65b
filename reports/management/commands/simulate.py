"""`manage.py simulate`: synthetic dossiers of any number, for load tests and benchmarks."""

import json
from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from common.clock import local_date, now
from common.command_line import OneLineCommand
from common.errors import Refusal
from reports.simulation.run import Order, simulate

from .ontime import day, period

LONGEST = 99


class Command(OneLineCommand):
    help = "Write synthetic dossiers by COPY. Local mode only; no messages, no history rows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--centers", type=int, default=LONGEST, help="how many centers they are spread over")
        parser.add_argument("--dossiers", type=int, required=True, help="how many dossiers")
        parser.add_argument(
            "--times", type=int, default=1, help="lay each of them so many times, with own keys and codes"
        )
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same dossiers")
        parser.add_argument("--from", dest="start", metavar="DAY", help="first day of arrival, a year back unless told")
        parser.add_argument("--to", dest="end", metavar="DAY", help="last day, yesterday unless told")
        parser.add_argument("--processes", type=int, default=2, help="how many processes draw and write")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *_args: Any, **options: Any) -> None:
        at = now()
        try:
            end = options["end"] or str(local_date(at) - timedelta(days=1))
            first, last = period(options["start"] or _a_year_before(end), end)
            if options["dossiers"] < 1 or options["centers"] < 1 or options["processes"] < 1 or options["times"] < 1:
                raise Refusal(_("--dossiers, --times, --centers and --processes must be at least 1."))
            order = Order(options["centers"], options["dossiers"], options["seed"], first, last, at, options["times"])
            done = simulate(order, say=self.stderr.write, processes=options["processes"])
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        except KeyboardInterrupt:
            raise CommandError(_("Stopped. What was written is whole."), returncode=130) from None
        if options["json"]:
            self.stdout.write(json.dumps({"dossiers": done.dossiers, "seconds": round(done.seconds, 1)}))
            return
        self.stdout.write(f"{done.dossiers} dossiers in {done.seconds:.1f} s ({done.dossiers / done.seconds:.0f}/s)")


def _a_year_before(end: str) -> str:
    """The day after the same day of the year before, so that a period is a whole year."""
    last = day("--to", end)
    earlier = date(last.year - 1, last.month, min(last.day, 28) if last.month == 2 else last.day)
    return str(earlier + timedelta(days=1))
