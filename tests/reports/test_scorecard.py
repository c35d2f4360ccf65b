"""The scorecard of Decision 766: against a recount by hand, on the page, as Excel with live formulas, as PDF."""

import html
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from random import Random
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client
from django.utils.translation import override
from openpyxl import load_workbook

from accounts.models import User
from common.clock import end_of_day, moved_to
from dossiers import actions, compaction
from dossiers.models import Channel, Charge, Dossier, ExportRecord, Paper, PaperKind, Payment
from feedback.models import Rating
from policies import queries as policies
from policies.actions import change
from policies.catalogue import PolicyKey
from procedures.models import OnlineLevel, ProcedureVersion
from reports.measures import TOTAL, By
from reports.queries import Scope, account
from reports.scorecard import lists, promptness
from reports.scorecard.card import Card, card_of
from reports.scorecard.catalogue import BANDS, BY_NUMBER, ITEMS
from reports.scorecard.counting import COUNTS
from reports.scorecard.scoring import Reached, added, band_of, highest_of, points_of, rate_of
from tests.dossiers.world import World
from tests.reports.lives import live, moment
from tests.reports.recount766 import recount

NOW = moment(20, 12)
NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30", "center": "sa-pa", "by": "receiving"}
ADDRESS = "/dieu-hanh/766/"
LOWEST = (90, 80, 70, 50)


@pytest.fixture
def lives(world: World) -> World:
    """The small world, and what only this scorecard tells apart."""
    live(world)
    officer, leader = world.actor("officer"), world.actor("leader")
    actions.resolve(world.processing(at=moment(2, 10)), at=moment(5, 16), by=officer)  # due on the 5th at 10
    asked = _asked_twice(world, moment(3))
    actions.resolve(asked, at=moment(5, 15), by=officer)
    _asked_twice(world, moment(17))  # due on the 20th, held
    back = actions.return_(world.processing(at=moment(3)), at=moment(6, 16), by=officer, reason="không đủ điều kiện")
    actions.resolve(
        actions.reopen(back, at=moment(10), by=leader, reason="xem lại"), at=moment(13), by=world.actor("officer")
    )
    world.received(at=moment(17, 8))  # due on the 20th at 8
    world.received(at=moment(17, 15))  # due on the 20th at 15
    policies.forget()
    return world


def _asked_twice(world: World, at: datetime) -> Dossier:
    dossier = world.processing(at=at)
    for hours, by in ((1, "officer"), (3, "leader")):
        dossier = actions.request_supplement(
            dossier, ["Tờ khai"], at=at + timedelta(hours=hours), by=world.actor(by), reason="thiếu tờ khai"
        )
        if hours == 1:
            dossier = actions.supply(dossier, at=at + timedelta(hours=2), by=world.actor("counter"))
    if at.day == 3:
        dossier = actions.supply(dossier, at=at + timedelta(hours=4), by=world.actor("counter"))
    return dossier


def scope_of(world: World, first: date, last: date, by: By = By.RECEIVING) -> Scope:
    return Scope.of(world.places.sa_pa, first, last, by, NOW)


def november(world: World) -> Card:
    return card_of(scope_of(world, date(2026, 11, 1), date(2026, 11, 30)), NOVEMBER)


def item(card: Card, number: str) -> Any:
    return next(row for row in card.rows if row.item.number == number)


def summed(key: str, scope: Scope) -> int:
    return lists.behind(key, TOTAL, scope).aggregate(n=Sum("times"))["n"] or 0


def agrees(scope: Scope) -> None:
    by_hand = recount(scope.start, scope.until, scope.cut)
    found = (summed("kpi.2_1.all", scope), summed("kpi.2_1.late", scope))
    assert found == by_hand, (scope.start, scope.end)
    assert promptness.number_late(scope, account(scope).figures[TOTAL]) == by_hand[1]
    assert summed("kpi.2_1.kept", scope) == by_hand[0] - by_hand[1]


@pytest.mark.parametrize("by", list(By))
def test_item_2_1_agrees_with_a_recount_by_hand_in_every_period(lives: World, by: By) -> None:
    for first in range(1, 21, 4):
        for last in range(first, 21):
            agrees(scope_of(lives, date(2026, 11, first), date(2026, 11, last), by))


@pytest.mark.parametrize("seed", [1, 2])
def test_item_2_1_of_generated_lives_agrees_with_a_recount_by_hand(world: World, seed: int) -> None:
    rng = Random(seed)
    for _number in range(14):
        generated_life(world, rng)
    for first in range(2, 20, 5):
        for last in range(first, 21, 3):
            agrees(scope_of(world, date(2026, 11, first), date(2026, 11, last)))


