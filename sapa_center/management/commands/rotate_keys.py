"""`manage.py rotate_keys`: everything that is encrypted moves to the first key of DATA_KEYS."""

from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from common import crypto
from common.command_line import OneLineCommand
from common.errors import Refusal
from sapa_center.backup.asking import Progress
from sapa_center.backup.tables import alone
from sapa_center.encrypted import move_to_current_key


class Command(OneLineCommand):
    help = (
        "Move everything that is encrypted to the first key of DATA_KEYS. May be interrupted and repeated, while "
        "people work. Exit code 1 when something still needs another key, 2 when it could not begin."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            with alone():
                moved = move_to_current_key(Progress(self.stderr))
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        done = _("Moved to key %(key)s: %(numbers)s numbers, %(files)s files, %(drafts)s drafts, %(secrets)s secrets")
        counts = {name: getattr(moved, name) for name in ("numbers", "files", "drafts", "secrets")}
        self.stdout.write(done % {"key": crypto.keyring().current, **counts})
        for problem in moved.unreadable:
            self.stderr.write(problem)
        if moved.left:
            kept = ", ".join(f"{key_id} ({count})" for key_id, count in sorted(moved.left.items()))
            raise CommandError(_("Still needed, with how many rows: %(keys)s. Keep these keys.") % {"keys": kept})
