from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from dossiers.lifecycle_doc import lifecycle_doc


class Command(BaseCommand):
    help = "Writes docs/lifecycle.md out of the life-cycle table"

    def handle(self, **options: Any) -> None:
        (Path(settings.BASE_DIR) / "docs" / "lifecycle.md").write_text(lifecycle_doc(), encoding="utf-8")