def generated_life(world: World, rng: Random) -> None:
    """Received, then up to six steps that its status allows, some hours or days apart."""
    at = moment(rng.randrange(2, 14), rng.choice([8, 9, 11, 14, 16]))
    dossier = world.processing(rng.choice(["days", "days", "hours", "calendar"]), at=at)
    officer, leader, counter = world.actor("officer"), world.actor("leader"), world.actor("counter")
    for _step in range(rng.randrange(1, 7)):
        at += timedelta(hours=rng.choice([1, 3, 6, 24, 48, 72]))
        if at >= NOW:
            return
        if dossier.status == "PROCESSING":
            do = rng.choice(["ask", "ask", "resolve", "resolve", "return"])
            if do == "ask":
                dossier = actions.request_supplement(dossier, ["Tờ khai"], at=at, by=leader, reason="thiếu")
            elif do == "resolve":
                dossier = actions.resolve(dossier, at=at, by=officer)
            else:
                dossier = actions.return_(dossier, at=at, by=officer, reason="không đủ điều kiện")
        elif dossier.status == "AWAITING_SUPPLEMENT":
            if rng.random() < 0.8:
                dossier = actions.supply(dossier, at=at, by=counter)
            else:
                dossier = actions.withdraw(dossier, at=at, by=counter)
        elif dossier.status in {"RESOLVED", "RETURNED"} and rng.random() < 0.5:
            dossier = actions.reopen(dossier, at=at, by=leader, reason="xem lại")


def test_item_2_1_compares_moments_where_the_legal_rate_compares_dates(lives: World) -> None:
    card = november(lives)
    found = item(card, "2.1")
    assert (found.part, found.whole) == (7, 16)
    assert card.late == 9
    assert str(found.rate) == "43.75"
    assert str(found.points) == "8.75"
    assert found.band.name == BANDS[-1]


def test_parts_of_received_and_resolved_count_what_they_say_and_open_it(lives: World) -> None:
    by, online = lives.personas.people["officer"], Channel.ONLINE
    resolved = list(Dossier.objects.filter(status__in=["RESOLVED", "DELIVERED"]).order_by("pk"))
    for dossier, signed in zip(resolved[:3], ("whole", "part", ""), strict=True):
        _paper(dossier, kind=PaperKind.RESULT, signed=signed, by=by)
    Paper.objects.filter(dossier=resolved[0], kind=PaperKind.APPLICATION).delete()
    _paper(resolved[0], kind=PaperKind.APPLICATION, by=by, originals=1)
    first, second = resolved[:2]
    for dossier, due in ((first, 8000), (second, 5000), (resolved[2], 0)):
        ground = {} if due else {"ground": "poor", "ground_basis": "luật", "exempt_at": NOW}
        Charge.objects.create(
            dossier=dossier,
            number=1,
            source="published",
            label="Phí",
            amount_vnd=due or 1,
            due_vnd=due,
            at=NOW,
            **ground,
        )
    _paid(first, "gateway", 1)
    _paid(second, "cash", 2)
    found = november(lives)
    assert _numbers(found, "4.1") == (1, 6)  # one of them was reopened
    assert _numbers(found, "4.2") == (1, 6)
    assert _numbers(found, "3.6") == (1, 2)
    assert _numbers(found, "4.5") == (0, 2)
    assert _numbers(found, "3.3") == (0, 14)
    came_online = Dossier.objects.filter(channel=online, status="RECEIVED").first()
    assert came_online is not None
    User.objects.filter(pk=came_online.account_id).update(username="vneid:1", email="")
    actions.withdraw(came_online, at=NOW, by=lives.actor("counter"))
    found = november(lives)
    assert _numbers(found, "3.3") == (1, 14)
    assert _numbers(found, "4.5")[0] >= 1


def test_item_2_2_leaves_out_drawn_hours_and_opens_what_is_left(lives: World) -> None:
    resolved = list(Dossier.objects.filter(status__in=["RESOLVED", "DELIVERED"]).order_by("pk"))
    before = item(november(lives), "2.2")
    assert before.remark == str(before.item.remark)
    Dossier.objects.filter(pk=resolved[0].pk).update(source="take_over")
    assert _numbers(november(lives), "2.2") == (before.part, before.whole)  # the other system told its moments
    Dossier.objects.filter(pk=resolved[0].pk).update(source="replay")
    after = item(november(lives), "2.2")
    assert after.part != before.part
    assert "1 kết quả của ví dụ đã công bố" in after.remark
    with moved_to(NOW):
        opened = lives.personas.client_of("leader").get(after.part_href)
    assert opened.context["value"] == 5  # of six


