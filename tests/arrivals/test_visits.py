"""Several dossiers of one person in one visit, and the slip that they share."""

import io
from datetime import timedelta
from typing import Any

import pytest
import zxingcpp
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from citizens.models import Party
from common import clock
from dossiers import access, actions
from dossiers.actions.arrivals import NotAtThisDesk, begin_visit, join_visit
from dossiers.models import Dossier, DossierView, FiledBy, Visit, VisitDossier
from dossiers.slips.common import common_slip_pdf, common_slip_pictures
from dossiers.views.carried import together
from tests.dossiers.world import World
from tests.dossiers_staff.desk import typed
from tests.places import AT
from tests.slips.test_form01 import NASTY, make_party, read

pytestmark = pytest.mark.django_db


def address_of(world: World, limit: str = "days") -> str:
    return f"/quay/tiep-nhan/{world.versions[limit].procedure.code}/"


def in_one_visit(world: World, *limits: str, **changed: Any) -> list[Dossier]:
    dossiers = [world.received(limit, **changed) for limit in limits]
    visit = begin_visit(dossiers[0], at=AT, by=world.actor("counter"))
    for dossier in dossiers[1:]:
        join_visit(visit, dossier)
    seen = together(world.personas.counter, dossiers[0], AT)
    assert seen is not None
    return list(seen.dossiers)


def test_the_second_dossier_needs_nobody_typed_again(world: World, desk: Client) -> None:
    desk.post(address_of(world), typed(world.versions["days"]))
    first = Dossier.objects.get()
    assert "Another dossier for the same person" in desk.get(f"/quay/ho-so/{first.pk}/da-tiep-nhan/").content.decode()
    people = Party.objects.count()
    answer = desk.post(f"/quay/ho-so/{first.pk}/cung-luot/")
    visit = Visit.objects.get()
    assert answer.headers["Location"] == f"/quay/tiep-nhan/?cung-luot={visit.pk}"
    assert f"{address_of(world, 'month')}?cung-luot={visit.pk}" in desk.get(
        "/quay/tiep-nhan/", {"q": "9.000001", "cung-luot": visit.pk}
    ).content.decode()  # fmt: skip
    page = desk.get(f"{address_of(world, 'month')}?cung-luot={visit.pk}").content.decode()
    for known in ("Vàng Thị Mỷ", "000199000001", "0900000012", "received in this visit so far: 1"):
        assert known in page
    desk.post(f"{address_of(world, 'month')}?cung-luot={visit.pk}", typed(world.versions["month"]))
    second = Dossier.objects.exclude(pk=first.pk).get()
    assert list(visit.parts.order_by("pk").values_list("dossier", flat=True)) == [first.pk, second.pk]
    assert (second.owner, Party.objects.count()) == (first.owner, people)
    page = desk.get(f"/quay/ho-so/{second.pk}/da-tiep-nhan/").content.decode()
    for expected in (first.code, second.code, "One slip for all 2 dossiers", "giay-tiep-nhan-chung.pdf"):
        assert str(expected) in page


def test_a_person_without_a_number_stays_the_same_person(world: World, desk: Client) -> None:
    nobody_known = {"owner-number": "", "owner-phone": ""}
    desk.post(address_of(world), typed(world.versions["days"], **nobody_known))
    first = Dossier.objects.get()
    address = f"{address_of(world, 'month')}?cung-luot={begin_visit(first, at=AT, by=world.actor('counter')).pk}"
    desk.post(address, typed(world.versions["month"], **nobody_known))
    desk.post(address, typed(world.versions["month"], **nobody_known, **{"owner-name": "Người Khác"}))
    second, third = Dossier.objects.exclude(pk=first.pk).order_by("pk")
    assert second.owner == first.owner
    assert third.owner.name == "Người Khác"


def test_who_was_authorised_is_authorised_again(world: World, desk: Client) -> None:
    other = {"way": "relative", "submitter-kind": "person", "submitter-name": "Giàng A Sử", "submitter-province": "15"}
    other |= {"authorisation": "original"}
    desk.post(address_of(world), typed(world.versions["days"], **other))
    first = Dossier.objects.get()
    address = f"{address_of(world, 'month')}?cung-luot={begin_visit(first, at=AT, by=world.actor('counter')).pk}"
    page = desk.get(address).content.decode()
    assert 'value="Giàng A Sử"' in page
    desk.post(address, typed(world.versions["month"], **other))
    second = Dossier.objects.exclude(pk=first.pk).get()
    assert (second.filed_by, second.submitter) == (FiledBy.RELATIVE, first.submitter)


def test_a_visit_ends_with_its_day(world: World, desk: Client) -> None:
    first = world.received()
    visit = begin_visit(first, at=AT, by=world.actor("counter"))
    tomorrow = AT + timedelta(days=1)
    with clock.moved_to(tomorrow):
        page = desk.get(f"{address_of(world)}?cung-luot={visit.pk}").content.decode()
        assert "is over or not open to you" in page
        assert world.owner.name not in page
        desk.post(f"{address_of(world)}?cung-luot={visit.pk}", typed(world.versions["days"]))
        assert desk.post(f"/quay/ho-so/{first.pk}/cung-luot/").status_code == 404
        assert "/cung-luot/" not in desk.get(f"/quay/ho-so/{first.pk}/da-tiep-nhan/").content.decode()
    assert VisitDossier.objects.count() == 1


def test_a_visit_is_begun_once_and_at_its_own_desk(world: World, desk: Client) -> None:
    first = world.received()
    for _time in range(2):
        desk.post(f"/quay/ho-so/{first.pk}/cung-luot/")
    assert (Visit.objects.count(), VisitDossier.objects.count()) == (1, 1)
    with pytest.raises(NotAtThisDesk):
        begin_visit(world.received(), at=AT, by=world.actor("officer"))


