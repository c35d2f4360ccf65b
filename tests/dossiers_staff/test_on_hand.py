"""At the desk: what is here already of the owner is ticked beforehand, used again, and not asked for twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from citizens.models import Party
from common.clock import moved_to
from dossiers.actions.merge import merge_parties, unmerge_parties
from dossiers.models import DigitisedPaper, DigitisedSource, Dossier, Paper
from dossiers.reach import MergeReach
from tests.dossiers.world import World
from tests.dossiers_staff.conftest import speaking_english
from tests.dossiers_staff.desk import enclose, typed
from tests.places import AT

pytestmark = pytest.mark.django_db
NUMBER = "000199000001"
CARD = f"{NUMBER}||Vàng Thị Mỷ|05081999|Nữ|Tổ 2, phường Sa Pa, Lào Cai|01012022"


@pytest.fixture
def known(world: World, desk: Client) -> Party:
    """Received before, so the desk knows her."""
    with moved_to(AT):
        assert desk.post(_address(world), typed(world.versions["days"])).status_code == 302
    return Dossier.objects.latest("pk").owner


def _address(world: World) -> str:
    return f"/quay/tiep-nhan/{world.versions['days'].procedure.code}/"


LISTED = "Tờ khai"  # stands on the published list of every procedure of this world


def _digitised(owner: Party, kind: str = LISTED, **more: Any) -> DigitisedPaper:
    paper = enclose(Dossier.objects.filter(owner=owner).latest("pk"))
    by = User.objects.filter(kind="staff").earliest("pk")
    given = {"issuer": "Cục C06", "source": DigitisedSource.DESK, "at": AT, **more}
    return DigitisedPaper.objects.create(paper=paper, party=owner, kind=kind, by=by, **given)


def _post(world: World, desk: Client, **changed: Any) -> Any:
    with moved_to(AT):
        return desk.post(_address(world), typed(world.versions["days"], **changed))


def _without_papers(world: World) -> dict[str, Any]:
    return {f"has_{paper.pk}": "" for paper in world.versions["days"].papers.all()}


def _newest() -> Dossier:
    return Dossier.objects.latest("pk")


def test_a_scanned_card_shows_what_is_here_ticked(world: World, desk: Client, known: Party) -> None:
    one = _digitised(known)
    page = _post(world, desk, **{"owner-name": "", "owner-number": CARD}).content.decode()
    assert f'name="reuse" value="{one.pk}" checked' in page
    unticked = _post(world, desk, **{"owner-name": "", "owner-number": CARD, "on_hand": [one.pk]}).content.decode()
    assert f'name="reuse" value="{one.pk}"' in unticked
    assert f'name="reuse" value="{one.pk}" checked' not in unticked


def test_what_the_procedure_does_not_ask_for_is_listed_unticked_until_somebody_ticks_it(
    world: World, desk: Client, known: Party
) -> None:
    other = _digitised(known, "Giấy khai sinh")
    question = {"owner-name": "", "owner-number": CARD}
    page = _post(world, desk, **question).content.decode()
    assert f'name="reuse" value="{other.pk}"' in page
    assert f'name="reuse" value="{other.pk}" checked' not in page
    assert "not on the list of this procedure" in page
    assert "need not be asked for" not in page
    assert f'value="{other.pk}" checked' in _post(world, desk, **question, reuse=[other.pk]).content.decode()


def test_only_the_chosen_case_counts(world: World, desk: Client, known: Party) -> None:
    version = world.versions["days"]
    again = version.cases.create(number=1, label="Cấp lại", quantity=3, unit="working_days")
    first = version.cases.create(number=2, label="Cấp mới", quantity=3, unit="working_days")
    version.papers.create(number=2, name="Giấy báo mất", case_label="Cấp lại")
    lost = _digitised(known, "GIẤY BÁO MẤT")
    question = {"owner-name": "", "owner-number": CARD}
    ticked = f'name="reuse" value="{lost.pk}" checked'
    assert ticked in _post(world, desk, **question, case=again.pk).content.decode()
    moved = {**question, "case": first.pk, "on_hand": [lost.pk], "reuse": [lost.pk]}
    assert ticked not in _post(world, desk, **moved).content.decode()


def test_each_says_where_it_came_from_and_how_long_it_counts(world: World, desk: Client, known: Party) -> None:
    one = _digitised(known, valid_until=AT.date() + timedelta(days=30))
    page = _post(world, desk, **{"owner-name": "", "owner-number": CARD}).content.decode()
    for expected in (one.paper.dossier.code, one.by.full_name, "19/11/2026", "19/12/2026", "scanned at the desk"):
        assert expected in page


def test_a_merge_brings_the_papers_of_the_other_record_to_the_desk(world: World, desk: Client, known: Party) -> None:
    twin = Party.objects.create(kind="person", name="Vàng Thị My", created_at=AT, is_sample=True)
    dossier = world.received(owner=twin, submitter=twin)
    by = world.personas.administrator
    one = DigitisedPaper.objects.create(
        paper=enclose(dossier), party=twin, kind=LISTED, issuer="UBND", source=DigitisedSource.DESK, at=AT, by=by
    )
    question = {"owner-name": "", "owner-number": CARD}
    offer = f'name="reuse" value="{one.pk}"'
    assert offer not in _post(world, desk, **question).content.decode()
    reach = MergeReach(frozenset(), everywhere=True)
    merged = merge_parties(known, twin, reach=reach, at=AT, by=by, reason="cùng một người")
    assert offer in _post(world, desk, **question).content.decode()
    unmerge_parties(merged, reach=reach, at=AT, by=by, reason="nhầm người")
    assert offer not in _post(world, desk, **question).content.decode()


def test_what_is_offered_is_the_owners_and_never_the_submitters(world: World, desk: Client, known: Party) -> None:
    theirs = _digitised(known)
    as_submitter = {"way": "relative", "submitter-number": CARD, "submitter-name": "", "owner-number": "000199000077"}
    page = _post(world, desk, **as_submitter).content.decode()
    assert f'name="reuse" value="{theirs.pk}"' not in page


def test_it_is_enough_and_stands_on_the_slip(world: World, desk: Client, known: Party) -> None:
    one = _digitised(known)
    bare = _post(world, desk, **_without_papers(world), confirmed=str(_newest().pk))
    assert bare.status_code == 422
    answer = _post(world, desk, **_without_papers(world), on_hand=[one.pk], reuse=[one.pk], confirmed=str(_newest().pk))
    assert answer.status_code == 302
    used = Paper.objects.get(reused=one)
    assert (used.dossier, used.name, used.sha256) == (_newest(), LISTED, one.paper.sha256)


def test_nobody_elses_paper_can_be_slipped_in(world: World, desk: Client, known: Party) -> None:
    other = Party.objects.create(kind="person", name="Hạng Thị Lan", created_at=AT, is_sample=True)
    foreign = _digitised(known)
    DigitisedPaper.objects.filter(pk=foreign.pk).update(party=other)
    before = Dossier.objects.count()
    answer = _post(world, desk, on_hand=[foreign.pk], reuse=[foreign.pk], confirmed=str(_newest().pk))
    assert answer.status_code == 422
    assert "cannot be used again here" in answer.content.decode()
    assert Dossier.objects.count() == before
    assert not Paper.objects.filter(reused=foreign).exists()


def test_it_is_offered_on_its_last_day_and_not_on_the_next(world: World, desk: Client, known: Party) -> None:
    last = _digitised(known, valid_until=AT.date())
    page = _post(world, desk, **{"owner-name": "", "owner-number": CARD}).content.decode()
    assert f'value="{last.pk}" checked' in page
    ended = _digitised(known, "Hộ chiếu", valid_until=AT.date() - timedelta(days=1))
    page = _post(world, desk, **{"owner-name": "", "owner-number": CARD}).content.decode()
    assert f'value="{ended.pk}"' not in page


def test_more_papers_take_no_more_statements(world: World, desk: Client, known: Party) -> None:
    _digitised(known)
    question = {"owner-name": "", "owner-number": CARD}
    _post(world, desk, **question)
    with CaptureQueriesContext(connection) as few:
        _post(world, desk, **question)
    for number in range(6):
        _digitised(known, f"Giấy {number}")
    with CaptureQueriesContext(connection) as many:
        page = _post(world, desk, **question).content.decode()
    assert page.count('name="reuse"') == 7
    assert len(many) == len(few)


def test_form_02_asks_for_it_only_on_purpose(world: World) -> None:
    dossier = world.processing()
    listed = dossier.version.papers.filter(is_note=False).order_by("number")[0]
    paper = enclose(world.processing())
    DigitisedPaper.objects.create(
        paper=paper,
        party=dossier.owner,
        kind=listed.name.upper(),
        issuer="UBND",
        source=DigitisedSource.DESK,
        at=AT,
        by=world.personas.officer,
    )
    officer = speaking_english(world, "officer")
    address = f"/xu-ly/ho-so/{dossier.pk}/request_supplement/"
    data = {"papers": [listed.pk], "reason": "thiếu", "revision": dossier.revision}
    prefixed = {f"request_supplement-{key}": one for key, one in data.items()}
    with moved_to(AT):
        page = officer.get(f"/xu-ly/ho-so/{dossier.pk}/").content.decode()
        assert "(already digitised, still valid)" in page
        refused = officer.post(address, prefixed)
        assert refused.status_code == 422
        assert "Use it again instead of asking for it" in refused.content.decode()
        asked = officer.post(address, prefixed | {"request_supplement-ask_again": "on"})
    assert asked.status_code == 302
    dossier.refresh_from_db()
    assert dossier.status == "AWAITING_SUPPLEMENT"