def _numbers(card: Card, number: str) -> tuple[Any, Any]:
    row = item(card, number)
    return row.part, row.whole


def _paper(dossier: Dossier, *, by: User, **said: Any) -> None:
    file = {"file_name": "a.pdf", "content_type": "application/pdf", "size": 9, "sha256": "a" * 64, "key_id": "k"}
    Paper.objects.create(dossier=dossier, name="giấy", added_at=NOW, added_by=by, **file, **said)


def _paid(dossier: Dossier, method: str, number: int) -> None:
    Payment.objects.create(
        dossier=dossier, center=dossier.receiving_center, method=method, amount_vnd=5000, at=NOW, payer="Lan",
        reference="" if method == "cash" else "ref", number=number, year=2026,
    )  # fmt: skip


def test_procedures_of_the_catalogue_are_counted_as_in_force_on_the_last_day(lives: World) -> None:
    ProcedureVersion.objects.filter(pk=lives.versions["days"].pk).update(online_level=OnlineLevel.FULL)
    unknown = lives.versions["unknown"]
    ProcedureVersion.objects.filter(pk=unknown.pk).update(online_level=OnlineLevel.PARTIAL)  # no time: not to be filed
    found = november(lives)
    assert _numbers(found, "3.1") == (1, 2)
    assert _numbers(found, "3.2") == (1, 6)
    compaction.compact()
    assert _numbers(november(lives), "3.2") == (1, 6)  # now told by the totals
    assert _numbers(found, "1.3") == (0, 7)
    assert _numbers(found, "3.5") == (0, 0)
    ProcedureVersion.objects.filter(pk=unknown.pk).update(valid_to=date(2026, 11, 19))
    assert _numbers(november(lives), "3.1") == (1, 1)


def test_bad_ratings_count_only_together_with_enough_others(lives: World) -> None:
    place = {"center": lives.places.sa_pa, "unit": lives.places.sa_pa.unit, "month": date(2026, 11, 1)}
    for overall in (0, 0, 2, 2):
        Rating.objects.create(overall=overall, attitude=2, contacts=2, **place)
    card = november(lives)
    assert item(card, "5.4").part == item(card, "2.1").part
    Rating.objects.create(overall=2, attitude=2, contacts=2, **place)
    card = november(lives)
    assert item(card, "5.4").part == item(card, "2.1").part - 2
    assert "2 đánh giá" in item(card, "5.4").remark


def test_a_period_without_anything_has_no_rate_and_no_score_and_says_why(lives: World) -> None:
    card = card_of(scope_of(lives, date(2026, 9, 1), date(2026, 9, 30)), NOVEMBER)
    for number in ("2.1", "2.2", "3.3", "3.6", "4.1", "5.2", "5.4"):
        row = item(card, number)
        assert (row.rate, row.points, row.why) == (None, None, "Trong kỳ không phát sinh, không có gì để tính."), number
    assert card.groups[1].share is None
    assert card.groups[1].reached == Reached(Decimal("20.00"), Decimal(0), None)


# rules -------------------------------------------------------------------------------------------------------------


def test_every_item_is_counted_and_groups_divide_their_points_to_the_cent() -> None:
    assert set(COUNTS) == set(BY_NUMBER)
    assert [one.number for one in ITEMS if one.weight is None] == ["2.2"]
    known = {"1.1": None, "1.2": 4, "1.3": None, "1.4": None}
    found = highest_of(18, known, dict.fromkeys(known, "U"))
    assert [str(found[number].points) for number in known] == ["4.67", "4.00", "4.67", "4.66"]
    assert [found[number].is_set for number in known] == [False, True, False, False]


@pytest.mark.parametrize(
    ("share", "place"),
    [("100", 0), ("90", 0), ("89.99", 1), ("80", 1), ("79.99", 2), ("70", 2), ("69.99", 3), ("50", 3), ("49.99", 4)],
)
def test_bands_begin_exactly_at_their_lowest_score(share: str, place: int) -> None:
    assert band_of(Decimal(share), LOWEST) == place


def test_points_are_in_proportion_up_to_the_rate_that_gives_them_all() -> None:
    most = Decimal("4.40")
    assert [str(points_of(Decimal(rate), 80, most)) for rate in (0, 40, 80, 100)] == ["0.00", "2.20", "4.40", "4.40"]
    assert points_of(None, 80, most) is None
    assert rate_of(0, 0) is None
    assert [str(rate_of(*pair)) for pair in ((0, 3), (99_999, 100_000), (3, 3))] == ["0.00", "99.99", "100.00"]
    assert rate_of(Decimal("1.50"), Decimal("3.00")) == 50


