"""`manage.py ontime`: the figures of a period, as a table or as one JSON document."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override

from centers.models import Center
from common.clock import now
from common.command_line import OneLineCommand
from common.errors import Refusal
from reports import queries, tables
from reports.measures import By


class Command(OneLineCommand):
    help = "On-time figures of a period (both days included), per level and in total; without --center of all centers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", required=True, dest="start", metavar="DAY", help="2025-07-01")
        parser.add_argument("--to", required=True, dest="end", metavar="DAY", help="2025-07-22")
        parser.add_argument("--center", metavar="SLUG", help="only this center, such as sa-pa")
        parser.add_argument("--by", default=By.RECEIVING.value, help=", ".join(By))
        parser.add_argument("--language", choices=["vi", "en"], default="vi", help="of the table")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *_args: Any, **options: Any) -> None:
        at = now()
        try:
            start, end = period(options["start"], options["end"])
            center, by = center_of(options["center"]), by_of(options["by"])
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        found = queries.figures(center, start, end, by, at=at)
        if options["json"]:
            document = {level: figures.as_json() for level, figures in found.items()}
            self.stdout.write(json.dumps(document, ensure_ascii=False))
            return
        scope = queries.Scope.of(center, start, end, by, at)
        with override(options["language"]):
            self.stdout.write(tables.period_table(scope, found, queries.assumed_post(scope)))


def period(start: str, end: str) -> tuple[date, date]:
    """The first and the last day as typed. Raises Refusal."""
    first, last = day("--from", start), day("--to", end)
    if last < first:
        raise Refusal(_("--to must not lie before --from."))
    return first, last


def day(option: str, text: str) -> date:
    """A day as typed, YYYY-MM-DD. Raises Refusal."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        message = _("%(option)s must be a day such as 2025-07-22, not “%(text)s”.")
        raise Refusal(message % {"option": option, "text": text}) from None


def center_of(slug: str | None) -> Center | None:
    """The center, or None for all. Raises Refusal."""
    if not slug:
        return None
    center = Center.objects.select_related("unit").filter(slug=slug).first()
    if center is None:
        message = _("There is no center “%(slug)s”. Give its short name, such as sa-pa, or leave --center out.")
        raise Refusal(message % {"slug": slug})
    return center


def by_of(text: str) -> By:
    if text not in list(By):
        raise Refusal(_("--by must be one of: %(choices)s.") % {"choices": ", ".join(By)})
    return By(text)
