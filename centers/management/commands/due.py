"""`manage.py due`: a calculator of due dates that explains its answer."""

import json
from argparse import ArgumentParser
from datetime import datetime, time
from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from centers.models import Center
from common.clock import LOCAL_TZ
from common.command_line import OneLineCommand
from common.errors import Refusal
from policies.catalogue import CATALOGUE, PolicyKey
from workcalendar import queries, reference
from workcalendar.engine import Allowance, Calendar, Deadline, Pause, Unit, deadline
from workcalendar.explain import explain
from workcalendar.models import Calendar as CalendarRow


class Command(OneLineCommand):
    help = "When is something due? Times are local when they carry no zone; without --center the calendar of Lào Cai."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--received", required=True, metavar="MOMENT", help="2026-11-19T09:10")
        parser.add_argument("--allow", metavar="NUMBER", help="the time limit; not needed for same_day and immediate")
        parser.add_argument("--unit", required=True, help=", ".join(Unit))
        parser.add_argument("--cutoff", metavar="HH:MM", help="for same_day; 15:00 unless given")
        parser.add_argument(
            "--pause", action="append", default=[], metavar="FROM/TO", help="may be given several times"
        )
        parser.add_argument("--center", metavar="SLUG", help="the calendar of this center, such as sa-pa")
        parser.add_argument("--language", choices=["vi", "en"], default="vi", help="of the explanation")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            allowance = allowance_from(options["allow"], options["unit"], options["cutoff"])
            received = moment("--received", options["received"])
            pauses = pauses_from(options["pause"], received)
            found = deadline(calendar_of(options["center"]), received, allowance, pauses)
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        lines = explain(found.steps, options["language"])
        self.stdout.write(
            json.dumps(document(found, lines), ensure_ascii=False) if options["json"] else "\n".join(lines)
        )


def document(found: Deadline, lines: list[str]) -> dict[str, Any]:
    """The answer as JSON: moments ISO with +07:00, `apology_by` may be null, `steps` as sentences."""
    return {
        "starts_at": found.starts_at.isoformat(),
        "due_at": found.due_at.isoformat(),
        "apology_by": found.apology_by.isoformat() if found.apology_by else None,
        "steps": lines,
    }


def allowance_from(number: str | None, unit_name: str, cutoff: str | None) -> Allowance:
    """The time limit as typed. Raises Refusal."""
    if unit_name not in list(Unit):
        raise Refusal(_("--unit must be one of: %(units)s.") % {"units": ", ".join(Unit)})
    unit = Unit(unit_name)
    if number is None and unit.has_quantity:
        raise Refusal(_("Give the time limit as a whole number, such as --allow 5."))
    try:
        quantity = int(number) if number is not None else 1
    except ValueError:
        raise Refusal(_("--allow must be a whole number of at least 1, such as --allow 5.")) from None
    if quantity < (1 if unit.has_quantity else 0):
        raise Refusal(_("--allow must be a whole number of at least 1, such as --allow 5."))
    clock = cutoff or CATALOGUE[PolicyKey.SAMEDAY_CUTOFF].default
    try:
        return Allowance(quantity, unit, time.fromisoformat(clock).replace(tzinfo=None))
    except ValueError:
        raise Refusal(_("--cutoff must be a time of day, such as --cutoff 15:00.")) from None


def moment(option: str, text: str) -> datetime:
    """A moment as typed, local when without zone. Raises Refusal."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        at = None
    if at is None or len(text.strip()) <= len("2026-11-19"):
        message = _("%(option)s must be a date with a time, such as 2026-11-19T09:10, not “%(text)s”.")
        raise Refusal(message % {"option": option, "text": text})
    return at.replace(tzinfo=LOCAL_TZ) if at.tzinfo is None else at.astimezone(LOCAL_TZ)


def pauses_from(texts: list[str], received: datetime) -> list[Pause]:
    """Pauses as typed, FROM/TO; they begin after reception and follow one another. Raises Refusal."""
    pauses = []
    for text in texts:
        start, slash, end = text.partition("/")
        if not slash:
            raise Refusal(_("--pause must be FROM/TO, such as 2026-11-06T10:00/2026-11-12T15:00."))
        pauses.append(Pause(moment("--pause", start), moment("--pause", end)))
    pauses.sort(key=lambda pause: pause.start)
    earliest = received
    for pause in pauses:
        if pause.start < earliest:
            raise Refusal(_("--pause must begin after the reception, and after the pause before it has ended."))
        earliest = pause.end or pause.start
    return pauses


def calendar_of(slug: str | None) -> Calendar:
    """The calendar of a center, or of Lào Cai: from the database, or straight from the facts if it is not there yet."""
    try:
        row = Center.objects.get(slug=slug).calendar if slug else CalendarRow.objects.get(slug=reference.PROVINCE)
        return queries.engine_of(queries.current_version(row).pk)
    except (CalendarRow.DoesNotExist, queries.NoCalendarVersion, DatabaseError):
        if slug is None:
            return reference.province_calendar()
        raise Refusal(
            _("The calendars cannot be read. Run “manage.py migrate” and “manage.py load_reference” first.")
        ) from None
    except Center.DoesNotExist:
        message = _("There is no center “%(slug)s”. Give its short name, such as sa-pa, or leave --center out.")
        raise Refusal(message % {"slug": slug}) from None
