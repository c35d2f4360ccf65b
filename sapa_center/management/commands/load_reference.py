from textwrap import shorten
from typing import Any

from django.core.management.base import BaseCommand

from sapa_center import reference


class Command(BaseCommand):
    help = "Load the reference data (legal numbers, calendar, centers, procedures). Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, answer in reference.load(reference.STEPS):
            self.stderr.write(shorten(f"{name}: {'done' if answer is None else answer}", width=160))
