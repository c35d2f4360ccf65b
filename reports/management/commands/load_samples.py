"""`manage.py load_samples`: sample accounts and a synthetic day of work before each of them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.clock import now
from common.errors import Refusal
from reports import actions, samples


class Command(BaseCommand):
    help = "Make the sample accounts and a synthetic load of the last 30 days. Local mode only; written once."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        at = now()
        try:
            made = samples.load_sample_day(at=at, say=self.stderr.write)
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        if made:
            actions.compute_snapshots(at=at)
        self.stderr.write(f"{made} dossiers made" if made else "The samples are there already; nothing was changed.")
