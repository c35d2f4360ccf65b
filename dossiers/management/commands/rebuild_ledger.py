"""`manage.py rebuild_ledger`: the ledger anew from the events, as if every transition booked again."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from dossiers.rebuild import rebuild_ledger


class Command(BaseCommand):
    help = "Make the ledger anew from the events, in one transaction. Afterwards verify_ledger finds nothing."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON document")
        parser.add_argument("--processes", type=int, default=2, help="how many processes read and compute")

    def handle(self, *_args: Any, **options: Any) -> None:
        made = rebuild_ledger(processes=max(1, options["processes"]))
        if options["json"]:
            self.stdout.write(json.dumps({"entries": made}))
        else:
            self.stdout.write(_("%(entries)s ledger entries made anew") % {"entries": made})
