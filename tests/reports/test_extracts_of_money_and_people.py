"""Extracts that read more than the ledger: across boundaries, digitisation, fees, ratings, petitions."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from accounts.roles import Role
from common.signatures import Signed
from dossiers import access, actions
from dossiers.actions import charges, payments
from dossiers.models import Dossier, Paper, PaperKind
from feedback import actions as feedback
from feedback.models import Contacts, Grade, Rating
from feedback.petitions import RefusalReason
from payments.day import day_of
from reports.statutory.table import Line
from tests.dossiers.world import World
from tests.feedback.people import told
from tests.payments.money import LATER, WHEN, bank, owing, transfer
from tests.personas import make_staff
from tests.places import AT
from tests.reports.lives import moment
from tests.reports.test_extracts import page_of, total_of_leader


def lines_of(world: World, slug: str, **asked: str) -> dict[str, list[Any]]:
    """The values of each line by its first words; of lines with the same words the first one."""
    table = page_of(world, slug, **asked).context["table"]
    assert table.errors == ()
    found: dict[str, list[Any]] = {}
    for line in table.lines:
        found.setdefault(str(line.cells[0].value).removeprefix("– "), [cell.value for cell in line.cells[1:]])
    return found


# Across boundaries


def crossed(world: World) -> Dossier:
    """Received at Tả Van on Monday, confirmed at Sa Pa a day later, decided late, handed out at Tả Van."""
    ta_van = world.places.ta_van
    desk = make_staff("quay_ta_van", Role.COUNTER, office=world.places.office("tiep-nhan", ta_van))
    intake = world.intake(receiving_center=ta_van, deciding_center=world.places.sa_pa)
    dossier = actions.receive_at_counter(intake, at=moment(2), by=access.actor_for(desk, moment(2)))
    officer = world.actor("officer", moment(3))
    dossier = actions.start(dossier, at=moment(3), by=officer)
    dossier = actions.resolve(dossier, at=moment(9), by=officer)
    return actions.confirm_hand_over(dossier, at=moment(10), by=access.actor_for(desk, moment(10)))


def test_what_was_received_for_others_counts_once_for_each(world: World) -> None:
    crossed(world)
    world.received(at=moment(4))
    ours = lines_of(world, "phi-dia-gioi")
    assert ours["Tổng số giải quyết tại đây"][:3] == [2, 1, 1]
    by_others = ours["Nơi khác tiếp nhận cho xã, phường này"]
    assert by_others[:5] == [1, 1, 1, 0, 0]
    way = ours[world.places.ta_van.name]
    assert way[5] == 8.0  # from Monday 9:00 to Tuesday 9:00: one working day
    assert (way[6], way[8], way[9]) == (480 - 72, 8.0, 0)  # Tả Van answers until Sa Pa confirms; its share is 5 %
    assert way[7] >= 2 * 8 * 60  # at Sa Pa until the 10th, a working day after the end; it was due on the 5th
    assert ours["Tổng số tiếp nhận tại đây"][0] == total_of_leader(world)["total"].received.total == 1
    theirs = page_of(world, "phi-dia-gioi", "supervisor", center="ta-van").context["table"].lines
    assert first(theirs, "Tiếp nhận hộ xã, phường khác")[:3] == [1, 1, 1]


def first(lines: list[Line], name: str) -> list[Any]:
    return next([cell.value for cell in line.cells[1:]] for line in lines if line.cells[0].value == name)


# Digitisation


def test_results_and_papers_are_shares_of_what_the_figures_count(world: World) -> None:
    officer = world.actor("officer")
    whole, numbered, plain = (world.processing(at=AT) for _ in range(3))
    actions.resolve(whole, at=LATER, by=officer, result="1/GXN")
    actions.resolve(numbered, at=LATER, by=officer, result="2/GXN")
    actions.resolve(plain, at=LATER, by=officer)
    file = {"sha256": "a" * 64, "size": 10, "added_at": LATER}
    Paper.objects.create(dossier=whole, kind=PaperKind.RESULT, name="GXN", signed=Signed.WHOLE.value, **file)
    Paper.objects.create(dossier=plain, kind=PaperKind.RESULT, name="Ảnh", signed=Signed.UNREADABLE.value, **file)
    Paper.objects.filter(kind=PaperKind.APPLICATION).delete()
    Paper.objects.create(dossier=whole, kind=PaperKind.APPLICATION, name="Tờ khai", **file)
    Paper.objects.create(dossier=plain, kind=PaperKind.APPLICATION, name="Tờ khai", originals=1, added_at=LATER)
    found = lines_of(world, "so-hoa")
    assert found["kết quả có số văn bản"][:2] == [2, 3]
    assert found["kết quả có tệp"][:2] == [2, 3]
    assert found["kết quả có tệp ký số"][:2] == [1, 3]
    assert found["kết quả có số văn bản và tệp ký số"][:2] == [1, 3]
    assert found["có tệp"][:2] == [1, 2]
    assert total_of_leader(world)["total"].resolved.total == 3


# Fees


def busy(world: World) -> None:
    by = world.actor("counter")
    paid, exempt, wrong, _open = (owing(world) for _ in range(4))
    mistake = payments.take_cash(owing(world), seen=8000, at=LATER, by=by)
    payments.cancel(mistake, reason="Thu nhầm", at=moment(20), by=by)
    payments.take_cash(paid, seen=8000, at=LATER, by=by)
    charges.exempt(exempt, "other", "Nghị quyết mẫu", at=LATER, by=by)
    bank(world, transfer(owing(world), 8000, "FT1"), transfer(wrong, 5000, "FT2"), (WHEN, 700, "FT3", "la"))


def test_every_dong_of_the_period_stands_somewhere_as_in_the_day_books(world: World) -> None:
    busy(world)
    found = lines_of(world, "phi-le-phi")
    assert found["Đã tính cho hồ sơ trong kỳ"][1] == 6 * 8000
    assert [found[name][1] for name in ("đã nộp", "còn phải nộp")] == [16_000, 24_000]
    assert found["miễn: Trường hợp khác theo quy định của pháp luật"] == [1, 8000]
    days = [day_of(world.places.sa_pa, date(2026, 11, 1) + timedelta(days=number)) for number in range(20)]
    cash, transfers = sum(day.cash for day in days), sum(day.bank for day in days)
    taken, back = found["Đã thu trong kỳ, theo biên nhận"][1], found["Hoàn lại bằng bút toán ngược"][1]
    assert (taken, back, cash + transfers) == (24_000, -8000, 16_000)
    assert found["Tiền vào tài khoản"] == [3, 13_700]
    assert sum(day.came_in.whole for day in days) == 13_700


def test_where_nobody_is_exempt_no_line_says_so(world: World) -> None:
    assert not [name for name in lines_of(world, "phi-le-phi") if name.startswith("miễn")]


# Ratings and petitions


def grades(overall: Grade) -> Mapping[str, Any]:
    return {"overall": overall, "attitude": Grade.SATISFIED, "contacts": Contacts.ONCE}


def test_ratings_are_shown_only_among_enough_others(world: World) -> None:
    for overall in (Grade.VERY_SATISFIED, Grade.VERY_SATISFIED, Grade.SATISFIED, Grade.NOT_SATISFIED):
        feedback.rate(world.in_status("DELIVERED"), **grades(overall), at=AT)
    assert lines_of(world, "danh-gia")["Nhìn chung"] == [4, None, None, None, None, None]
    feedback.rate(world.in_status("DELIVERED"), **grades(Grade.SATISFIED), at=AT)
    overall = lines_of(world, "danh-gia")["Nhìn chung"]
    assert [float(value) for value in overall] == [5, 1.2, 2, 2, 1, 80]
    assert Rating.objects.filter(overall__gte=1).count() == 4
    shares = total_of_leader(world)["leader"].satisfaction[0]
    assert shares.satisfied == float(overall[5])


def test_petitions_stand_by_their_timers_and_balance(world: World) -> None:
    places, leader = world.places, world.personas.leader
    late, quick, refused, waiting, _new = (told(places, at=at) for at in (
        moment(1, month=10), moment(10), moment(16), moment(2, month=10), moment(19),
    ))  # fmt: skip
    feedback.answer(late, "Xin lỗi.", seen=1, at=moment(3), by=leader)
    feedback.answer(quick, "Cảm ơn.", seen=1, at=moment(12), by=leader)
    feedback.refuse(refused, RefusalReason.NOT_OURS, "Gửi nơi khác.", seen=1, at=moment(17), by=leader)
    feedback.ask_sender(waiting, "Ở quầy nào?", seen=1, at=moment(18), by=leader)
    found = lines_of(world, "phan-anh")
    assert [row[1] for row in (found["Chưa trả lời từ trước kỳ"], found["Gửi đến trong kỳ"])] == [2, 3]
    assert found["Đã trả lời"][1:4] == [2, 1, 1]
    assert found["Không thụ lý"][1:4] == [1, 1, 0]
    assert found["Đã yêu cầu người gửi bổ sung"][1:4] == [1, 0, 1]
    assert found["Chưa trả lời cuối kỳ"][1:4] == [2, 2, 0]
    assert found["Đã trả lời, chưa công khai cuối kỳ"][1:4] == [2, 0, 2]
    october = {"from": "2026-10-01", "to": "2026-10-31"}
    assert lines_of(world, "phan-anh", **october)["Chưa trả lời cuối kỳ"][1:4] == [2, 1, 1]
