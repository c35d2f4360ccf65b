"""`manage.py load_questions FILE.json`: an administrator's own questions for a procedure."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.models import Kind, User
from common import clock
from common.command_line import OneLineCommand
from procedures import question_sets
from procedures.questions import QuestionsWrong, parse


class Command(OneLineCommand):
    help = "Take questions for filing online out of a file, all or none; they count at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the questions (.json), see docs/filing.md")
        parser.add_argument("--dry-run", action="store_true", help="check only, change nothing")
        parser.add_argument("--by", help="login name of the staff account that answers for them")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = json.loads(options["file"].read_text(encoding="utf-8"))
            parse(content)
            if options["dry_run"]:
                self.stdout.write(", ".join(content.get("codes", ())))
                return
            by = User.objects.filter(username=options["by"] or "", kind=Kind.STAFF, is_active=True).first()
            if by is None:
                raise CommandError(_("There is no staff account “%(name)s”.") % {"name": options["by"] or ""})
            report = question_sets.take(content, at=clock.now(), by=by)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        except QuestionsWrong as refusal:
            raise CommandError("\n".join(refusal.errors)) from refusal
        self.stdout.write(", ".join(report.changed))
