"""A helper files for somebody who agreed; the citizen stays the owner, is told, and can take it back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from citizens.actions import find_or_create
from citizens.data import PartyData
from citizens.identity import NumberKind
from citizens.models import Party
from common import clock
from common.errors import Refusal
from dossiers import access, actions
from dossiers.actions.consents import CONSENT_PAPER, withdraw_consent
from dossiers.actions.proving import prove_owner
from dossiers.models import Consent, Dossier, DossierEvent, Filing
from dossiers.rotation import reencrypt_witnesses
from notifications.models import OutboxMessage
from reports.queries import figures
from tests.dossiers.world import World
from tests.dossiers_public.test_filing import photo
from tests.helping.filed import OWNER, WITNESS, agree, begin, code_sent, consent_page, draft, fill, send, sent
from tests.places import AT

pytestmark = pytest.mark.django_db


def test_a_helper_files_with_a_code_and_the_owner_is_told(helper: Client, world: World) -> None:
    dossier = sent(helper, world)
    assert (dossier.filed_by, dossier.account) == ("helper", world.personas.helper)
    assert dossier.owner == dossier.submitter
    assert dossier.owner.name == "Sùng A Chứ"
    (told,) = OutboxMessage.objects.filter(template="dossier_sent_for_you")
    assert told.phone == "0900000009"
    consent = Consent.objects.get()
    assert (consent.way, consent.text_version, consent.recorded_by) == ("code", "1", world.personas.helper)
    page = helper.get(f"/giup-nop/ho-so/{dossier.pk}/").content.decode()
    assert "anh.jpg" in page
    for secret in (dossier.check_word, dossier.secret, "000111222333"):
        assert secret not in page
    assert helper.get(draft(dossier.filing, "da-gui/"))["Location"] == f"/giup-nop/ho-so/{dossier.pk}/"
    assert helper.get(f"/giup-nop/ho-so/{dossier.pk}/bien-nhan.pdf").status_code == 404  # the owner has a phone


def test_it_is_counted_as_assisted_and_never_as_self_filed(helper: Client, world: World) -> None:
    dossier = sent(helper, world)
    actions.receive(dossier, at=AT, by=world.actor("counter"))
    received = figures(world.places.sa_pa, AT.date(), AT.date(), at=AT)["total"].received
    assert (received.online, received.assisted) == (1, 1)
    assert received.total - received.assisted == 0  # nobody filed for themselves


def test_without_consent_nothing_is_sent(helper: Client, world: World) -> None:
    filing = begin(helper, world)
    fill(helper, filing)
    assert send(helper, filing).status_code == 422
    assert not Dossier.objects.filter(filing=filing).exists()


def test_a_draft_for_others_cannot_be_turned_into_one_of_ones_own(citizen: Client, world: World, sms: None) -> None:
    filing = begin(citizen, world)
    assert citizen.post(draft(filing, "chu-ho-so/"), {"owner": "me"}).status_code == 404
    assert citizen.post(draft(filing, "chu-ho-so/khai/"), OWNER).status_code == 404
    filing.refresh_from_db()
    assert filing.filed_by == "helper"


def test_a_code_ends_after_five_wrong_tries_and_after_ten_minutes(helper: Client, world: World) -> None:
    filing = begin(helper, world)
    helper.post(consent_page(filing), {"way": "ask"})
    right = code_sent()
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _try in range(5):
        assert helper.post(consent_page(filing), {"way": "code", "code": wrong}).status_code == 422
    assert helper.post(consent_page(filing), {"way": "code", "code": right}).status_code == 422
    helper.post(consent_page(filing), {"way": "ask"})
    with clock.moved_to(AT + timedelta(minutes=11)):
        assert helper.post(consent_page(filing), {"way": "code", "code": code_sent()}).status_code == 422
    assert not Consent.objects.exists()


def test_codes_are_not_asked_for_without_end(helper: Client, world: World) -> None:
    filing = begin(helper, world)
    for _time in range(6):
        helper.post(consent_page(filing), {"way": "ask"})
    assert OutboxMessage.objects.filter(template="consent_code").count() == 3
    assert [bool(row.context["code"]) for row in OutboxMessage.objects.order_by("pk")] == [False] * 2 + [True]


@pytest.mark.parametrize("changed", [{"name": "Sùng A Tủa"}, {"number": "000999888777"}, {"phone": "0900000777"}])
def test_a_consent_falls_with_the_person_it_was_given_by(helper: Client, world: World, changed: dict[str, str]) -> None:
    filing = begin(helper, world)
    agree(helper, filing)
    fill(helper, filing)
    assert helper.post(draft(filing, "nguoi-nop/"), {**OWNER, **changed}).status_code == 302
    assert send(helper, filing).status_code == 422
    assert helper.post(draft(filing, "nguoi-nop/"), OWNER).status_code == 302  # as it was agreed to
    assert send(helper, filing).status_code == 302


def test_a_code_for_one_person_does_not_count_for_another(helper: Client, world: World) -> None:
    filing = begin(helper, world)
    helper.post(consent_page(filing), {"way": "ask"})
    helper.post(draft(filing, "nguoi-nop/"), {**OWNER, "name": "Sùng A Tủa"})
    assert helper.post(consent_page(filing), {"way": "code", "code": code_sent()}).status_code == 422


def test_a_consent_does_not_count_for_another_dossier(helper: Client, world: World) -> None:
    agree(helper, begin(helper, world))
    other = begin(helper, world)
    fill(helper, other)
    assert send(helper, other).status_code == 422


def test_a_paper_that_is_signed_becomes_a_paper_of_the_dossier(helper: Client, world: World) -> None:
    filing = begin(helper, world)
    assert "Sùng A Chứ" in helper.get(f"{consent_page(filing)}to-giay/").content.decode()
    assert helper.post(consent_page(filing), {"way": "paper", "paper": photo("ky.jpg", 9)}).status_code == 302
    assert "Giấy tờ" in helper.get(draft(filing)).content.decode()
    assert send(helper, filing).status_code == 422  # the signed consent is no paper of the matter
    fill(helper, filing)
    assert send(helper, filing).status_code == 302
    assert set(Dossier.objects.get().papers.values_list("name", flat=True)) >= {CONSENT_PAPER}


def test_a_witness_is_a_second_person(helper: Client, world: World) -> None:
    filing = begin(helper, world)
    for wrong in ({"number": OWNER["number"]}, {"name": "SÙNG A CHỨ"}, {"name": "Helper"}, {"number": "12"}):
        assert helper.post(consent_page(filing), {**WITNESS, **wrong}).status_code == 422
    assert helper.post(consent_page(filing), {**WITNESS, "heard": ""}).status_code == 422
    assert not Consent.objects.exists()
    assert helper.post(consent_page(filing), WITNESS).status_code == 302
    consent = Consent.objects.get()
    assert consent.witness is not None
    assert b"000444555666" not in bytes(consent.witness)
    assert reencrypt_witnesses() == 0


def test_a_helper_is_no_witness_under_another_name(citizen: Client, world: World) -> None:
    own = PartyData("person", "Citizen", WITNESS["number"], NumberKind.CITIZEN_ID)
    find_or_create(own, at=AT, by=world.personas.citizen)
    Party.objects.filter(name="Citizen").update(account=world.personas.citizen)
    filing = begin(citizen, world)
    assert citizen.post(consent_page(filing), WITNESS).status_code == 422
    assert not Consent.objects.exists()


def test_nobody_agrees_on_the_phone_of_the_helper_or_of_many(citizen: Client, world: World, sms: None) -> None:
    account = world.personas.citizen
    account.phone = "+84 900 000 009"
    account.save()
    filing = begin(citizen, world)
    assert citizen.post(consent_page(filing), {"way": "ask"}).status_code == 422
    account.phone = ""
    account.save()
    for number in range(3):
        other = begin(citizen, world)
        citizen.post(draft(other, "nguoi-nop/"), {**OWNER, "number": f"00011122244{number}"})
        with clock.moved_to(AT + timedelta(hours=2 * number + 2)):
            agree(citizen, other)
    assert citizen.post(consent_page(filing), {"way": "ask"}).status_code == 422


def test_a_person_who_is_proven_gets_the_code_where_they_proved_to_be(
    helper: Client, world: World, citizen: Client
) -> None:
    account = world.personas.other_citizen
    account.phone = "0900000123"
    account.save()
    prove_owner(PartyData("person", "Sùng A Chứ", "000111222333", "citizen_id"), account, at=AT)
    filing = begin(helper, world)
    agree(helper, filing)
    fill(helper, filing)
    send(helper, filing)
    assert OutboxMessage.objects.get(template="consent_code").phone == "0900000123"
    dossier = Dossier.objects.get()
    told = OutboxMessage.objects.filter(template="dossier_sent_for_you")
    assert {(row.phone, row.address) for row in told} == {("0900000009", ""), ("0900000123", account.email)}
    owner = world.personas.client_of("other_citizen")
    page = owner.get(f"/tai-khoan/ho-so/{dossier.pk}/").content.decode()
    assert "Helper" in page
    assert owner.post(f"/tai-khoan/ho-so/{dossier.pk}/thoi-nho-giup/").status_code == 302
    assert helper.get(f"/giup-nop/ho-so/{dossier.pk}/").status_code == 404
    assert Consent.objects.get().withdrawn_by == account


def test_the_counter_takes_a_consent_back_for_the_owner(helper: Client, world: World) -> None:
    dossier = sent(helper, world)
    counter = world.personas.client_of("counter")
    assert "Helper" in counter.get(f"/quay/ho-so/{dossier.pk}/").content.decode()
    assert counter.post(f"/quay/ho-so/{dossier.pk}/thoi-nho-giup/").status_code == 302
    event = DossierEvent.objects.get(dossier=dossier, transition="end_help")
    assert event.by == world.personas.counter
    assert helper.get(f"/giup-nop/ho-so/{dossier.pk}/").status_code == 404
    assert f"/ho-so/{dossier.pk}/" not in helper.get("/giup-nop/").content.decode()
    counter.post(f"/quay/ho-so/{dossier.pk}/thoi-nho-giup/")  # nobody helps any more
    assert DossierEvent.objects.filter(dossier=dossier, transition="end_help").count() == 1


def test_a_helper_brings_what_is_asked_for_until_the_consent_is_taken_back(helper: Client, world: World) -> None:
    dossier = sent(helper, world)
    actions.ask_to_complete(dossier, ["Tờ khai"], at=AT, by=world.actor("counter"), reason="thiếu")
    page = f"/giup-nop/ho-so/{dossier.pk}/bo-sung/"
    shown = helper.get(page)
    assert shown.status_code == 200
    assert "data-uploads" not in shown.content.decode(), "pieces go to addresses of the owner"
    dossier.refresh_from_db()
    answer = helper.post(page, {"revision": dossier.revision, "send": "1", "note": "", "paper-1": photo("them.jpg", 5)})
    assert answer["Location"] == f"/giup-nop/ho-so/{dossier.pk}/"
    dossier.refresh_from_db()
    assert dossier.status == "SUBMITTED"
    actions.ask_to_complete(dossier, ["Tờ khai"], at=AT, by=world.actor("counter"), reason="thiếu")
    withdraw_consent(dossier, at=AT, by=world.actor("counter"))
    assert helper.post(page, {"revision": dossier.revision, "send": "1"}).status_code == 404
    with pytest.raises(Refusal):
        actions.resubmit(dossier, at=AT, by=access.actor_for(world.personas.helper, AT))


def test_a_helper_sees_only_files_they_added_and_nothing_after_the_end(helper: Client, world: World) -> None:
    dossier = sent(helper, world)
    own = dossier.papers.get()
    foreign = dossier.papers.get()
    foreign.pk, foreign.added_by, foreign.file_name = None, world.personas.counter, "quet.jpg"
    foreign.save()
    base = f"/giup-nop/ho-so/{dossier.pk}/"
    assert "quet.jpg" not in helper.get(base).content.decode()
    assert helper.get(f"{base}giay-to/{foreign.pk}/").status_code == 404
    assert helper.get(f"{base}giay-to/{own.pk}/").status_code == 200
    actions.withdraw(dossier, at=AT, by=world.actor("counter"))
    for page in (base, f"{base}giay-to/{own.pk}/", f"{base}bo-sung/", f"{base}bien-nhan.pdf"):
        assert helper.get(page).status_code == 404


def test_who_only_helps_finds_it_on_no_page_of_their_own(citizen: Client, world: World, sms: None) -> None:
    dossier = sent(citizen, world)
    assert citizen.get(f"/giup-nop/ho-so/{dossier.pk}/").status_code == 200
    for page in (f"ho-so/{dossier.pk}/", f"ho-so/{dossier.pk}/xac-nhan-gui.pdf", f"ho-so/{dossier.pk}/nop-phi/"):
        assert citizen.get(f"/tai-khoan/{page}").status_code == 404
    for page in ("/tai-khoan/ho-so/", "/tai-khoan/du-lieu/", "/tai-khoan/du-lieu/tai-ve/"):
        assert "Sùng A Chứ" not in citizen.get(page).content.decode()
    citizen.post(f"/nop-ho-so/{dossier.version.procedure.code}/", {"center": "sa-pa"})
    mine = Filing.objects.get(dossier=None)
    assert "Sùng A Chứ" not in citizen.get(draft(mine, "nguoi-nop/")).content.decode()


def test_other_helpers_see_neither_draft_nor_dossier(helper: Client, world: World, citizen: Client) -> None:
    filing = begin(helper, world)
    assert citizen.get(consent_page(filing)).status_code == 404
    assert citizen.get(draft(filing)).status_code == 404
    dossier = sent(helper, world)
    assert citizen.get(f"/giup-nop/ho-so/{dossier.pk}/").status_code == 404


def test_an_owner_without_a_phone_gets_the_receipt_on_paper(helper: Client, world: World) -> None:
    filing = begin(helper, world)
    helper.post(draft(filing, "nguoi-nop/"), {**OWNER, "phone": ""})
    assert helper.post(consent_page(filing), {"way": "ask"}).status_code == 422
    helper.post(consent_page(filing), WITNESS)
    fill(helper, filing)
    assert send(helper, filing).status_code == 302
    assert not OutboxMessage.objects.exists()
    receipt = helper.get(f"/giup-nop/ho-so/{Dossier.objects.get().pk}/bien-nhan.pdf")
    assert receipt["Content-Type"] == "application/pdf"


def test_the_database_keeps_a_consent_as_it_was_given(helper: Client, world: World) -> None:
    sent(helper, world)
    consents = Consent.objects.all()
    for change in (lambda: consents.update(way="paper"), lambda: consents.update(digest="x"), consents.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    filing = begin(helper, world)
    agree(helper, filing)
    helper.post(draft(filing, "xoa/"))
    assert not Filing.objects.filter(pk=filing.pk).exists()
    assert Consent.objects.count() == 1
    assert Party.objects.filter(name="Sùng A Chứ").count() == 1
