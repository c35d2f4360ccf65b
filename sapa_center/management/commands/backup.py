"""`manage.py backup TARGET`: database, files and wrapped keys in one archive."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from common import clock
from common.command_line import OneLineCommand
from common.errors import Refusal
from sapa_center.backup.asking import Progress, new_passphrase
from sapa_center.backup.making import make_backup


class Command(OneLineCommand):
    help = (
        "Save database, files and keys in one archive. The keys are wrapped with BACKUP_PASSPHRASE, or with what is "
        "typed. Exit code 1 when a file is lost in the store, 2 on bad input. See docs/backup.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, help="the archive, or a folder for it; never overwritten")
        parser.add_argument("--without-keys", action="store_true", help="leave the keys out")

    def handle(self, *_args: Any, **options: Any) -> None:
        with_keys = not options["without_keys"]
        progress = Progress(self.stderr)
        try:
            made = make_backup(
                options["target"],
                passphrase=new_passphrase() if with_keys else None,
                with_keys=with_keys,
                at=clock.now(),
                note=progress,
            )
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        done = _("%(path)s: %(rows)s rows, %(files)s files")
        self.stdout.write(done % {"path": made.path, "rows": made.rows, "files": made.files})
        if made.missing:
            for name in made.missing:
                self.stderr.write(name)
            raise CommandError(_("%(count)s files are lost or damaged in the store.") % {"count": len(made.missing)})
