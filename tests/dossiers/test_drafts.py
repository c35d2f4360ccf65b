"""Drafts nobody finished leave nothing behind."""

from datetime import timedelta

import pytest

from common import files
from dossiers.filings import drop_expired
from dossiers.models import Filing, Paper
from tests.dossiers.world import World
from tests.places import AT


@pytest.mark.django_db
def test_an_expired_draft_goes_with_its_files(
    world: World, django_capture_on_commit_callbacks: pytest.FixtureRequest
) -> None:
    kept = files.store(b"%PDF-1.4 mau")
    filing = world.filing()
    Paper.objects.create(
        filing=filing, name="Tờ khai", sha256=kept.sha256, key_id=kept.key_id, size=kept.size, added_at=AT
    )
    assert drop_expired(at=AT + timedelta(days=29)) == 0
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert drop_expired(at=AT + timedelta(days=31)) == 1
    assert not Filing.objects.exists()
    with pytest.raises(files.FileUnreadable):
        files.load(kept.sha256, kept.key_id)
