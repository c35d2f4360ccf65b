from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.dossiers_public.conftest import addresses, at_nine_ten, citizen, empty_cache, own_store, world
from tests.uploads.scanner import Scanner, scanner_running

__all__ = ["addresses", "at_nine_ten", "citizen", "empty_cache", "own_store", "world"]


@pytest.fixture
def scanner(settings: Settings) -> Iterator[Scanner]:
    with scanner_running() as running:
        settings.VIRUS_SCANNER = running.address
        yield running
