"""Commands that answer bad input with one line and exit code 2."""

from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _


class OneLineParser(CommandParser):
    """Says in one line what is wrong, without the usage text."""

    def error(self, message: str) -> NoReturn:
        if self.called_from_command_line:
            words = _("%(problem)s. See “%(command)s --help”.") % {"problem": message, "command": self.prog}
            self.exit(2, words + "\n")
        raise CommandError(message, returncode=2)


class OneLineCommand(BaseCommand):
    """A command whose mistakes are told by `OneLineParser`."""

    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = OneLineParser
        return parser
