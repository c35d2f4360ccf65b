"""`manage.py rebuild_ledger`: the ledger anew from the events, as if every transition booked again."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from dossiers.verify import rebuild_ledger


class Command(BaseCommand):
    help = "Make the ledger anew from the events, in one transaction. Afterwards verify_ledger finds nothing."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *_args: Any, **options: Any) -> None:
        made = rebuild_ledger()
        if options["json"]:
            self.stdout.write(json.dumps({"entries": made}))
        else:
            self.stdout.write(_("%(entries)s ledger entries made anew") % {"entries": made})