def test_a_visit_never_changes(world: World) -> None:
    first, _second = in_one_visit(world, "days", "month")
    for model, change in ((Visit, {"at": AT + timedelta(days=1)}), (VisitDossier, {"dossier": world.received()})):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        VisitDossier.objects.create(visit=Visit.objects.get(), dossier=first)


def test_the_common_slip_says_every_code_and_due_date_on_one_page(world: World) -> None:
    dossiers = in_one_visit(world, "days", "month", "same_day")
    reader, text = read(common_slip_pdf(dossiers, at=AT))
    assert len(reader.pages) == 1
    for dossier in dossiers:
        assert dossier.code in text
        assert dossier.check_word in text
        assert f"{dossier.promised_at:%d/%m/%Y}" in text
        assert dossier.version.procedure.name in text
    for expected in ("chung cho 3 hồ sơ", "Số: 1, 2, 3/TNHS", "Hạng Thị Lan", "Thông tư số 03/2025/TT-VPCP"):
        assert expected in text
    assert "pdfaid" in str(reader.xmp_metadata.rdf_root.toxml())


def test_each_dossier_has_a_qr_code_of_its_own(world: World, settings: Any) -> None:
    settings.PUBLIC_URL = "https://sapa.example"
    dossiers = in_one_visit(world, "days", "month", "same_day")
    picture = Image.open(io.BytesIO(common_slip_pictures(dossiers, at=AT)[0]))
    found = sorted(code.text for code in zxingcpp.read_barcodes(picture))
    assert found == sorted(f"https://sapa.example/tra-cuu/{one.secret}/" for one in dossiers)


def test_many_dossiers_and_no_name_break_it(world: World) -> None:
    world.owner.name = make_party(world, NASTY * 3).name
    world.owner.save()
    reader, text = read(common_slip_pdf(in_one_visit(world, *["days"] * 12), at=AT))
    assert 2 <= len(reader.pages) <= 4
    assert NASTY.split()[0] in text


def test_a_moved_due_date_stands_beside_the_promise(world: World) -> None:
    first, _second = in_one_visit(world, "days", "month")
    dossier = actions.start(first, at=AT, by=world.actor("officer"))
    officer = world.actor("officer")
    dossier = actions.request_supplement(dossier, ["Tờ khai"], at=AT, by=officer, reason="thiếu")
    dossier = actions.supply(dossier, at=AT + timedelta(days=6), by=world.actor("counter"))
    seen = together(world.personas.counter, dossier, AT + timedelta(days=6))
    assert seen is not None
    text = read(common_slip_pdf(seen.dossiers, at=AT + timedelta(days=6)))[1]
    assert f"Thời hạn sau điều chỉnh: 09 giờ 10 phút, ngày {dossier.due_at:%d/%m/%Y}" in text


def test_the_slip_shows_each_reader_only_what_they_may_see(world: World, desk: Client) -> None:
    """The office of Tả Van decides one of the two; it never reads of the other."""
    here = world.received()
    there = world.received("month", deciding_center=world.places.ta_van)
    join_visit(begin_visit(here, at=AT, by=world.actor("counter")), there)
    address = f"/quay/ho-so/{there.pk}/giay-tiep-nhan-chung.pdf"
    both = read(desk.get(address).content)[1]
    assert (here.code in both, there.code in both) == (True, True)
    assert sorted(DossierView.objects.filter(what="slip").values_list("dossier", flat=True)) == [here.pk, there.pk]
    one = read(world.personas.client_of("officer_elsewhere").get(address).content)[1]
    assert (here.code in one, there.code in one) == (False, True)
    assert here.check_word not in one
    assert access.visible_to(world.personas.officer_elsewhere, AT).get() == there


def test_a_dossier_that_came_alone_has_no_common_slip(world: World, desk: Client) -> None:
    assert desk.get(f"/quay/ho-so/{world.received().pk}/giay-tiep-nhan-chung.pdf").status_code == 404


def test_who_comes_alone_is_received_with_as_many_statements_as_ever(world: World, desk: Client) -> None:
    """No visit, no record: not one statement about either. With a visit: its row, and what the page asks of it."""

    def statements(query: str = "") -> list[str]:
        seen = ",".join(str(pk) for pk in Dossier.objects.values_list("pk", flat=True))
        form = typed(world.versions["days"], confirmed=seen)
        with CaptureQueriesContext(connection) as queries:
            assert desk.post(f"{address_of(world)}{query}", form).status_code == 302
        return [one["sql"] for one in queries]

    statements()
    alone = statements()
    assert not [sql for sql in alone if "dossiers_visit" in sql or "dossiers_arrival" in sql]
    visit = begin_visit(Dossier.objects.order_by("pk")[0], at=AT, by=world.actor("counter"))
    statements(f"?cung-luot={visit.pk}")
    with_visit = statements(f"?cung-luot={visit.pk}")
    assert len([sql for sql in with_visit if sql.startswith("INSERT") and "dossiers_visit" in sql]) == 1


def test_receiving_at_the_counter_costs_no_statement_more(world: World) -> None:
    """Eleven as before (docs/adr/0009) and one for what is owed, where a fee is published.

    Not counted is what is read of centers and calendars, which a process keeps.
    """
    world.received()
    intake, by = world.intake(), world.actor("counter")
    with CaptureQueriesContext(connection) as queries:
        actions.receive_at_counter(intake, at=AT, by=by)
    said = [one["sql"].strip() for one in queries if "SAVEPOINT" not in one["sql"]]
    assert len([sql for sql in said if not sql.startswith(('SELECT "centers', 'SELECT "workcalendar'))]) <= 12
    assert not [sql for sql in said if "dossiers_visit" in sql or "dossiers_arrival" in sql]
