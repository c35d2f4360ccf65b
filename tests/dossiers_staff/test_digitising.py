"""A paper digitised once is offered again to the same owner, with one tick, as long as it is valid."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse

from citizens.models import Party
from common import clock
from dossiers import actions
from dossiers.models import DigitisedPaper, Dossier, Paper
from tests.dossiers.world import World
from tests.dossiers_staff.conftest import speaking_english
from tests.dossiers_staff.desk import enclose
from tests.places import AT

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
KNOWN = {"kind": "Căn cước", "issuer": "Cục C06", "issued_on": "01/02/2024", "valid_until": "19/12/2026"}


def _post(world: World, dossier: Dossier, person: str = "officer", **data: Any) -> HttpResponse:
    return speaking_english(world, person).post(f"/xu-ly/ho-so/{dossier.pk}/so-hoa/", data)


def _describe(world: World, dossier: Dossier, paper: Paper, person: str = "officer", **changed: Any) -> HttpResponse:
    fields = {**KNOWN, "revision": dossier.revision, **changed}
    return _post(
        world, dossier, person, describe=paper.pk, **{f"p{paper.pk}-{key}": one for key, one in fields.items()}
    )


def _digitised(world: World) -> DigitisedPaper:
    dossier = world.processing()
    assert _describe(world, dossier, enclose(dossier)).status_code == 302
    return DigitisedPaper.objects.get()


def _offers(world: World, dossier: Dossier, person: str = "officer", days: int = 0) -> bool:
    with clock.moved_to(AT + days * DAY):
        page = speaking_english(world, person).get(f"/xu-ly/ho-so/{dossier.pk}/so-hoa/")
    assert page.status_code == 200
    return 'name="paper"' in page.content.decode()


def test_kind_issuer_dates_source_and_hash_are_recorded(world: World) -> None:
    one = _digitised(world)
    assert (one.kind, one.issuer, one.source, one.party) == ("Căn cước", "Cục C06", "desk", world.owner)
    assert (f"{one.issued_on:%d/%m/%Y}", f"{one.valid_until:%d/%m/%Y}") == ("01/02/2024", "19/12/2026")
    assert len(one.paper.sha256) == 64


def test_one_tick_puts_it_into_the_owners_next_dossier(world: World) -> None:
    one, dossier = _digitised(world), world.processing()
    assert _offers(world, dossier)
    assert _post(world, dossier, paper=[one.pk], revision=dossier.revision).status_code == 302
    used = dossier.papers.get(reused=one)
    assert (used.name, used.sha256, used.file_name) == ("Căn cước", one.paper.sha256, "can-cuoc.png")
    assert not _offers(world, dossier)  # it is there
    page = speaking_english(world, "officer").get(f"/xu-ly/ho-so/{dossier.pk}/so-hoa/").content.decode()
    assert "used again" in page
    assert _post(world, dossier, paper=[one.pk], revision=dossier.revision).status_code == 422
    assert dossier.papers.filter(reused=one).count() == 1


def test_it_is_offered_to_its_last_day_and_not_after(world: World) -> None:
    _digitised(world)
    dossier = world.processing()
    assert _offers(world, dossier, days=30)
    assert not _offers(world, dossier, days=31)


def test_nobody_elses_papers_are_offered_or_taken(world: World) -> None:
    one = _digitised(world)
    other = Party.objects.create(kind="person", name="Hạng Thị Lan", created_at=AT, is_sample=True)
    dossier = world.received(owner=other, submitter=other)
    dossier = actions.start(dossier, at=AT, by=world.actor("officer"))
    assert not _offers(world, dossier)
    assert _post(world, dossier, paper=[one.pk], revision=dossier.revision).status_code == 422
    assert not Paper.objects.filter(reused=one).exists()


def test_who_does_not_hold_the_dossier_sees_nothing_of_the_owners_other_papers(world: World) -> None:
    one, dossier = _digitised(world), world.processing()
    assert not _offers(world, dossier, "counter")
    assert _post(world, dossier, "counter", paper=[one.pk], revision=dossier.revision).status_code == 422
    assert _describe(world, dossier, enclose(dossier), "counter").status_code == 422
    assert DigitisedPaper.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [{"issuer": ""}, {"kind": " "}, {"issued_on": "20/11/2026"}, {"valid_until": "31/01/2024"}, {"revision": "1"}],
)
def test_what_is_described_wrong_is_said_and_not_kept(world: World, changed: dict[str, str]) -> None:
    dossier = world.processing()
    assert _describe(world, dossier, enclose(dossier), **changed).status_code == 422
    assert not DigitisedPaper.objects.exists()


def test_an_upload_counts_only_from_the_proven_account_of_the_owner(world: World) -> None:
    dossier = world.processing()
    paper = enclose(dossier)
    Paper.objects.filter(pk=paper.pk).update(added_by=world.personas.citizen)
    assert _describe(world, dossier, paper).status_code == 422
    world.owner.account, world.owner.account_proven_at = world.personas.citizen, AT
    world.owner.save()
    assert _describe(world, dossier, paper).status_code == 302
    assert DigitisedPaper.objects.get().source == "account"


def test_a_newer_scan_of_the_same_kind_takes_the_place_of_the_older(world: World) -> None:
    _digitised(world)
    second = world.processing()
    paper = enclose(second)
    assert _describe(world, second, paper, kind="CĂN CƯỚC", valid_until="").status_code == 302
    third = world.processing()
    page = speaking_english(world, "officer").get(f"/xu-ly/ho-so/{third.pk}/so-hoa/").content.decode()
    assert page.count('name="paper"') == 1
    assert "CĂN CƯỚC" in page


def test_a_corrected_owner_takes_the_papers_of_the_dossier_along(world: World) -> None:
    """Nobody is offered the paper of somebody for whom they were mistaken."""
    one, mistaken = _digitised(world), world.owner
    dossier = Dossier.objects.get(pk=one.paper.dossier_id)
    for number in ("000199000076", "000199000077"):  # the first completes the record, the second is somebody else's
        declared = replace(actions.declared_now(dossier), number=number)
        correction = actions.Correction(owner=declared)
        dossier = actions.correct(dossier, correction, at=AT, by=world.actor("counter"), reason="nhầm người")
    one.refresh_from_db()
    dossier.refresh_from_db()
    assert dossier.owner != mistaken
    assert one.party == dossier.owner