def test_what_cannot_be_counted_leaves_the_highest_score() -> None:
    full = Reached(Decimal(10), Decimal(10), Decimal(5))
    nothing = Reached(Decimal(8), Decimal(0), None)
    both = added([full, nothing], Decimal(18))
    assert (both.highest, both.counted, both.points, both.share) == (18, 10, 5, 50)
    assert added([nothing], Decimal(8)).share is None


# pages -------------------------------------------------------------------------------------------------------------


def get(client: Client, data: dict[str, str], address: str = ADDRESS) -> Any:
    with moved_to(NOW):
        return client.get(address, data)


def post(client: Client, query: dict[str, str], data: dict[str, str]) -> Any:
    with moved_to(NOW):
        return client.post(f"{ADDRESS}tai-ve/", data, query_params=query)


def test_every_number_of_the_page_opens_as_many_dossiers(lives: World) -> None:
    client = lives.personas.client_of("leader")
    page = get(client, NOVEMBER).content.decode()
    links = re.findall(r'<a href="(/dieu-hanh/ho-so/[^"]+)" aria-label="[^"]+">(\d+)</a>', page)
    assert len(links) > 6
    for address, number in links:
        opened = get(client, {}, html.unescape(address))
        assert opened.context["value"] == int(number), address
        assert sum(line.times for line in opened.context["lines"]) == int(number), address


def test_unknown_highest_scores_are_told_and_a_policy_takes_their_place(lives: World) -> None:
    client = lives.personas.client_of("leader")
    page = get(client, NOVEMBER).content.decode()
    assert "[U]" in page
    assert item(get(client, NOVEMBER).context["card"], "4.1").highest.points == Decimal("4.40")
    set_policy(lives, PolicyKey.KPI_ITEM_4_1, 8)
    set_policy(lives, PolicyKey.KPI_BANDS, "99, 98, 97, 96")
    set_policy(lives, PolicyKey.KPI_TARGETS, "80, 50, 80, 80, 80, 10")
    card = get(client, NOVEMBER).context["card"]
    assert [str(item(card, number).highest.points) for number in ("4.1", "4.2", "4.3")] == ["8.00", "3.50", "3.50"]
    assert item(card, "2.1").band.name == BANDS[-1]
    assert str(item(card, "5.4").points) == "6.00"
    assert card.errors == []


def test_highest_scores_that_do_not_add_up_are_an_error_above_everything(lives: World) -> None:
    set_policy(lives, PolicyKey.KPI_ITEM_2_1, 19)
    page = get(lives.personas.client_of("leader"), NOVEMBER)
    assert len(page.context["card"].errors) == 1
    assert 'role="alert"' in page.content.decode()


def set_policy(world: World, key: PolicyKey, value: Any) -> None:
    change(key=key, value=value, valid_from=NOW.date(), by=world.personas.people["administrator"], at=NOW)
    policies.forget()


def test_items_of_the_province_stand_apart(lives: World) -> None:
    (_center, _name, own), (_province, _other, theirs) = november(lives).sections
    assert [row.item.number for row in theirs] == ["1.1", "1.2", "1.3", "1.4", "3.1", "3.5", "4.4"]
    assert len(own) + len(theirs) == len(ITEMS)


def test_wrong_days_answer_422_and_other_centers_are_not_offered(lives: World) -> None:
    client = lives.personas.client_of("leader")
    assert get(client, {**NOVEMBER, "from": "2026-13-01"}).status_code == 422
    assert get(client, {**NOVEMBER, "center": "ta-van"}).status_code == 422
    assert get(client, {**NOVEMBER, "center": ""}).status_code == 422
    assert get(lives.personas.client_of("supervisor"), {**NOVEMBER, "center": ""}).status_code == 200


def test_the_page_costs_the_same_however_many_dossiers(lives: World, django_assert_num_queries: Any) -> None:
    scope = scope_of(lives, date(2026, 11, 1), date(2026, 11, 30))
    with django_assert_num_queries(24):
        card_of(scope, NOVEMBER)


@pytest.mark.parametrize("days", [("2026-11-01", "2026-11-30"), ("2026-09-01", "2026-09-30")])
def test_the_sheet_has_live_formulas_that_give_what_the_page_shows(lives: World, days: tuple[str, str]) -> None:
    query = {**NOVEMBER, "from": days[0], "to": days[1]}
    answer = post(lives.personas.client_of("leader"), query, {"as": "excel"})
    content = b"".join(answer.streaming_content)
    live_cells = load_workbook(BytesIO(content)).active
    values = load_workbook(BytesIO(content), data_only=True).active
    formulas = [cell for row in live_cells for cell in row if str(cell.value).startswith("=")]
    assert len(formulas) == 5 * 4 + 5 + 19 * 4 + 1
    for cell in formulas:
        assert evaluated(cell.value, live_cells) == values[cell.coordinate].value, (cell.coordinate, cell.value)
    assert ExportRecord.objects.get().asked["report"] == "766"


