"""Public tracking: what it shows, that wrong pairs look alike, and that nobody locks out anybody else."""

import re
from dataclasses import fields
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from redis.exceptions import ConnectionError as RedisIsAway

from common import clock
from dossiers import actions, questionnaire, tracking
from dossiers.actions.conversation import say
from dossiers.actions.notes import add_note
from dossiers.models import Dossier
from dossiers.queries.public import PublicView
from tests.dossiers.world import World
from tests.dossiers_public.asked import ask as questions_of
from tests.places import AT

pytestmark = pytest.mark.django_db
OTHER_CODE = "H38.03006-261119-9999"


def ask(client: Client, code: str, check_word: str, address: str = "203.0.113.1") -> Any:
    data = {"code": code, "check_word": check_word}
    return client.post("/tra-cuu/", data, REMOTE_ADDR=address)


def other_word(dossier: Dossier) -> str:
    return "AAAAAA" if dossier.check_word != "AAAAAA" else "BBBBBB"


def test_the_right_pair_shows_where_it_is(client: Client, world: World) -> None:
    dossier = world.received()
    response = ask(client, dossier.code, dossier.check_word)
    page = response.content.decode()
    assert response.status_code == 200
    assert dossier.version.procedure.name in page
    assert "H*** T** L**" in page
    assert "Văn phòng HĐND và UBND" in page or "Quầy tiếp nhận" in page
    assert f"{dossier.due_at:%d/%m/%Y}" in page


def test_it_shows_no_more_than_that(client: Client, world: World) -> None:
    dossier = world.received()
    by_pair = ask(client, dossier.code, dossier.check_word).content.decode()
    by_secret = client.get(f"/tra-cuu/{dossier.secret}/").content.decode()
    assert dossier.secret not in by_pair
    for page in (by_pair, by_secret):
        for hidden in ("Hạng Thị Lan", "lan@sapa.example", dossier.check_word, "000123456789"):
            assert hidden not in page


SECRETS_OF_A_DOSSIER = {
    "owner": "Hạng Thị Lan",
    "number": "000123456789",
    "paper asked for": "Giấy chứng sinh",
    "why": "Lý do chỉ người nộp biết",
    "message": "Tin nhắn riêng",
    "letter": "Xin lỗi vì cán bộ ốm",
    "answer": "Câu trả lời riêng",
    "note": "Ghi chú nội bộ",
}


def _full(world: World) -> Dossier:
    """A dossier with one of everything that only its applicant or the office may read."""
    counter = world.actor("counter")
    paper = SECRETS_OF_A_DOSSIER["paper asked for"]
    world.versions["days"].papers.create(number=9, name=paper, originals=1, copies=0)
    dossier = world.submitted()
    dossier = actions.ask_to_complete(dossier, [paper], at=AT, by=counter, reason=SECRETS_OF_A_DOSSIER["why"])
    say(dossier, SECRETS_OF_A_DOSSIER["message"], at=AT, by=counter)
    add_note(dossier, SECRETS_OF_A_DOSSIER["note"], at=AT, by=counter)
    questions = questions_of(dossier.version.procedure)
    questionnaire.put(dossier, questions, {"child_name": SECRETS_OF_A_DOSSIER["answer"]}, number=1, at=AT)
    return dossier


def test_whoever_has_the_slip_reads_procedure_status_due_date_office_and_a_masked_name(
    client: Client, world: World
) -> None:
    """Row by row: what is added to the page without thinking of this fails here."""
    page = client.get(f"/tra-cuu/{world.received().secret}/").content.decode()
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    assert len(re.findall(r"<dt>", main)) == 3  # due date, office, masked owner
    assert re.findall(r"<(?:ul|ol|section|details|table|img|h[23456])\b", main) == []
    assert {field.name for field in fields(PublicView)} == {
        "procedure", "status", "label", "words", "due", "owner", "where", "waits_for_applicant", "rate_at",
    }  # fmt: skip


@pytest.mark.parametrize("way", ["secret", "pair", "api"])
def test_what_only_the_applicant_or_the_office_may_read_is_on_no_public_answer(
    client: Client, world: World, way: str
) -> None:
    dossier = _full(world)
    if way != "secret":
        dossier = actions.receive(dossier, at=AT, by=world.actor("counter"))
    pair = {"code": dossier.code, "check_word": dossier.check_word}
    if way == "api":
        answer = client.post("/api/v1/tracking/", pair, content_type="application/json")
        assert set(answer.json()) == {"procedure", "status", "label", "now", "then", "due", "owner", "where"}
    else:
        answer = ask(client, **pair) if way == "pair" else client.get(f"/tra-cuu/{dossier.secret}/")
    assert answer.status_code == 200
    shown = answer.content.decode()
    for what, text in SECRETS_OF_A_DOSSIER.items():
        assert text not in shown, what


@pytest.mark.parametrize("typed", ["{word}", " {word} ", "{lower}", "{spaced}"])
def test_case_and_spaces_of_the_check_word_do_not_count(client: Client, world: World, typed: str) -> None:
    dossier = world.received()
    word = dossier.check_word
    written = typed.format(word=word, lower=word.lower(), spaced=f"{word[:3]} {word[3:]}")
    assert ask(client, f" {dossier.code.lower()} ", written).status_code == 200


