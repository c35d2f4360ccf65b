from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from sapa_center.local import preparation, welcome


class Command(BaseCommand):
    help = "What `make run` does before it serves: builds, migrations, reference data, examples. Local mode only."

    requires_system_checks = []  # `make check` asks for them; here every second counts

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--welcome", type=Path, help="file to write the words of welcome to")

    def handle(self, *args: Any, welcome: Path | None, **options: Any) -> None:
        if not settings.IS_LOCAL:
            raise CommandError("prepare is for the local mode; in production run migrate and load_reference.")
        steps = [*preparation.BUILDS, *preparation.DATABASE, *preparation.EXAMPLES]
        memory = preparation.memory_of(connection.settings_dict, settings.LOCAL_DIR)
        preparation.prepare(steps, memory, self._say)
        if welcome:
            welcome.write_text(words_of_welcome())

    def _say(self, line: str) -> None:
        self.stdout.write(f"  {line}")
        self.stdout.flush()


def words_of_welcome() -> str:
    return welcome.text()
