"""Sentences of the forms: worded from a day on, looked at before, and never changed on what was issued."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from common.clock import local_date
from dossiers import actions, form_texts
from dossiers.form_texts import CLOSING, FORMS, HANDOVER, OPENING, SIGNED_AS, TextRefused, keep, slots_of, texts_of
from dossiers.models import FormText, IssuedForm
from dossiers.slips.form01 import form_01_pdf
from dossiers.slips.handover import handover_pdf
from dossiers.slips.notice import notice_of
from dossiers.slips.samples import SAMPLES, sample_pdf
from tests.dossiers.world import World, world
from tests.places import AT
from tests.slips.test_form01 import read

__all__ = ["world"]
pytestmark = pytest.mark.django_db
TODAY = local_date(AT)
NEW = {OPENING: "Kính đề nghị ông/bà bổ sung:", SIGNED_AS: "CÁN BỘ HƯỚNG DẪN"}


def kept(world: World, form: str = "02", texts: Any = NEW, **changed: Any) -> FormText:
    given = {"center": world.places.sa_pa, "valid_from": TODAY, "at": AT - timedelta(hours=1), **changed}
    return keep(form, texts, by=world.personas.administrator, **given)


def test_the_center_before_all_centers_before_the_house(world: World) -> None:
    sa_pa, ta_van = world.places.sa_pa.pk, world.places.ta_van.pk
    house = texts_of(sa_pa, "02", AT)[OPENING]
    kept(world, texts={**NEW, OPENING: "Của tất cả"}, center=None)
    assert [texts_of(center, "02", AT)[OPENING] for center in (sa_pa, ta_van)] == ["Của tất cả"] * 2
    kept(world)
    assert [texts_of(center, "02", AT)[OPENING] for center in (sa_pa, ta_van)] == [NEW[OPENING], "Của tất cả"]
    assert house.startswith("Để có cơ sở")


def test_it_counts_from_its_day_on(world: World) -> None:
    kept(world, valid_from=TODAY + timedelta(days=2))
    assert texts_of(world.places.sa_pa.pk, "02", AT)[OPENING] != NEW[OPENING]
    assert texts_of(world.places.sa_pa.pk, "02", AT + timedelta(days=2))[OPENING] == NEW[OPENING]


def test_what_was_issued_keeps_its_words(world: World) -> None:
    dossier = actions.withdraw(world.processing(), at=AT, by=world.actor("counter"))
    form = IssuedForm.objects.get(dossier=dossier, form="05")
    first = notice_of(form).pdf()
    texts = {OPENING: "Lời khác", CLOSING: "Nơi khác: {noi_tra}", SIGNED_AS: "NGƯỜI KHÁC"}
    kept(world, "05", texts, at=AT + timedelta(minutes=1))
    assert notice_of(form).pdf() == first
    slip = world.received()
    before = form_01_pdf(slip, at=AT)
    kept(world, "01", {CLOSING: "Giữ giấy này cẩn thận."}, at=AT + timedelta(minutes=1))
    assert form_01_pdf(slip, at=AT) == before


def test_new_forms_say_it(world: World) -> None:
    kept(world, "05", {OPENING: "Xin thông báo:", CLOSING: "Nhận lại ở {noi_tra}.", SIGNED_AS: "TRƯỞNG BỘ PHẬN"})
    dossier = actions.withdraw(world.processing(), at=AT, by=world.actor("counter"))
    _reader, text = read(notice_of(IssuedForm.objects.get(dossier=dossier, form="05")).pdf())
    for said in ("Xin thông báo:", f"Nhận lại ở {world.places.sa_pa.name}.", "TRƯỞNG BỘ PHẬN"):
        assert said in text


def test_the_hand_over_slip_says_what_counted_when_the_dossier_was_given(world: World) -> None:
    dossier, by = world.received(), world.actor("counter")
    assert "kiểm đếm bản chính" in read(handover_pdf([dossier], by, at=AT))[1]
    kept(world, HANDOVER, {CLOSING: "Xin đếm kỹ từng bản chính."})
    _reader, text = read(handover_pdf([dossier], by, at=AT))
    assert "Xin đếm kỹ từng bản chính." in text
    kept(world, HANDOVER, {CLOSING: "Lời của hôm sau."}, at=AT + timedelta(minutes=1))
    assert read(handover_pdf([dossier], by, at=AT + timedelta(minutes=2)))[1].count("Xin đếm kỹ") == 1


@pytest.mark.parametrize(
    ("form", "texts", "field"),
    [
        ("02", {OPENING: "  ", SIGNED_AS: "X"}, OPENING),
        ("05", {OPENING: "x", CLOSING: "ohne Ort", SIGNED_AS: "X"}, CLOSING),
    ],
)
def test_what_cannot_be_left_out(world: World, form: str, texts: dict[str, str], field: str) -> None:
    with pytest.raises(TextRefused) as refused:
        kept(world, form, texts)
    assert refused.value.field == field


def test_never_backwards(world: World) -> None:
    with pytest.raises(TextRefused):
        kept(world, valid_from=TODAY - timedelta(days=1))


def test_versions_are_only_ever_added(world: World) -> None:
    kept(world)
    with pytest.raises(DatabaseError), transaction.atomic():
        FormText.objects.update(valid_from=date(2030, 1, 1))


@pytest.mark.parametrize("form", FORMS)
def test_every_form_can_be_looked_at_before(world: World, form: str) -> None:
    texts = {slot.name: f"Câu thử của {slot.name} {{noi_tra}}" for slot in slots_of(form)}
    _reader, text = read(sample_pdf(form, texts, center=world.places.sa_pa, at=AT))
    for slot in slots_of(form):
        assert f"Câu thử của {slot.name}" in text
    assert "Nguyễn Văn Mẫu" in text
    assert set(SAMPLES) == set(FORMS)


class TestPage:
    ADDRESS = "/quan-tri/mau-giay/02/"

    def test_preview_then_keep(self, world: World) -> None:
        client = world.personas.client_of("administrator")
        given = {**NEW, "center": "sa-pa", "valid_from": "01/12/2030"}
        looked = client.post(self.ADDRESS, {**given, "preview": "1"})
        assert looked["Content-Type"] == "application/pdf"
        assert not FormText.objects.exists()
        assert client.post(self.ADDRESS, given).status_code == 302
        assert form_texts.versions_of("02", [world.places.sa_pa.pk])[0].texts == NEW
        assert NEW[OPENING] in client.get(self.ADDRESS).content.decode()

    def test_what_was_typed_stays(self, world: World) -> None:
        client = world.personas.client_of("administrator")
        page = client.post(self.ADDRESS, {**NEW, "center": "sa-pa", "valid_from": "32/13/2026"})
        assert page.status_code == 422
        assert NEW[OPENING] in page.content.decode()

    def test_another_center_is_not_mine(self, world: World) -> None:
        client = world.personas.client_of("administrator")
        page = client.post(self.ADDRESS, {**NEW, "center": "ta-van", "valid_from": "01/12/2030"})
        assert page.status_code == 422
        assert not FormText.objects.exists()
