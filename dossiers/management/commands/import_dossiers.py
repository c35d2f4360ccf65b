"""`manage.py import_dossiers FILE.csv --center SLUG [--dry-run]`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.utils.translation import gettext as _

from centers.models import Center
from common.clock import now
from common.command_line import OneLineCommand
from common.errors import Refusal
from dossiers.importing.run import BadRow, Report, import_dossiers

EVERY = 10_000  # rows between two lines of progress


class Command(OneLineCommand):
    help = "Take over dossiers from a CSV file: all of them, or none. Columns: see docs/take_over.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.csv")
        parser.add_argument("--center", required=True, metavar="SLUG", help="the receiving center, such as sa-pa")
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            report = self._import(path, center_of(options["center"]), dry_run=options["dry_run"])
        except Refusal as refusal:
            raise CommandError(f"{path.name}: {refusal}", returncode=2) from refusal
        except OSError as error:
            words = _("The file %(path)s cannot be read: %(problem)s")
            raise CommandError(words % {"path": path, "problem": error.strerror}, returncode=2) from error
        if not report.is_clean:
            words = _("%(file)s: %(bad)s of %(rows)s rows cannot be taken over; nothing was written.")
            told = words % {"file": path.name, "bad": report.bad, "rows": report.rows}
            raise CommandError(told, returncode=2)
        self._sum_up(path.name, report, dry_run=options["dry_run"])

    def _import(self, path: Path, center: Center, *, dry_run: bool) -> Report:
        with path.open("rb") as file:
            return import_dossiers(
                file, center, at=now(), name=path.name, dry_run=dry_run, on_bad=self._tell, progress=self._progress
            )

    def _tell(self, row: BadRow) -> None:
        self.stderr.write(_("line %(number)s: %(reason)s") % {"number": row.number, "reason": row.words})

    def _progress(self, rows: int) -> None:
        if rows % EVERY == 0:
            self.stderr.write(_("%(rows)s rows …") % {"rows": rows})

    def _sum_up(self, file: str, report: Report, *, dry_run: bool) -> None:
        words = (
            _("%(file)s: %(rows)s rows can be taken over; nothing was written (dry run).")
            if dry_run
            else _("%(file)s: %(rows)s dossiers were taken over.")
        )
        self.stdout.write(words % {"file": file, "rows": report.rows})
        for counts in (report.by_status, report.by_level, report.by_channel):
            self.stdout.write("  " + ", ".join(f"{word} {n}" for word, n in sorted(counts.items())))


def center_of(slug: str) -> Center:
    """Raises Refusal."""
    center = Center.objects.select_related("unit", "calendar").filter(slug=slug).first()
    if center is None:
        raise Refusal(_("There is no center “%(slug)s”. Give its short name, such as sa-pa.") % {"slug": slug})
    return center
