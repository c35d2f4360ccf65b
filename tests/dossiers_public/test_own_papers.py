"""Filing online: what an office digitised before is used again by one tick, and only by the person it belongs to."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from citizens.data import PartyData
from citizens.models import Party
from common import clock
from dossiers.actions.merge import merge_parties
from dossiers.actions.proving import prove_owner
from dossiers.models import DigitisedPaper, DigitisedSource, Dossier, DossierAccess, FiledBy, Filing, Ground, Paper
from dossiers.reach import MergeReach
from tests.dossiers.world import World
from tests.dossiers_public.asked import ask
from tests.dossiers_public.test_filing import ME, MOTHER, at, begin
from tests.dossiers_staff.desk import enclose
from tests.personas import sign_in
from tests.places import AT

pytestmark = pytest.mark.django_db
LISTED = "Tờ khai"  # stands on the published list of every procedure of this world
LAN = PartyData("person", "Hạng Thị Lan", "000123456789", "citizen_id")


@dataclass
class Known:
    """A citizen who is proven to be a person with a digitised paper, and has begun to file."""

    client: Client
    party: Party
    paper: DigitisedPaper
    filing: Filing

    def offers(self, paper: DigitisedPaper | None = None) -> bool:
        page = self.client.get(at(self.filing, "giay-to/")).content.decode()
        return f'name="reuse" value="{(paper or self.paper).pk}"' in page

    def tick(self, *papers: DigitisedPaper, **more: Any) -> Any:
        return self.client.post(at(self.filing, "giay-to/"), {"reuse": [one.pk for one in papers], **more})

    def send(self) -> Any:
        self.client.post(at(self.filing, "noi-dung/"), {"way": "counter", "return_center": "sa-pa"})
        return self.client.post(at(self.filing, "kiem-tra/"), {"declared": "on"})


def digitised(world: World, party: Party, kind: str = LISTED, **more: Any) -> DigitisedPaper:
    dossier = world.received(owner=party, submitter=party)
    account = Party.objects.get(pk=party.pk).account
    if account is not None:
        DossierAccess.objects.get_or_create(
            dossier=dossier, account=account, ground=Ground.OWNER, defaults={"since": AT - timedelta(days=1)}
        )
    given = {"issuer": "UBND phường Sa Pa", "source": DigitisedSource.DESK, "at": AT, **more}
    paper, by = enclose(dossier), world.personas.counter
    return DigitisedPaper.objects.create(paper=paper, party=party, kind=kind, by=by, **given)


@pytest.fixture
def known(world: World, citizen: Client) -> Known:
    party = prove_owner(LAN, world.personas.citizen, at=AT)
    paper = digitised(world, party)
    filing = begin(citizen, world)
    citizen.post(at(filing, "nguoi-nop/"), ME)
    citizen.post(at(filing, "chu-ho-so/"), {"owner": "me"})
    return Known(citizen, party, paper, filing)


def test_one_tick_and_the_paper_counts_as_given(known: Known, world: World) -> None:
    page = known.client.get(at(known.filing, "giay-to/")).content.decode()
    first = known.paper.paper.dossier
    assert first is not None
    for expected in (first.code, "UBND phường Sa Pa", "19/11/2026", first.receiving_center.name):
        assert expected in page
    assert f'value="{known.paper.pk}" checked' not in page  # the citizen decides
    assert known.tick(known.paper)["Location"] == at(known.filing, "noi-dung/")
    again = known.client.get(at(known.filing, "giay-to/")).content.decode()
    assert f'value="{known.paper.pk}" checked' in again
    assert "Đã có sẵn: sẽ dùng lại" in again
    assert known.send()["Location"] == at(known.filing, "da-gui/")
    used = Paper.objects.get(reused=known.paper)
    assert used.dossier == Dossier.objects.get(filing=known.filing)
    assert used.required == used.dossier.version.papers.get()
    assert (used.name, used.sha256, used.added_by) == (LISTED, known.paper.paper.sha256, world.personas.citizen)


def test_the_officer_sees_that_it_is_used_again(known: Known, world: World) -> None:
    known.tick(known.paper)
    known.send()
    dossier = Dossier.objects.get(filing=known.filing)
    page = world.personas.client_of("counter").get(f"/xu-ly/ho-so/{dossier.pk}/").content.decode()
    assert "tái sử dụng" in page
    assert known.paper.paper.dossier
    assert str(known.paper.paper.dossier.code) in page


def test_a_tick_lives_in_the_draft_and_can_be_taken_back(known: Known, world: World) -> None:
    known.tick(known.paper)
    known.client.logout()
    known.client = world.personas.client_of("citizen")
    assert f'value="{known.paper.pk}" checked' in known.client.get(at(known.filing, "giay-to/")).content.decode()
    assert "Dùng lại" in known.client.get(at(known.filing, "kiem-tra/")).content.decode()
    known.tick()
    assert known.send().status_code == 422  # nothing is given any more
    assert not Paper.objects.filter(reused=known.paper).exists()


def test_a_tick_after_the_session_ended_is_not_lost(known: Known, world: World) -> None:
    address = at(known.filing, "giay-to/")
    known.client.get(address)
    del known.client.cookies[settings.SESSION_COOKIE_NAME]
    known.tick(known.paper, csrfmiddlewaretoken="of the page")
    sign_in(known.client, world.personas.citizen)
    known.client.get(address)
    known.client.post(address, {"kept_page": "go_on"})
    known.filing.refresh_from_db()
    assert known.filing.answers["reuse"] == [known.paper.pk]


def test_the_questions_spare_it_or_ask_for_it(known: Known, world: World) -> None:
    needed = [{"begins": LISTED, "needed": {"question": "married", "is": ["yes"]}}]
    ask(world.versions["days"].procedure, papers=needed)
    assert not known.offers()
    answer = {"child_name": "A", "child_born": "1/11/2026", "relation": "mother", "married": "yes"}
    known.client.post(at(known.filing, "khai/child/"), answer)
    assert known.offers()
    known.tick(known.paper)
    assert "chưa có tệp" not in known.client.get(at(known.filing, "kiem-tra/")).content.decode()


# What is not offered


def _other_number(known: Known, world: World) -> None:
    known.client.post(at(known.filing, "nguoi-nop/"), {**ME, "number": MOTHER["number"]})


def _other_name(known: Known, world: World) -> None:
    known.client.post(at(known.filing, "nguoi-nop/"), {**ME, "name": "Hạng Thị Lanh"})


def _for_somebody_else(known: Known, world: World) -> None:
    known.client.post(at(known.filing, "chu-ho-so/"), {"owner": "other"})


def _helped(known: Known, world: World) -> None:
    Filing.objects.filter(pk=known.filing.pk).update(filed_by=FiledBy.HELPER)


def _not_proven(known: Known, world: World) -> None:
    Party.objects.filter(pk=known.party.pk).update(account=None, account_proven_at=None)


def _closed_dossier(known: Known, world: World) -> None:
    DossierAccess.objects.filter(dossier=known.paper.paper.dossier, account=world.personas.citizen).delete()


def _ended(known: Known, world: World) -> None:
    newer = {"valid_until": AT.date() - timedelta(days=1)}
    known.paper = digitised(world, known.party, **newer)


def _not_asked_for(known: Known, world: World) -> None:
    known.filing.version.papers.update(name="Đơn đề nghị")


def _of_another(known: Known, world: World) -> None:
    DigitisedPaper.objects.filter(pk=known.paper.pk).update(party=world.owner)


IN_DOUBT = (
    _other_number,
    _other_name,
    _for_somebody_else,
    _helped,
    _not_proven,
    _closed_dossier,
    _ended,
    _not_asked_for,
    _of_another,
)


@pytest.mark.parametrize("doubt", IN_DOUBT, ids=lambda doubt: doubt.__name__)
def test_in_doubt_nothing_is_offered_taken_or_sent(doubt: Any, known: Known, world: World) -> None:
    known.tick(known.paper)
    doubt(known, world)
    assert not known.offers()
    known.send()
    assert not Paper.objects.filter(reused=known.paper).exists()
    assert not Dossier.objects.filter(filing=known.filing).exists()
    refused = known.tick(known.paper)
    assert refused.status_code == 422
    assert "không dùng được ở đây" in refused.content.decode()
    known.filing.refresh_from_db()
    assert known.filing.answers["reuse"] == []


def test_what_a_merge_brought_along_stays_closed(known: Known, world: World) -> None:
    twin = Party.objects.create(kind="person", name="Hạng Thị Lan", created_at=AT, is_sample=True)
    theirs = digitised(world, twin, at=AT + timedelta(minutes=1))
    reach = MergeReach(frozenset(), everywhere=True)
    merge_parties(known.party, twin, reach=reach, at=AT, by=world.personas.administrator, reason="cùng người")
    assert not known.offers(theirs)
    assert known.offers()


def test_another_citizen_is_offered_only_their_own(known: Known, world: World) -> None:
    phu = PartyData("person", "Triệu Kim Phú", "000111222444", "citizen_id")
    theirs = digitised(world, prove_owner(phu, world.personas.other_citizen, at=AT))
    assert known.offers()
    assert not known.offers(theirs)
    assert known.tick(known.paper, theirs).status_code == 422
    known.send()
    assert not Paper.objects.filter(reused=theirs).exists()


def test_a_new_day_ends_a_paper_that_was_ticked_and_says_so(known: Known, world: World) -> None:
    known.paper = digitised(world, known.party, valid_until=AT.date())
    assert known.tick(known.paper).status_code == 302
    with clock.moved_to(AT + timedelta(days=1)):
        known.client = world.personas.client_of("citizen")
        answer = known.send()
        assert answer.status_code == 422
        assert "không còn hiệu lực" in answer.content.decode()
        assert at(known.filing, "giay-to/") in answer.content.decode()


def test_more_papers_take_no_more_statements(known: Known, world: World, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    version = world.versions["days"]
    with CaptureQueriesContext(connection) as few:
        assert known.offers()
    for number in range(2, 5):
        version.papers.create(number=number, name=f"Giấy {number}")
        digitised(world, known.party, f"Giấy {number}")
    with CaptureQueriesContext(connection) as many:
        assert known.offers()
    assert len(many) == len(few)