class _Part(Decimal):
    """A number that a spreadsheet divides: by nothing gives an error that only counts where it is used."""

    def __truediv__(self, other: Any) -> Any:
        return Decimal(self) / Decimal(other) if other else Decimal("NaN")


def evaluated(formula: str, sheet: Any) -> Any:
    """Enough of a spreadsheet for our own formulas."""
    text = re.sub(r"([A-Z]+\d+)", r'at("\1")', formula.removeprefix("="))
    text = re.sub(r'"[^"]*"|(?<![<>])=', lambda found: "==" if found[0] == "=" else found[0], text)

    def at(name: str) -> Any:
        value = sheet[name].value
        value = evaluated(value, sheet) if str(value).startswith("=") else value
        return value if isinstance(value, str) else _Part(str(value or 0))

    def is_number(value: Any) -> bool:
        return not isinstance(value, str)

    functions: dict[str, Callable[..., Any]] = {
        "at": at,
        "IF": lambda condition, yes, no: yes if condition else no,
        "ISNUMBER": is_number,
        "MIN": min,
        "ROUND": lambda number, _places: (
            number if number.is_nan() else Decimal(number).quantize(Decimal("0.01"), ROUND_HALF_UP)
        ),
        "SUM": lambda *cells: sum((cell for cell in cells if is_number(cell)), Decimal(0)),
    }
    lazy = re.sub(r"\bIF\(", "IF_(", text)
    found = eval(_with_lazy_ifs(lazy), {"__builtins__": {}}, functions)
    return found if isinstance(found, str) else float(found)


def _with_lazy_ifs(text: str) -> str:
    """IF_(a,b,c) as Python's own condition, so that what is not taken is not computed."""
    while "IF_(" in text:
        start = text.rindex("IF_(")
        depth, parts, place, quoted = 0, [start + 4], start + 4, False
        while depth >= 0:
            sign = text[place]
            quoted ^= sign == '"'
            if not quoted:
                depth += (sign == "(") - (sign == ")")
                if sign == "," and depth == 0:
                    parts.append(place + 1)
            place += 1
        condition, yes, no = (text[a : b - 1] for a, b in zip(parts, [*parts[1:], place], strict=True))
        text = f"{text[:start]}(({yes}) if ({condition}) else ({no})){text[place:]}"
    return text


def test_the_pdf_has_the_decision_every_item_and_the_total(lives: World) -> None:
    answer = post(lives.personas.client_of("leader"), NOVEMBER, {"as": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    from pypdf import PdfReader

    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages))
    for part in ("766/QĐ-TTg", "Sa Pa", "43,75", *BY_NUMBER):
        assert part in text, part


def test_it_is_told_in_both_languages(lives: World) -> None:
    client = lives.personas.client_of("leader")
    page = get(client, NOVEMBER).content.decode()
    assert "43,75" in page
    assert "chưa biết, do tỉnh quy định; tạm chia đều" in page
    with override("en"):
        english = november(lives)
        assert item(english, "2.1").written["rate"] == "43.75"
    assert item(english, "4.1").known == "[U] unknown, set by the province; divided evenly"


def test_it_says_how_it_is_counted_on_the_page_and_in_the_sheet(lives: World) -> None:
    client, source = lives.personas.client_of("leader"), "Nguồn: Quyết định 766/QĐ-TTg ngày 23/6/2022."
    page = get(client, NOVEMBER).content.decode()
    assert "Số liệu được tính như thế nào?" in page
    assert source in page
    sheet = load_workbook(BytesIO(b"".join(post(client, NOVEMBER, {"as": "excel"}).streaming_content))).active
    assert source in {cell.value for row in sheet for cell in row}
    client.cookies["django_language"] = "en"
    assert "Source: Decision 766/QĐ-TTg of 23/6/2022." in get(client, NOVEMBER).content.decode()


def test_the_end_of_a_running_report_is_now(lives: World) -> None:
    scope = scope_of(lives, date(2026, 11, 1), date(2026, 11, 30))
    assert scope.cut == NOW
    assert scope_of(lives, date(2026, 11, 1), date(2026, 11, 19)).cut == end_of_day(date(2026, 11, 19))
