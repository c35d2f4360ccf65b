"""The assistant answers from the catalogue, says when it does not know, and keeps nothing personal."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.backends import STAFF_BACKEND
from common.clock import moved_to
from common.text import fold
from policies.load import load as load_policies
from procedures.anonymous import without_people
from procedures.assistant import reply_to
from procedures.load import LoadReport
from procedures.models import Unanswered
from procedures.question_actions import forget_old, record_unanswered
from procedures.tasks import forget_questions
from procedures.topics import Errand, Topic, understood
from procedures.words import words_of

from .conftest import NOW

ADDRESS = "/hoi-dap/"


@pytest.mark.parametrize(
    ("question", "topics", "about"),
    [
        ("Làm giấy khai sinh cần giấy tờ gì?", (Topic.PAPERS,), "lam giay khai sinh"),
        ("dang ky ket hon mat bao lau", (Topic.TIME,), "dang ky ket hon"),
        ("Chứng thực bản sao hết bao nhiêu tiền và nộp ở đâu", (Topic.FEE, Topic.WHERE), "chung thuc ban sao va"),
        ("cấp lại căn cước", (), "cap lai can cuoc"),
        ("thi đua khen thưởng ai ký", (Topic.WHO,), "thi dua thuong"),
    ],
)
def test_the_words_of_a_question_tell_what_it_is_after(question: str, topics: tuple[Topic, ...], about: str) -> None:
    read = understood(words_of(fold(question)))
    assert read.topics == topics
    assert " ".join(read.about) == about


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("Làm giấy khai sinh cần giấy tờ gì?", "1.001193"),
        ("lam khai sinh mat bao lau", "1.001193"),
        ("Tôi muốn đăng ký kết hôn thì cần những gì", "1.000894"),
        ("giấy độc thân lệ phí bao nhiêu", "1.004873"),
        ("mo ho kinh doanh nop o dau", "1.001612"),
    ],
)
def test_it_finds_the_procedure_by_everyday_words(catalogue: LoadReport, question: str, code: str) -> None:
    reply = reply_to(question, at=NOW)
    assert reply.answer is not None
    assert reply.answer.page.procedure.code == code
    assert len(reply.answer.topics) == 1


def test_without_a_topic_everything_is_said(catalogue: LoadReport) -> None:
    reply = reply_to("đăng ký kết hôn", at=NOW)
    assert reply.answer is not None
    assert reply.answer.topics == tuple(Topic)


def test_what_is_only_near_is_offered_and_not_answered(catalogue: LoadReport) -> None:
    reply = reply_to("đăng kys khai xinh cho bé", at=NOW)
    assert reply.answer is None
    assert reply.is_near
    assert reply.others
    assert not reply.knows_nothing


@pytest.mark.parametrize(
    ("question", "errand"),
    [
        ("hồ sơ của tôi đến đâu rồi", Errand.TRACK),
        ("thứ bảy có làm việc không", Errand.HOURS),
        ("số điện thoại là gì", Errand.HOTLINE),
        ("tôi muốn khiếu nại", Errand.TELL),
    ],
)
def test_what_other_pages_answer_leads_there(catalogue: LoadReport, question: str, errand: Errand) -> None:
    reply = reply_to(question, at=NOW)
    assert errand in reply.errands
    assert not reply.knows_nothing


def test_the_page_answers_with_its_source(client: Client, catalogue: LoadReport) -> None:
    with moved_to(NOW):
        page = client.post(ADDRESS, {"cau-hoi": "lam giay khai sinh can giay to gi"}).content.decode()
    assert "Thủ tục đăng ký khai sinh" in page
    assert "Cổng Dịch vụ công quốc gia" in page
    assert 'href="/thu-tuc/1.001193/"' in page
    assert Unanswered.objects.count() == 0


def test_a_procedure_chosen_from_the_list_is_answered(client: Client, catalogue: LoadReport) -> None:
    with moved_to(NOW):
        page = client.get(ADDRESS, {"thu-tuc": "1.000894", "hoi": "thoi-han"}).content.decode()
        assert "Thủ tục đăng ký kết hôn" in page
        assert client.get(ADDRESS, {"thu-tuc": "9.999999"}).status_code == 404


def test_what_it_does_not_know_it_says_and_keeps_without_people(client: Client, catalogue: LoadReport) -> None:
    with moved_to(NOW):
        page = client.post(ADDRESS, {"cau-hoi": "xyzzyq qwkjh của Hạng Thị Lan, số 0912 345 678"}).content.decode()
        client.post(ADDRESS, {"cau-hoi": "XYZZYQ qwkjh của Hạng Thị Mai, số 0912 345 679"})
    assert 'href="/gop-y/"' in page
    assert "không" in page
    kept = Unanswered.objects.get()
    assert (kept.text, kept.count) == ("xyzzyq qwkjh của […] , số […]", 2)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Con tôi tên là Giàng A Páo học ở đâu", "Con tôi […] học ở đâu"),
        ("hỏi cho nguyen van an về trợ cấp", "hỏi cho […] về trợ cấp"),
        ("CCCD 000 123 456 789 mất", "CCCD […] mất"),
        ("gửi về lan@sapa.example nhé", "gửi về […] nhé"),
        ("0912345678", ""),
        ("Thào Thị Mỷ 0912345678", ""),
        ("điều 12 nói gì", "điều 12 nói gì"),
    ],
)
def test_numbers_addresses_and_names_are_taken_out(typed: str, kept: str) -> None:
    assert without_people(typed) == kept


def test_old_questions_are_forgotten_by_the_policy(db: None) -> None:
    load_policies()
    record_unanswered("hỏi chuyện cũ", at=NOW - timedelta(days=181))
    record_unanswered("hỏi chuyện mới", at=NOW - timedelta(days=179))
    assert forget_old(at=NOW) == 1
    assert [one.text for one in Unanswered.objects.all()] == ["hỏi chuyện mới"]
    with moved_to(NOW + timedelta(days=2)):
        assert forget_questions() == 1


def test_the_list_of_administrators_shows_them(client: Client, catalogue: LoadReport, administrator: object) -> None:
    record_unanswered("hỏi chuyện lạ", at=NOW)
    client.force_login(administrator, backend=STAFF_BACKEND)  # type: ignore[arg-type]
    with moved_to(NOW):
        assert "hỏi chuyện lạ" in client.get("/quan-tri/cau-hoi/").content.decode()
        client.post(f"/quan-tri/cau-hoi/{Unanswered.objects.get().pk}/bo/")
    assert not Unanswered.objects.exists()
