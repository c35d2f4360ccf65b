"""What people type, and the procedure they mean: among the first three."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import User
from common.clock import moved_to
from procedures import synonyms, word_actions
from procedures.load import LoadReport
from procedures.models import SearchMiss, Synonym
from procedures.search import How, look_up, search
from procedures.word_actions import SynonymRefused
from procedures.words import initials_of, plain_syllable, respelled

from .conftest import NOW

TODAY = NOW.date()

EVERYDAY = [
    ("sổ đỏ", "1.013978"),
    ("làm sổ đỏ", "1.013978"),
    ("lam so do", "1.013978"),
    ("sổ đỏ bị mất", "1.012786"),
    ("đổi sổ đỏ", "1.012783"),
    ("sang tên", "1.013831"),
    ("sang tên sổ đỏ cho con", "1.013831"),
    ("mua bán đất", "1.013831"),
    ("tách sổ", "1.012784"),
    ("lên thổ cư", "1.013949"),
    ("tranh chấp đất", "1.012812"),
    ("vay ngân hàng", "1.011441"),
    ("giấy khai sinh", "1.001193"),
    ("làm giấy khai sinh cho con", "1.001193"),
    ("mất giấy khai sinh", "2.000635"),
    ("sai tên trên giấy khai sinh", "1.004859"),
    ("hộ khẩu", "1.004222"),
    ("nhập khẩu", "1.004222"),
    ("tách hộ khẩu", "1.010038"),
    ("lấy vợ", "1.000894"),
    ("lấy chồng nước ngoài", "2.000806"),
    ("đăng ký kết hôn", "1.000894"),
    ("giấy độc thân", "1.004873"),
    ("chứng tử", "1.000656"),
    ("người thân mất", "1.000656"),
    ("xin con nuôi", "2.001263"),
    ("công chứng bản sao", "2.000815"),
    ("phô tô công chứng", "2.000815"),
    ("giấy ủy quyền", "2.000884"),
    ("sơ yếu lý lịch", "2.000884"),
    ("lập di chúc", "2.001019"),
    ("giấy phép xây nhà", "1.013225"),
    ("tôi muốn xin phép xây nhà", "1.013225"),
    ("sửa nhà", "1.013229"),
    ("mở quán", "1.001612"),
    ("mở quán ăn", "1.014230"),
    ("giấy phép kinh doanh", "1.001612"),
    ("đóng cửa hàng", "1.001266"),
    ("bán rượu", "2.000620"),
    ("homestay", "2.001478"),
    ("trợ cấp người già", "1.014027"),
    ("người khuyết tật", "1.001699"),
    ("hộ nghèo", "1.011607"),
    ("chứng minh thư", "1.014061"),
    ("mất cccd", "1.014064"),
    ("mất thẻ bảo hiểm", "1.002759"),
    ("đi bộ đội", "1.013133"),
    ("chuyển trường cho con", "1.005099"),
    ("khoan giếng", "1.001662"),
    ("chặt cây", "1.002693"),
]
INITIALS = [
    ("dkks", "1.001193"),
    ("ĐKKH", "1.000894"),
    ("gcn qsdd", "1.013978"),
    ("gpxd", "1.013225"),
    ("dk hkd", "1.001612"),
]
MISTAKES = [
    ("khai sinhh", "1.001193"),
    ("ddang ky khai sinh", "1.001193"),
    ("dang kys khai sinh", "1.001193"),
    ("ddawng kys keets hoon", "1.000894"),
    ("d9ang1 ky1 ke6t1 ho6n", "1.000894"),
    ("khia sinh", "1.001193"),
    ("dang ky ket hom", "1.000894"),
    ("giay phep xay nah", "1.013225"),
    ("chưng thưc ban sap", "2.000815"),
    ("sor ddor", "1.013978"),
    ("ho khuau", "1.004222"),
]
PLACES = [
    ("khai sinh Sa Pả", "1.001193"),
    ("đăng ký kết hôn phường Hàm Rồng", "1.000894"),
    ("khai sinh xã Tả Phìn huyện Sa Pa", "1.001193"),
    ("sổ đỏ huyện Bát Xát", "1.013978"),
    ("chứng thực bản sao ở thị xã Sa Pa tỉnh Lào Cai", "2.000815"),
]


@pytest.mark.parametrize(("typed", "code"), [*EVERYDAY, *INITIALS, *MISTAKES, *PLACES])
def test_what_is_meant_is_among_the_first_three(catalogue: LoadReport, typed: str, code: str) -> None:
    assert code in [hit.code for hit in search(typed, on=TODAY, limit=3)]


def test_a_word_match_comes_before_what_a_phrase_within_it_stands_for(catalogue: LoadReport) -> None:
    assert search("1.001193", on=TODAY)[0].code == "1.001193"
    assert look_up("khai sinh", on=TODAY).how == How.WORDS


def test_what_only_comes_close_says_so(catalogue: LoadReport) -> None:
    assert look_up("dang ky ket hom", on=TODAY).how == How.NEAR
    assert look_up("dang ky ket hon", on=TODAY).how == How.WORDS


@pytest.mark.parametrize("typed", ["Sa Pả", "phường Hàm Rồng", "huyện Bát Xát", "thi xa sa pa"])
def test_a_place_alone_shows_everything(catalogue: LoadReport, typed: str) -> None:
    found = look_up(typed, on=TODAY)
    assert found.how == How.ALL
    assert found.procedures.count() == 228


@pytest.mark.parametrize(
    "typed", ["xe máy biển số", "abc xyz", "máy bay trực thăng", "?!", "%_%", "'; drop table x --"]
)
def test_what_nobody_here_does_finds_nothing(catalogue: LoadReport, typed: str) -> None:
    assert look_up(typed, on=TODAY).how == How.NOTHING
    assert search(typed, on=TODAY) == []


def test_a_search_costs_a_fixed_number_of_queries(catalogue: LoadReport, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for typed, most in (("khai sinh", 3), ("sổ đỏ", 3), ("khai sinh Sa Pả", 6), ("khia sinh", 9), ("abc xyz", 9)):
        for limit in (1, 200):
            with django_assert_max_num_queries(most):
                search(typed, on=TODAY, limit=limit)


def test_every_phrase_of_our_own_list_stands_for_something(catalogue: LoadReport) -> None:
    assert Synonym.objects.count() > 200
    meanings = set(Synonym.objects.values_list("means", flat=True))
    assert [means for means in meanings if look_up(means, on=TODAY).how != How.WORDS] == []


def test_loading_again_adds_nothing_and_brings_nothing_back(administrator: User) -> None:
    row = Synonym.objects.get(phrase="sang tên", means="1.013831")
    word_actions.take_out_synonym(row, by=administrator)
    assert synonyms.load() == 0
    assert not Synonym.objects.get(pk=row.pk).is_active


def test_an_administrator_adds_words_and_takes_them_out(administrator: User) -> None:
    assert look_up("bằng độc thân vui tính", on=TODAY).how != How.WORDS
    row = word_actions.add_synonym(phrase="bằng độc thân vui tính", means="1.004873", by=administrator, at=NOW)
    assert search("bang doc than vui tinh", on=TODAY)[0].code == "1.004873"
    assert row.history.latest().history_user == administrator
    word_actions.take_out_synonym(row, by=administrator)
    assert look_up("bằng độc thân vui tính", on=TODAY).how != How.WORDS
    again = word_actions.add_synonym(phrase="Bằng  độc thân vui tính", means="1.004873", by=administrator, at=NOW)
    assert (again.pk, again.is_active) == (row.pk, True)


@pytest.mark.parametrize(
    ("phrase", "means", "field"),
    [
        ("", "1.004873", "phrase"),
        ("???", "1.004873", "phrase"),
        ("x" * 61, "1.004873", "phrase"),
        ("sang tên", "1.013831", "phrase"),
        ("bay", "", "means"),
        ("bay", "BAY", "means"),
        ("bay", "máy bay trực thăng", "means"),
        ("bay", "9.999999", "means"),
    ],
)
def test_words_that_cannot_stand_for_each_other_are_refused(
    administrator: User, phrase: str, means: str, field: str
) -> None:
    before = Synonym.objects.count()
    with pytest.raises(SynonymRefused) as refused:
        word_actions.add_synonym(phrase=phrase, means=means, by=administrator, at=NOW)
    assert refused.value.field == field
    assert Synonym.objects.count() == before


def test_searches_in_vain_are_counted_without_accents(catalogue: LoadReport) -> None:
    later = NOW + timedelta(hours=1)
    word_actions.record_miss("Máy bay, trực thăng?", at=NOW)
    word_actions.record_miss("may bay truc thang", at=later)
    (miss,) = SearchMiss.objects.all()
    assert (miss.text, miss.count, miss.last_at) == ("may bay truc thang", 2, later)


@pytest.mark.parametrize(
    "typed",
    [
        "0901234567",
        "090 123 4567",
        "hồ sơ 000190000123",
        "an@example.org",
        "nguyễn văn an",
        "hồ sơ của Giàng A Páo",
        "tôi muốn hỏi xem hồ sơ của tôi đã xong hay chưa vậy",
        "x" * 61,
        "  ?? ",
    ],
)
def test_what_may_name_a_person_is_not_kept(catalogue: LoadReport, typed: str) -> None:
    word_actions.record_miss(typed, at=NOW)
    assert not SearchMiss.objects.exists()


def test_the_list_of_misses_does_not_grow_without_end(catalogue: LoadReport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_actions, "MOST_MISSES", 2)
    for hour, text in enumerate(("mot", "hai", "hai", "ba")):
        word_actions.record_miss(text, at=NOW + timedelta(hours=hour))
    assert set(SearchMiss.objects.values_list("text", flat=True)) == {"hai", "ba"}


def test_the_public_page_counts_what_it_does_not_find_and_says_what_comes_close(
    catalogue: LoadReport, client: Client
) -> None:
    with moved_to(NOW), translation.override("en"):
        assert client.get("/thu-tuc/?q=máy+bay+trực+thăng").status_code == 200
        near = client.get("/thu-tuc/?q=dang+ky+ket+hom", headers={"accept-language": "en"}).content.decode()
        client.get("/thu-tuc/?q=khai+sinh")
    assert list(SearchMiss.objects.values_list("text", "count")) == [("may bay truc thang", 1)]
    assert "1.000894" in near
    assert 'data-tone="blue"' in near


def test_words_are_read_as_people_leave_them() -> None:
    meant = {"ddang": "dang", "dang1": "dang", "dangf": "dang", "tieengs": "tieng", "sinhh": "sinh", "huuw": "huu"}
    as_they_are = {word: word for word in ("huu", "tranh", "dkkh", "1.001193")}
    for typed, plain in {**meant, **as_they_are}.items():
        assert plain_syllable(typed) == plain
    assert initials_of("Thủ tục đăng ký khai sinh", "Giấy khai sinh") == "dkks gks"
    assert respelled("khia", frozenset({"khai", "khi", "chia"})) == ["khai"]
    assert respelled("sinj", frozenset({"sinh", "minh"})) == ["sinh"]
    assert respelled("ba", frozenset({"be"})) == []
