"""`manage.py export_catalogue`: the catalogue of today as a workbook, to change and to import again."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from common import clock
from common.command_line import OneLineCommand
from procedures.workbook.write import catalogue_workbook


class Command(OneLineCommand):
    help = "Write the catalogue in force today into an Excel workbook."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="where to write (.xlsx)")

    def handle(self, *args: Any, **options: Any) -> None:
        options["file"].write_bytes(catalogue_workbook(clock.local_date(clock.now())))
        self.stdout.write(str(options["file"]))
