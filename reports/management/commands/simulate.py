"""`manage.py simulate`: synthetic dossiers of any number, for load tests and benchmarks."""

import json
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from common.clock import local_date, now
from common.command_line import OneLineCommand
from common.errors import Refusal
from reports.simulation.run import Order, simulate

from .ontime import period

LONGEST = 99


class Command(OneLineCommand):
    help = "Write synthetic dossiers by COPY. Local mode only; no messages, no history rows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--centers", type=int, default=LONGEST, help="how many centers they are spread over")
        parser.add_argument("--dossiers", type=int, required=True, help="how many dossiers")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same dossiers")
        parser.add_argument("--from", dest="start", metavar="DAY", help="first day of arrival, a year ago unless told")
        parser.add_argument("--to", dest="end", metavar="DAY", help="last day of arrival, today unless told")
        parser.add_argument("--processes", type=int, default=2, help="how many processes draw and write")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *_args: Any, **options: Any) -> None:
        at = now()
        today = local_date(at)
        try:
            first, last = period(options["start"] or str(today - timedelta(days=365)), options["end"] or str(today))
            if options["dossiers"] < 1 or options["centers"] < 1 or options["processes"] < 1:
                raise Refusal(_("--dossiers, --centers and --processes must be at least 1."))
            order = Order(options["centers"], options["dossiers"], options["seed"], first, last, at)
            done = simulate(order, say=self.stderr.write, processes=options["processes"])
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        if options["json"]:
            self.stdout.write(json.dumps({"dossiers": done.dossiers, "seconds": round(done.seconds, 1)}))
            return
        self.stdout.write(f"{done.dossiers} dossiers in {done.seconds:.1f} s ({done.dossiers / done.seconds:.0f}/s)")
