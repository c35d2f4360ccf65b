"""Receiving a walk-in: one page, one button, nothing typed or enclosed is lost."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from citizens.models import Party
from common import clock
from dossiers.models import Channel, Dossier, FiledBy, Filing, Paper
from policies.actions import change
from policies.catalogue import PolicyKey
from procedures.models import ProcedureCase
from tests.dossiers.world import World
from tests.dossiers_staff.conftest import speaking_english
from tests.dossiers_staff.desk import picture, typed
from tests.places import AT

pytestmark = pytest.mark.django_db


AUTHORISED = {
    "way": "relative",
    "submitter-kind": "person",
    "submitter-name": "Giàng A Sử",
    "submitter-province": "15",
    "authorisation": "certified",
}


def _address(world: World, limit: str = "days") -> str:
    return f"/quay/tiep-nhan/{world.versions[limit].procedure.code}/"


def test_a_procedure_is_found_by_a_few_letters_without_accents(world: World, desk: Client) -> None:
    page = desk.get("/quay/tiep-nhan/", {"q": "thu tuc mau 9.000000"}).content.decode()
    assert _address(world) in page
    assert _address(world, "month") not in page


def test_with_htmx_only_the_list_is_answered(world: World, desk: Client) -> None:
    page = desk.get("/quay/tiep-nhan/", {"q": "mau"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert _address(world) in page


def test_enter_receives_and_the_confirmation_shows_code_due_date_and_slip(world: World, desk: Client) -> None:
    answer = desk.post(_address(world), typed(world.versions["days"]))
    dossier = Dossier.objects.get()
    assert answer.headers["Location"] == f"/quay/ho-so/{dossier.pk}/da-tiep-nhan/"
    page = desk.get(answer.headers["Location"]).content.decode()
    assert "H38.03006-261119-0001" in page
    assert "25/11/2026 09:10" in page  # the 24th is Vietnam's Culture Day
    assert f"/quay/ho-so/{dossier.pk}/giay-tiep-nhan.pdf" in page
    assert (dossier.channel, dossier.filed_by, dossier.owner_id) == ("counter", "owner", dossier.submitter_id)
    assert dossier.owner.name == "Vàng Thị Mỷ"
    assert dossier.owner.address == "Phường Sa Pa, Tỉnh Lào Cai"
    paper = dossier.papers.get()
    assert (paper.name, paper.originals, paper.copies) == ("Tờ khai", 1, 2)


def test_the_slip_is_a_pdf_and_printing_it_is_recorded(world: World, desk: Client) -> None:
    dossier = world.received()
    answer = desk.get(f"/quay/ho-so/{dossier.pk}/giay-tiep-nhan.pdf")
    assert answer.content.startswith(b"%PDF")
    assert dossier.views.get().what == "slip"


def test_the_button_pressed_twice_gives_the_same_dossier_and_no_second_person(world: World, desk: Client) -> None:
    form = typed(world.versions["days"], **{"owner-number": ""})
    people = Party.objects.count()
    first, second = desk.post(_address(world), form), desk.post(_address(world), form)
    assert first.headers["Location"] == second.headers["Location"]
    assert Dossier.objects.count() == 1
    assert Party.objects.count() == people + 1


def test_somebody_else_may_bring_it_with_authorisation(world: World, desk: Client) -> None:
    desk.post(_address(world), typed(world.versions["days"], **AUTHORISED))
    dossier = Dossier.objects.get()
    assert (dossier.filed_by, dossier.submitter.name) == (FiledBy.RELATIVE, "Giàng A Sử")
    assert dossier.owner.name == "Vàng Thị Mỷ"
    shown = dossier.papers.get(name="Văn bản ủy quyền")
    assert (shown.originals, shown.certified, shown.copies) == (0, 1, 0)


def test_where_owner_and_submitter_differ_the_authorisation_is_asked_for(world: World, desk: Client) -> None:
    form = typed(world.versions["days"], **{**AUTHORISED, "authorisation": ""})
    assert 'href="#id_authorisation_0"' in desk.post(_address(world), form).content.decode()
    without = {**form, "authorisation": "none"}
    assert 'href="#id_no_authorisation"' in desk.post(_address(world), without).content.decode()
    assert Dossier.objects.count() == 0
    desk.post(_address(world), {**without, "no_authorisation": "Cha của chủ hồ sơ"})
    dossier = Dossier.objects.get()
    assert dossier.events.get(number=1).reason == "Cha của chủ hồ sơ"
    assert not dossier.papers.filter(name="Văn bản ủy quyền").exists()


def test_the_reason_for_no_authorisation_is_none_for_typing_late(world: World, desk: Client) -> None:
    late = {"received_on": "18/11/2026", "received_time": "0800"}
    without = {**AUTHORISED, "authorisation": "none", "no_authorisation": "Cha của chủ hồ sơ"}
    refused = desk.post(_address(world), typed(world.versions["days"], **late, **without))
    assert 'href="#id_reason"' in refused.content.decode()
    assert Dossier.objects.count() == 0


def test_who_needs_an_interpreter_is_said_to_the_officers(world: World, desk: Client) -> None:
    desk.post(_address(world), typed(world.versions["days"], needs_interpreter="on"))
    dossier = Dossier.objects.get()
    assert dossier.needs_interpreter
    page = speaking_english(world, "officer").get(f"/xu-ly/ho-so/{dossier.pk}/").content.decode()
    assert "Needs an interpreter" in page


def test_the_worklist_is_narrowed_to_who_needs_an_interpreter(world: World, desk: Client) -> None:
    desk.post(_address(world), typed(world.versions["days"], needs_interpreter="on"))
    spoken = Dossier.objects.get()
    desk.post(_address(world), typed(world.versions["days"], **{"owner-name": "Lò Thị Hai", "owner-number": ""}))
    (other,) = Dossier.objects.exclude(pk=spoken.pk)
    officer = speaking_english(world, "officer")
    for view in ("phong", "tat-ca"):
        wide = officer.get("/xu-ly/", {"muc": view}).context["work"].lines
        narrow = officer.get("/xu-ly/", {"muc": view, "phien-dich": "1"})
        assert {spoken.pk, other.pk} == {line.id for line in wide}
        assert [line.id for line in narrow.context["work"].lines] == [spoken.pk]
        assert 'name="phien-dich" value="1" checked' in narrow.content.decode()


def test_certified_copies_are_counted_apart_and_printed_with_the_copies(world: World, desk: Client) -> None:
    form = typed(world.versions["days"])
    number = next(name for name in form if name.startswith("copies_")).replace("copies", "certified")
    desk.post(_address(world), {**form, number: "3"})
    paper = Dossier.objects.get().papers.get()
    assert (paper.originals, paper.certified, paper.copies) == (1, 3, 2)


def test_a_procedure_for_online_filing_is_filed_for_the_citizen(world: World, desk: Client) -> None:
    version = world.versions["days"]
    version.channels = ["online"]
    version.save()
    page = desk.get(_address(world)).content.decode()
    assert "This procedure is filed online" in page
    assert 'name="way" value="post"' not in page
    assert desk.post(_address(world), typed(version, way="post")).status_code == 422
    desk.post(_address(world), typed(version))
    dossier = Dossier.objects.get()
    assert (dossier.channel, dossier.filed_by, dossier.owner_id) == (
        Channel.ONLINE,
        FiledBy.COUNTER,
        dossier.submitter_id,
    )
    booked = dossier.bookings.get(measure="received")
    assert (booked.channel, booked.filed_by) == ("online", "counter")


def test_fees_are_shown_as_the_catalogue_has_them_and_unknown_stays_unknown(world: World, desk: Client) -> None:
    assert "No published fee" in desk.get(_address(world)).content.decode()
    fees = world.versions["days"].fees
    fees.create(label="Phí", amount_vnd=2000, note="Miễn cho người có công", confidence="confirmed")
    page = desk.get(_address(world)).content.decode()
    assert "2.000 đ" in page
    assert "Miễn cho người có công" in page
    assert "No published fee" not in page


def test_who_brings_it_must_be_named_when_it_is_not_the_owner(world: World, desk: Client) -> None:
    answer = desk.post(_address(world), typed(world.versions["days"], way="relative", **{"submitter-kind": "person"}))
    assert answer.status_code == 422
    assert 'href="#id_submitter-name"' in answer.content.decode()


def test_what_came_by_post_is_counted_under_post(world: World, desk: Client) -> None:
    desk.post(_address(world), typed(world.versions["days"], way="post"))
    assert Dossier.objects.get().channel == Channel.POST


def test_an_error_keeps_what_was_typed_and_enclosed(world: World, desk: Client) -> None:
    form = typed(world.versions["days"], **{"owner-name": "", "scans": [picture(), picture("don.png")]})
    answer = desk.post(_address(world), form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_owner-name"' in page
    assert 'value="000199000001"' in page
    assert "can-cuoc.png" in page
    again = desk.post(_address(world), {**typed(world.versions["days"]), "key": form["key"]})
    assert again.status_code == 302
    kept = Dossier.objects.get().papers.exclude(sha256="").values_list("file_name", flat=True)
    assert sorted(kept) == ["can-cuoc.png", "don.png"]


def test_an_enclosed_file_can_be_taken_out_again(world: World, desk: Client) -> None:
    form = typed(world.versions["days"], **{"owner-name": "", "scans": picture()})
    desk.post(_address(world), form)
    drop = str(Paper.objects.get().pk)
    desk.post(_address(world), {**typed(world.versions["days"]), "key": form["key"], "drop": drop})
    assert not Dossier.objects.get().papers.exclude(sha256="").exists()


def test_a_file_that_is_not_what_its_name_says_is_refused_beside_the_field(world: World, desk: Client) -> None:
    wrong = SimpleUploadedFile("don.pdf", b"GIF89a", content_type="application/pdf")
    empty = SimpleUploadedFile("trong.pdf", b"", content_type="application/pdf")
    answer = desk.post(_address(world), typed(world.versions["days"], scans=[wrong, empty, picture()]))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "don.pdf” is damaged or is not what its name says" in page
    assert "trong.pdf” is empty" in page
    assert "can-cuoc.png" in page
    assert Dossier.objects.count() == 0


def test_a_file_above_the_limit_is_refused(world: World, desk: Client) -> None:
    by = world.personas.administrator
    change(key=PolicyKey.UPLOAD_MAX_MB, value=1, valid_from=date(2026, 11, 19), by=by, at=AT)
    big = SimpleUploadedFile("to.png", b"x" * (1024 * 1024 + 1), content_type="image/png")
    answer = desk.post(_address(world), typed(world.versions["days"], scans=big))
    assert "larger than 1 MB" in answer.content.decode()


def test_a_draft_of_somebody_else_is_not_there(world: World, desk: Client) -> None:
    filing = world.filing()
    answer = desk.post(_address(world), typed(world.versions["days"], key=str(filing.key)))
    assert answer.status_code == 404
    assert Dossier.objects.count() == 0


@pytest.mark.parametrize(
    ("day", "hour", "said"),
    [
        ("20/11/2026", "09:00", "not come yet"),
        ("19/11/2026", "10:00", "not come yet"),
        ("19/11/2024", "09:00", "not in force"),
        ("01/07/2025", "09:00", "more than 5 days ago"),
        ("18/11/2026", "", "Enter the time too"),
        ("99/99/2026", "09:00", "Write the date as day/month/year"),
    ],
)
def test_an_impossible_moment_is_refused_beside_the_date(
    world: World, desk: Client, day: str, hour: str, said: str
) -> None:
    moment = {"received_on": day, "received_time": hour, "reason": "mất điện"}
    answer = desk.post(_address(world), typed(world.versions["days"], **moment))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'id="id_received_(on|time)_error".*?{said}', page, re.S)
    assert f'value="{day}"' in page
    assert Dossier.objects.count() == 0


def test_a_late_typed_reception_needs_a_reason_and_counts_from_its_moment(world: World, desk: Client) -> None:
    moment = {"received_on": "18/11/2026", "received_time": "0800"}
    refused = desk.post(_address(world), typed(world.versions["days"], **moment))
    assert 'href="#id_reason"' in refused.content.decode()
    desk.post(_address(world), typed(world.versions["days"], **moment, reason="mất điện"))
    dossier = Dossier.objects.get()
    assert dossier.received_at == (AT - timedelta(days=1)).replace(hour=8, minute=0)
    assert dossier.events.get(number=1).facts["late"] is True


def test_papers_must_be_named(world: World, desk: Client) -> None:
    form = typed(world.versions["days"])
    ticked = next(name for name in form if name.startswith("has_"))
    without = {name: value for name, value in form.items() if name != ticked}
    answer = desk.post(_address(world), without)
    assert 'href="#id_other_papers"' in answer.content.decode()
    desk.post(_address(world), {**without, "other_papers": "Đơn đề nghị\nẢnh thẻ"})
    assert list(Dossier.objects.get().papers.values_list("name", flat=True)) == ["Đơn đề nghị", "Ảnh thẻ"]


def test_without_a_known_time_limit_nothing_can_be_received(world: World, desk: Client) -> None:
    page = desk.get(_address(world, "unknown")).content.decode()
    assert "Ask the administrator to enter the time limit" in page
    assert "receive-form" not in page
    answer = desk.post(_address(world, "unknown"), typed(world.versions["unknown"]))
    assert answer.status_code == 422
    assert Dossier.objects.count() == 0


def test_a_case_has_a_due_date_of_its_own(world: World, desk: Client) -> None:
    case = ProcedureCase.objects.create(
        version=world.versions["days"], number=1, label="cần xác minh", quantity=6, unit="working_days"
    )
    preview = desk.post(
        _address(world), typed(world.versions["days"], case=str(case.pk), preview="1"), headers={"HX-Request": "true"}
    ).content.decode()
    assert "30/11/2026 09:10" in preview
    assert "<form" not in preview
    desk.post(_address(world), typed(world.versions["days"], case=str(case.pk)))
    assert Dossier.objects.get().case == case


def test_without_javascript_a_button_computes_the_due_date_and_scolds_nobody(world: World, desk: Client) -> None:
    form = typed(world.versions["days"], preview="1", **{"owner-name": "", "owner-number": ""})
    answer = desk.post(_address(world), form)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "25/11/2026 09:10" in page
    assert "error-summary" not in page
    assert Dossier.objects.count() == 0


def test_a_card_reader_fills_the_form_and_does_not_receive(world: World, desk: Client) -> None:
    card = "000151000027|000000027|Chảo Thị Sẩu|05081951|Nữ|Tổ 2, phường Sa Pa|01012022"
    form = typed(world.versions["days"], **{"owner-number": card, "owner-name": ""})
    answer = desk.post(_address(world), form)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="000151000027"' in page
    assert 'value="Chảo Thị Sẩu"' in page
    assert Dossier.objects.count() == 0


def test_who_is_known_is_filled_in_and_an_open_dossier_of_theirs_is_named(world: World, desk: Client) -> None:
    desk.post(_address(world), typed(world.versions["days"]))
    code = Dossier.objects.get().code
    form = typed(world.versions["days"], preview="1", **{"owner-name": "", "owner-phone": "", "owner-commune": ""})
    page = desk.post(_address(world), form).content.decode()
    assert 'value="Vàng Thị Mỷ"' in page
    assert 'value="0900000012"' in page
    assert f"Look at {code}" in page


def test_an_odd_number_must_be_looked_at_again_but_never_blocks(world: World, desk: Client) -> None:
    form = typed(world.versions["days"], **{"owner-number": "12345"})
    answer = desk.post(_address(world), form)
    assert answer.status_code == 422
    assert 'href="#id_owner-checked_again"' in answer.content.decode()
    assert desk.post(_address(world), {**form, "owner-checked_again": "on"}).status_code == 302


def test_a_number_that_was_looked_at_once_is_not_asked_about_again(world: World, desk: Client) -> None:
    odd = {"owner-number": "12345"}
    desk.post(_address(world), typed(world.versions["days"], **odd, **{"owner-checked_again": "on"}))
    assert desk.post(_address(world, "month"), typed(world.versions["month"], **odd)).status_code == 302


def test_a_refused_reception_leaves_only_the_draft(world: World, desk: Client) -> None:
    people = Party.objects.count()
    moment = {"received_on": "20/11/2026", "received_time": "09:00"}
    desk.post(_address(world), typed(world.versions["days"], **moment))
    assert (Dossier.objects.count(), Party.objects.count(), Filing.objects.count()) == (0, people, 1)
    with clock.moved_to(AT + timedelta(days=400)):
        assert Filing.objects.get().expires_at < clock.now()
