"""The first account of a new installation: an administrator of one center, or of the province with all its centers."""

import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.roles import Role
from centers.actions import AccountRefused, appoint, create_staff_account
from centers.models import Center
from centers.queries import province
from common import clock


class Command(BaseCommand):
    help = (
        "Create an administrator of a center, or of the province. Asks for what is not given; exit code 2 on bad input."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", help="login name, e.g. nguyen.van.an")
        parser.add_argument("--full-name")
        parser.add_argument("--center", metavar="SLUG", help="e.g. sa-pa")
        parser.add_argument("--province", action="store_true", help="of the province and all its centers")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        username = options["username"] or self._ask("--username", _("Login name: "))
        full_name = options["full_name"] or self._ask("--full-name", _("Full name: "))
        place = self._place(options)
        password = sys.stdin.readline().rstrip("\r\n") if options["password_stdin"] else self._ask_password()
        at = clock.now()
        try:
            with transaction.atomic():
                user = create_staff_account(username=username, full_name=full_name, password=password, at=at)
                appoint(user, Role.ADMINISTRATOR, **place, since=clock.local_date(at))
        except AccountRefused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        done = _("%(username)s is now an administrator of %(center)s.")
        self.stdout.write(done % {"username": user.username, "center": next(iter(place.values())).name})

    def _place(self, options: dict[str, Any]) -> dict[str, Any]:
        """The arguments of `appoint` that say where."""
        if options["province"]:
            if options["center"]:
                raise CommandError(_("Name a center or the province, not both."), returncode=2)
            return {"unit": province()}
        slug = options["center"] or self._ask("--center", _("Center (e.g. sa-pa): "))
        center = Center.objects.filter(slug=slug).first()
        if center is None:
            raise CommandError(_("There is no center “%(slug)s”; try --center sa-pa.") % {"slug": slug}, returncode=2)
        return {"center": center}

    def _ask(self, option: str, question: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError(_("%(option)s is missing.") % {"option": option}, returncode=2)
        return input(question).strip()

    def _ask_password(self) -> str:
        if not sys.stdin.isatty():
            raise CommandError(_("%(option)s is missing.") % {"option": "--password-stdin"}, returncode=2)
        password = getpass.getpass(_("Password: "))
        if password != getpass.getpass(_("Password again: ")):
            raise CommandError(_("The two passwords are not the same."), returncode=2)
        return password
