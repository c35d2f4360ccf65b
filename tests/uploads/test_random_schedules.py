"""Whatever a line does to a filing and its files: one dossier comes of it, whole, and never a second one."""

from collections import Counter
from time import perf_counter

import pytest

from common import clock, files
from conftest import Note, examples
from dossiers.models import Dossier, DossierEvent, Filing, PaperUpload, UploadPiece
from tests.dossiers.world import World
from tests.places import AT
from tests.uploads.schedules import Person

SCHEDULES = examples(50, full=1000)


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("addresses")
def test_random_schedules_of_cut_retry_double_click_and_reload_lose_and_double_nothing(
    world: World, proof: Note
) -> None:
    clock.set_clock(lambda: AT)  # for the threads of a double click, too
    happened, began = Counter[str](), perf_counter()
    try:
        for seed in range(SCHEDULES):
            person = Person(world, seed)
            _is_one_whole_dossier(person.file(), person, seed)
            happened += person.happened
    finally:
        clock.set_clock(None)
    assert Dossier.objects.count() == Filing.objects.count() == SCHEDULES
    assert all(happened[kind] >= SCHEDULES // 2 for kind in KINDS), happened
    assert not UploadPiece.objects.exists()
    what = ", ".join(f"{happened[kind]} {kind}" for kind in KINDS)
    proof(f"{SCHEDULES} schedules with {what}: {SCHEDULES} dossiers, {perf_counter() - began:.0f} s")


KINDS = ("requests lost", "answers lost", "breaks on the server", "double clicks", "reloads")


def _is_one_whole_dossier(filing: Filing, person: Person, seed: int) -> None:
    dossier = Dossier.objects.select_related("owner").get(filing=filing)
    said = f"schedule {seed}"
    assert (dossier.status, dossier.owner.name) == ("SUBMITTED", "Hạng Thị Lan"), said
    assert dossier.return_center == person.world.places.ta_van, said
    kept = [files.load(paper.sha256, paper.key_id) for paper in dossier.papers.order_by("pk")]
    assert sorted(kept) == sorted(person.photos), said
    assert DossierEvent.objects.filter(dossier=dossier, transition="submit").count() == 1, said
    assert not PaperUpload.objects.filter(filing=filing).exclude(state="kept").exists(), said
