"""`manage.py import_catalogue`: procedures, cases, papers, fees and steps out of an Excel workbook."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.models import Kind, User
from common import clock
from common.command_line import OneLineCommand
from procedures import import_actions
from procedures.import_actions import Comparison
from procedures.workbook.entries import WorkbookRefused


class Command(OneLineCommand):
    help = "Take a workbook into the catalogue, all or nothing; the changes count from a day, never backwards."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the workbook (.xlsx), laid out like the export")
        parser.add_argument("--from", dest="valid_from", help="first day of the changes (YYYY-MM-DD; today)")
        parser.add_argument("--dry-run", action="store_true", help="compare only, change nothing")
        parser.add_argument("--by", help="login name of the staff account that answers for the changes")

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        valid_from = _day(options["valid_from"]) or clock.local_date(at)
        content, by = _content(options["file"]), _person(options["by"])
        try:
            if options["dry_run"]:
                comparison = import_actions.compare(content, valid_from=valid_from, at=at)
            else:
                comparison = import_actions.apply(content, valid_from=valid_from, by=by, at=at)
        except WorkbookRefused as refusal:
            for error in refusal.errors:
                place = (
                    _("%(sheet)s, row %(row)s") % {"sheet": error.sheet, "row": error.row} if error.row else error.sheet
                )
                self.stderr.write(f"{place}: {error.message}" if place else error.message)
            summary = _("Nothing was imported; errors: %(n)s.") % {"n": len(refusal.errors)}
            raise CommandError(summary, returncode=2) from refusal
        self._print(comparison, is_trial=options["dry_run"])

    def _print(self, comparison: Comparison, *, is_trial: bool) -> None:
        for plan in comparison.changing:
            change = plan.change
            self.stdout.write(f"{'+' if change.is_new else '~'} {change.code} {change.name}")
            for field in (*change.described, *change.law):
                self.stdout.write(f"    {field.heading}: {_short(field.before)} → {_short(field.after)}")
            for part in change.parts:
                self.stdout.write(f"    {part.title}: −{len(part.removed)} +{len(part.added)}")
        for plan in comparison.left_out:
            text = _("%(code)s: the steps contradict the legal time limit and are not loaded.")
            self.stdout.write("! " + text % {"code": plan.change.code})
        text = (
            _("Would change: %(n)s of %(all)s procedures.") if is_trial else _("Changed: %(n)s of %(all)s procedures.")
        )
        self.stdout.write(text % {"n": len(comparison.changing), "all": len(comparison.plans)})


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007  a date has no zone
        except ValueError:
            continue
    raise CommandError(_("“%(text)s” is not a day.") % {"text": text}, returncode=2)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(_("The file %(path)s cannot be read.") % {"path": path}, returncode=2) from error


def _person(username: str | None) -> User | None:
    if username is None:
        return None
    user = User.objects.filter(username=username.lower(), kind=Kind.STAFF, is_active=True).first()
    if user is None:
        raise CommandError(_("There is no staff account “%(name)s”.") % {"name": username}, returncode=2)
    return user


def _short(text: str) -> str:
    line = " / ".join(text.split("\n")) or "–"
    return line if len(line) <= 100 else line[:99] + "…"
