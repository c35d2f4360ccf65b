from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from sapa_center.translations import compile_all


class Command(BaseCommand):
    help = "Compile the translations; needs no GNU gettext, does nothing when they are up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for written in compile_all(folder):
                self.stderr.write(f"{written.parent.parent.name}: compiled")
