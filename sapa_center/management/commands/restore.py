"""`manage.py restore SOURCE`: everything of a backup back in its place, or nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from common import clock
from common.command_line import OneLineCommand
from common.errors import Refusal
from sapa_center.backup import archive
from sapa_center.backup.asking import Progress, known_passphrase
from sapa_center.backup.restoring import Restored, keys_inside, restore


class Command(OneLineCommand):
    help = (
        "Put a backup back: database, files and, in the local mode, keys. Refuses a database that holds dossiers. "
        "Exit code 2 on bad input; then nothing was changed. See docs/backup.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path)
        parser.add_argument("--force", action="store_true", help="replace a database that holds dossiers")
        parser.add_argument("--show-keys", action="store_true", help="only print the keys inside, for the environment")

    def handle(self, *_args: Any, **options: Any) -> None:
        source = options["source"]
        try:
            if options["show_keys"]:
                self._show_keys(source)
                return
            restored = restore(
                source,
                passphrase=lambda: known_passphrase(source),
                force=options["force"],
                at=clock.now(),
                note=Progress(self.stderr),
            )
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        self._tell(restored)

    def _show_keys(self, source: Path) -> None:
        keys = keys_inside(archive.check(source), lambda: known_passphrase(source))
        self.stdout.write(f"DATA_KEYS={keys.data_keys}")
        self.stdout.write(f"HASH_KEY={keys.hash_key}")

    def _tell(self, restored: Restored) -> None:
        done = _("Restored as of %(at)s: %(rows)s rows, %(files)s files")
        self.stdout.write(done % {"at": restored.created_at, "rows": restored.rows, "files": restored.files})
        needed = _("Keys that the data need: %(keys)s")
        self.stdout.write(needed % {"keys": ", ".join(restored.key_ids) or "–"})
        if restored.wrote_keys:
            self.stdout.write(_("The keys of this machine are those of the backup now. Restart what is running."))
        if restored.missing:
            lost = _("%(count)s files were lost before the backup was made:")
            self.stderr.write(lost % {"count": len(restored.missing)})
            for name in restored.missing:
                self.stderr.write(name)
