"""Pages of the shell: static files straight from their folders, so that no test waits for `collectstatic`."""

import copy
from typing import Any

import pytest

from common.management.commands.build_fonts import build

INVALID = "‼%s‼"


@pytest.fixture(autouse=True)
def static_files_from_their_folders(settings: Any) -> None:
    build(settings.STATIC_BUILD_DIR / "fonts")
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def loud_templates(settings: Any) -> str:
    """An undefined template variable shows; answers the mark to look for."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["string_if_invalid"] = INVALID
    settings.TEMPLATES = templates
    return INVALID[0]
