"""Actions on a dossier: one call each, told what happened, nothing typed is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse

from dossiers import actions
from dossiers.actions import charges
from dossiers.charges import Assessment, Counted
from dossiers.lifecycle import Status
from dossiers.models import Dossier, PaperKind
from dossiers.slips.notice import notice_of
from procedures.models import ProcedureCase
from tests.dossiers.fees import publish
from tests.dossiers.world import World
from tests.dossiers_staff.conftest import speaking_english
from tests.dossiers_staff.desk import picture
from tests.places import AT
from tests.slips.test_form01 import read

pytestmark = pytest.mark.django_db


def _post(world: World, person: str, dossier: Dossier, name: str, **typed: Any) -> HttpResponse:
    data = {f"{name}-revision": dossier.revision, **{f"{name}-{field}": value for field, value in typed.items()}}
    return speaking_english(world, person).post(f"/xu-ly/ho-so/{dossier.pk}/{name}/", data)


def _done(answer: HttpResponse, dossier: Dossier) -> Dossier:
    assert answer.status_code == 302, answer.content.decode()[:4000]
    return Dossier.objects.get(pk=dossier.pk)


def test_the_first_answer_receives_and_leads_to_the_confirmation(world: World) -> None:
    dossier = world.submitted()
    answer = _post(world, "counter", dossier, "receive")
    assert _done(answer, dossier).status == Status.RECEIVED
    assert answer.headers["Location"] == f"/quay/ho-so/{dossier.pk}/da-tiep-nhan/"


def test_asking_to_complete_takes_ticks_of_the_list(world: World) -> None:
    dossier = world.submitted()
    paper = dossier.version.papers.get(number=1)
    typed = {"papers": [paper.pk], "reason": "Thiếu tờ khai"}
    dossier = _done(_post(world, "counter", dossier, "ask_to_complete", **typed), dossier)
    assert dossier.status == Status.INCOMPLETE
    assert dossier.forms.get(form="02").content["papers"] == ["Tờ khai"]


def test_without_papers_the_question_is_refused_and_the_reason_kept(world: World) -> None:
    answer = _post(world, "counter", world.submitted(), "ask_to_complete", reason="Thiếu giấy tờ")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_ask_to_complete-papers_0"' in page
    assert "Thiếu giấy tờ</textarea>" in page


def test_a_reason_is_asked_for_beside_its_field(world: World) -> None:
    dossier = world.submitted()
    answer = _post(world, "counter", dossier, "decline")
    assert answer.status_code == 422
    assert 'id="id_decline-reason_error"' in answer.content.decode()
    assert 'id="id_decline-refusal_code_error"' in answer.content.decode()
    why = {"reason": "Hồ sơ thiếu chữ ký", "refusal_code": "improper"}
    assert _done(_post(world, "counter", dossier, "decline", **why), dossier).status == Status.NOT_ACCEPTED
    assert dossier.events.get(transition="decline").facts["legal_basis"] == "Điều 8 Nghị định số 118/2025/NĐ-CP"


def test_a_reason_without_a_known_law_asks_for_it_and_form_03_prints_it(world: World) -> None:
    dossier = world.processing()
    why = {"reason": "Thửa đất đang có tranh chấp", "refusal_code": "conditions"}
    answer = _post(world, "officer", dossier, "return_", **why)
    assert answer.status_code == 422
    assert 'id="id_return_-legal_basis_error"' in answer.content.decode()
    basis = "Điểm a khoản 1 Điều 45 Luật Đất đai 2024"
    dossier = _done(_post(world, "officer", dossier, "return_", **why, legal_basis=basis), dossier)
    page = world.personas.client_of("counter").get(f"/quay/ho-so/{dossier.pk}/").content.decode()
    assert page.count(basis) == 1
    text = read(notice_of(dossier.forms.get(form="03")).pdf())[1]
    assert f"Căn cứ pháp lý: {basis}" in text
    assert "Không đủ điều kiện giải quyết theo quy định của thủ tục hành chính. Thửa đất đang có tranh chấp" in text


def test_an_officer_starts_and_resolves_with_a_result_file(world: World) -> None:
    dossier = world.received()
    dossier = _done(_post(world, "officer", dossier, "start"), dossier)
    assert dossier.assignee == world.personas.officer
    typed = {
        "result": "125/GXN-UBND",
        "enclosed": [picture("ket-qua.png")],
        "draft": "5f0c3a0e-1111-4222-8333-444455556666",
    }
    answer = _post(world, "officer", dossier, "resolve", **typed)
    assert answer.headers["Location"] == f"/xu-ly/ho-so/{dossier.pk}/"
    dossier = _done(answer, dossier)
    assert dossier.status == Status.RESOLVED
    result = dossier.papers.get(kind=PaperKind.RESULT)
    assert (result.file_name, result.filing) == ("ket-qua.png", None)


def test_a_refused_resolution_keeps_the_result_file(world: World) -> None:
    dossier = world.processing()
    draft = "5f0c3a0e-1111-4222-8333-444455556666"
    late = {"happened_on": "18/11/2026", "happened_time": "09:00"}
    answer = _post(world, "officer", dossier, "resolve", enclosed=[picture("ket-qua.png")], draft=draft, **late)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "ket-qua.png" in page
    assert f'value="{draft}"' in page
    dossier = _done(_post(world, "officer", dossier, "resolve", draft=draft), dossier)
    assert dossier.papers.get(kind=PaperKind.RESULT).file_name == "ket-qua.png"


def test_the_counter_hands_the_result_out_to_a_named_person(world: World) -> None:
    dossier = world.in_status("RESOLVED")
    assert _post(world, "counter", dossier, "deliver", collector="  ").status_code == 422
    answer = _post(world, "counter", dossier, "deliver", collector="Hạng Thị Lan")
    assert _done(answer, dossier).status == Status.DELIVERED
    assert answer.headers["Location"] == f"/quay/ho-so/{dossier.pk}/"


def test_papers_that_are_brought_are_supplied_with_their_scan(world: World) -> None:
    dossier = world.in_status("AWAITING_SUPPLEMENT")
    typed = {"enclosed": [picture("bo-sung.png")], "draft": "5f0c3a0e-1111-4222-8333-444455557777"}
    dossier = _done(_post(world, "counter", dossier, "supply", **typed), dossier)
    assert dossier.status == Status.PROCESSING
    assert dossier.papers.get(kind=PaperKind.SUPPLEMENT).file_name == "bo-sung.png"


@pytest.mark.parametrize("typed", ["", "-5", "0", "mười nghìn"])
def test_an_impossible_amount_is_refused_beside_its_field(world: World, typed: str) -> None:
    answer = _post(world, "officer", world.processing(), "request_payment", amount_vnd=typed)
    assert answer.status_code == 422
    assert 'id="id_request_payment-amount_vnd_error"' in answer.content.decode()


PAID = {"amount_vnd": "150.000 đ", "legal_basis": "Nghị quyết mẫu"}


def test_an_amount_is_understood_as_people_write_it(world: World) -> None:
    dossier = world.processing()
    dossier = _done(_post(world, "officer", dossier, "request_payment", **PAID), dossier)
    assert dossier.events.get(transition="request_payment").facts["amount_vnd"] == 150_000
    cash = {"receipt": "BL-17", "cash": "on", "seen_vnd": 150_000}
    paid = _done(_post(world, "counter", dossier, "confirm_payment", **cash), dossier)
    assert paid.status == Status.PROCESSING


def test_cash_is_confirmed_only_as_much_as_the_page_showed(world: World) -> None:
    """Another counter has worked the fee out again meanwhile: nobody took the difference."""
    publish(world.versions["days"], 8000, "8.000 đ/bản sao")
    dossier = actions.request_payment(world.processing(), 8000, at=AT, by=world.actor("officer"))
    counted = Assessment({0: Counted(quantity=3)})
    charges.reassess(dossier, counted, at=AT, by=world.actor("counter"), reason="Thêm hai bản")
    cash = {"cash": "on", "seen_vnd": 8000}
    answer = _post(world, "counter", dossier, "confirm_payment", **cash)
    assert answer.status_code == 422
    assert not dossier.payments.exists()
    assert 'name="confirm_payment-seen_vnd" value="24000"' in answer.content.decode()
    cash["seen_vnd"] = 24_000
    assert _done(_post(world, "counter", dossier, "confirm_payment", **cash), dossier).status == Status.PROCESSING


def test_a_head_assigns_to_a_colleague_of_the_office_only(world: World) -> None:
    dossier = world.processing()
    answer = _post(world, "head", dossier, "assign", to_user=world.personas.counter.pk, reason="thay người")
    assert answer.status_code == 422
    typed = {"to_user": world.personas.head.pk, "reason": "thay người"}
    assert _done(_post(world, "head", dossier, "assign", **typed), dossier).assignee == world.personas.head


def test_a_head_assigns_what_is_still_on_its_way_to_the_office(world: World) -> None:
    dossier = world.received()
    page = speaking_english(world, "head").get(f"/xu-ly/ho-so/{dossier.pk}/").content.decode()
    officer = world.personas.officer
    assert f'<option value="{officer.pk}">{officer.full_name}' in page
    counter = world.personas.counter  # offices of the other form may have the same key
    assert f'<option value="{counter.pk}">{counter.full_name}' not in page
    typed = {"to_user": world.personas.officer.pk, "reason": "phân công"}
    assert _done(_post(world, "head", dossier, "assign", **typed), dossier).assignee == world.personas.officer


def test_a_dossier_is_handed_to_another_office(world: World) -> None:
    dossier = world.processing()
    office = world.places.office("kinh-te")
    assert _post(world, "officer", dossier, "hand_over").status_code == 422
    dossier = _done(_post(world, "officer", dossier, "hand_over", to_office=office.pk), dossier)
    assert dossier.legs.get(confirmed_at=None).office == office


def test_what_happened_earlier_needs_a_reason_and_is_marked(world: World) -> None:
    dossier = world.received(at=AT - timedelta(days=1))
    late = {"happened_on": "18/11/2026", "happened_time": "14:00"}
    answer = _post(world, "officer", dossier, "start", **late)
    assert answer.status_code == 422
    assert 'id="id_start-reason_error"' in answer.content.decode()
    answer = _post(world, "officer", dossier, "start", reason="mất điện", **late)
    dossier = _done(answer, dossier)
    assert dossier.events.get(transition="start").at == (AT - timedelta(days=1)).replace(hour=14, minute=0)
    page = speaking_english(world, "officer").get(f"/xu-ly/ho-so/{dossier.pk}/").content.decode()
    assert "typed late" in page


def test_the_future_is_refused_beside_the_date(world: World) -> None:
    late = {"happened_on": "20/11/2026", "happened_time": "14:00"}
    answer = _post(world, "officer", world.received(), "start", **late)
    assert answer.status_code == 422
    assert 'id="id_start-happened_on_error"' in answer.content.decode()


def test_the_second_of_two_officers_is_told_what_happened_and_keeps_what_was_typed(world: World) -> None:
    dossier = world.processing()
    seen = dossier.revision
    _done(_post(world, "head", dossier, "assign", to_user=world.personas.head.pk, reason="thay người"), dossier)
    dossier.revision = seen
    answer = _post(world, "officer", dossier, "return_", reason="Không đủ điều kiện", refusal_code="improper")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This dossier has moved on: Head did" in page
    assert "Không đủ điều kiện</textarea>" in page
    assert Dossier.objects.get(pk=dossier.pk).status == Status.PROCESSING


def test_an_action_that_is_over_is_told_and_no_longer_offered(world: World) -> None:
    dossier = world.processing()
    seen = dossier.revision
    _done(_post(world, "officer", dossier, "resolve", result="1/KQ"), dossier)
    dossier.revision = seen
    answer = _post(world, "officer", dossier, "return_", reason="Không đủ điều kiện", refusal_code="improper")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "has moved on" in page
    assert "return_-reason" not in page
    assert "Không đủ điều kiện" in page  # what was written is not lost


def test_whom_the_table_does_not_allow_is_refused_and_nothing_changes(world: World) -> None:
    dossier = world.processing()
    events = dossier.events.count()
    for person in ("counter", "head", "supervisor"):
        answer = _post(world, person, dossier, "resolve", result="1/KQ")
        assert answer.status_code == 422
        assert "You may not do" in answer.content.decode()
    assert dossier.events.count() == events


def test_what_is_not_an_action_does_not_exist(world: World) -> None:
    dossier = world.processing()
    for name in ("submit", "lapse", "expire", "fly"):
        assert _post(world, "officer", dossier, name).status_code == 404


def test_a_procedure_that_is_not_in_force_is_told_beside_its_field(world: World) -> None:
    dossier, later = world.received(), world.versions["month"]
    later.valid_from = AT.date() + timedelta(days=1)
    later.save()
    typed = {"procedure": later.procedure.code, "reason": "nhầm thủ tục"}
    answer = _post(world, "leader", dossier, "reclassify", **typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_reclassify-procedure_error"' in page
    assert "not in force on that day" in page
    assert Dossier.objects.get(pk=dossier.pk).revision == dossier.revision


def test_the_ordinary_case_may_be_chosen_where_there_is_one(world: World) -> None:
    wanted = world.versions["month"]
    special = ProcedureCase.objects.create(version=wanted, number=1, label="Phải xác minh", quantity=2, unit="months")
    typed = {"procedure": wanted.procedure.code, "reason": "nhầm thủ tục"}
    unknown = _post(world, "leader", world.received(), "reclassify", case=7, **typed)
    assert (unknown.status_code, "1. Phải xác minh" in unknown.content.decode()) == (422, True)
    dossier = world.received()
    ordinary = _done(_post(world, "leader", dossier, "reclassify", **typed), dossier)
    assert (ordinary.version, ordinary.case) == (wanted, None)
    dossier = _done(_post(world, "leader", ordinary, "reclassify", case=1, **typed), dossier)
    assert dossier.case == special