def test_every_wrong_pair_gets_the_same_answer_for_the_same_work(client: Client, world: World) -> None:
    dossier = world.received()
    answers, work = [], []
    for code, word in ((dossier.code, other_word(dossier)), (OTHER_CODE, dossier.check_word)):
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            response = ask(client, code, word)
        page = response.content.decode().replace(code, "CODE").replace(word, "WORD")
        answers.append((response.status_code, _without_token(page)))
        work.append([query["sql"].split("WHERE")[0] for query in queries])
    assert answers[0] == answers[1]
    assert answers[0][0] == 422
    assert work[0] == work[1]


def test_what_was_typed_is_not_lost(client: Client, world: World) -> None:
    page = ask(client, OTHER_CODE, "QQQQQQ").content.decode()
    assert OTHER_CODE in page
    assert "QQQQQQ" in page


def test_empty_fields_are_named_and_not_counted(client: Client, world: World) -> None:
    for _try in range(10):
        assert ask(client, "", "").status_code == 422


def test_wrong_pairs_of_one_address_wait_longer_and_longer(client: Client, world: World) -> None:
    statuses = [ask(client, OTHER_CODE, "QQQQQQ").status_code for _try in range(5)]
    assert statuses == [422, 422, 422, 422, 429]
    with clock.moved_to(AT.replace(second=2)):
        assert ask(client, OTHER_CODE, "QQQQQQ").status_code == 422
        refused = ask(client, OTHER_CODE, "QQQQQQ")
    assert refused.status_code == 429
    assert refused["Retry-After"] == "2"


def test_while_an_address_waits_even_the_right_pair_is_not_looked_at(client: Client, world: World) -> None:
    dossier = world.received()
    for _try in range(4):
        ask(client, dossier.code, other_word(dossier))
    assert ask(client, dossier.code, dossier.check_word).status_code == 429


def test_nobody_locks_out_somebody_at_another_address(client: Client, world: World) -> None:
    dossier = world.received()
    for number in range(40):
        ask(client, dossier.code, other_word(dossier), address=f"198.51.100.{number}")
    assert ask(client, dossier.code, dossier.check_word, address="203.0.113.9").status_code == 200


def test_a_code_under_attack_makes_each_wrong_address_wait(client: Client, world: World) -> None:
    dossier = world.received()
    for number in range(15):
        ask(client, dossier.code, other_word(dossier), address=f"198.51.100.{number}")
    assert ask(client, dossier.code, other_word(dossier), address="203.0.113.9").status_code == 422
    assert ask(client, dossier.code, other_word(dossier), address="203.0.113.9").status_code == 429
    assert ask(client, OTHER_CODE, "QQQQQQ", address="203.0.113.9").status_code == 422


def test_after_the_limit_of_an_address_the_window_is_closed(client: Client, world: World) -> None:
    for number in range(60):
        cache.delete(f"tracking:{tracking._hidden('203.0.113.1')}:until")
        assert ask(client, f"{OTHER_CODE}-{number}", "QQQQQQ").status_code == 422
    refused = ask(client, OTHER_CODE, "QQQQQQ")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) == 3600


def test_right_pairs_never_use_up_tries(client: Client, world: World) -> None:
    dossier = world.received()
    assert {ask(client, dossier.code, dossier.check_word).status_code for _try in range(70)} == {200}


def test_without_the_cache_tracking_still_answers(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise RedisIsAway

    for name in ("get_many", "add", "incr", "decr", "set"):
        monkeypatch.setattr(cache, name, away)
    dossier = world.received()
    assert ask(client, dossier.code, dossier.check_word).status_code == 200
    assert ask(client, dossier.code, other_word(dossier)).status_code == 422
    assert "not limited" in caplog.text


def test_before_it_has_a_code_only_the_secret_address_works(client: Client, world: World) -> None:
    dossier = world.submitted()
    assert client.get(f"/tra-cuu/{dossier.secret}/").status_code == 200
    for code in ("", "None", str(dossier.pk)):
        assert ask(client, code, dossier.check_word).status_code == 422


def test_a_wrong_secret_address_is_not_there(client: Client, world: World) -> None:
    assert client.get("/tra-cuu/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/").status_code == 404


def test_the_answer_is_kept_nowhere(client: Client, world: World) -> None:
    response = client.get(f"/tra-cuu/{world.received().secret}/")
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"  # with no-referrer a browser says "Origin: null"
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    "status",
    [
        "SUBMITTED", "INCOMPLETE", "NOT_ACCEPTED", "RECEIVED", "PROCESSING", "AWAITING_SUPPLEMENT",
        "AWAITING_PAYMENT", "WITHDRAWN", "RETURNED", "RESOLVED", "DELIVERED",
    ],
)  # fmt: skip
def test_every_status_has_its_page(client: Client, world: World, status: str) -> None:
    dossier = world.in_status(status)
    assert client.get(f"/tra-cuu/{dossier.secret}/").status_code == 200
    citizen = world.personas.client_of("citizen")
    assert citizen.get(f"/tai-khoan/ho-so/{dossier.pk}/").status_code == 200
    assert citizen.get("/tai-khoan/ho-so/").status_code == 200


def _without_token(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
