"""`manage.py replay_sa_pa`: the 639 dossiers that Sa Pa published for 1-22 July 2025, and the table of them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.clock import now
from common.errors import Refusal
from reports import actions, replay, welcome


class Command(BaseCommand):
    help = (
        "Play the published Sa Pa example through the real life-cycle. Local mode only; a second run changes nothing."
    )
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        at = now()
        try:
            made = replay.replay(at=at, say=self.stderr.write)
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        if made:
            actions.compute_snapshots(at=at)
        self.stderr.write(f"{made} dossiers made" if made else "The example is there already; nothing was changed.")
        self.stdout.write(welcome.sa_pa())
