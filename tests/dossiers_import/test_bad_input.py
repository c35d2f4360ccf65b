"""Whatever is wrong with a file: nothing is written, the file and every bad row are named, the command ends with 2."""

import io

import openpyxl
import pytest

from citizens.models import Discrepancy, Party
from dossiers.models import Dossier, DossierEvent, LedgerEntry
from tests.dossiers.world import World
from tests.dossiers_import.conftest import Run, as_csv
from tests.places import Places

ENDED = {"status": "RESOLVED", "finished_at": "2026-11-04T08:00"}
WRONG = {
    "no code": ({"code": ""}, "code"),
    "no owner": ({"owner_name": ""}, "owner_name"),
    "unknown procedure": ({"procedure_code": "9.999999"}, "9.999999"),
    "a local code of two procedures": ({"procedure_code": "1.115679"}, "1.013949, 1.013950"),
    "level against the procedure": ({"level": "province"}, "1.001193"),
    "unknown level": ({"level": "xã"}, "commune, province, vertical"),
    "unknown channel": ({"channel": "fax"}, "counter, online, post"),
    "unknown status": ({"status": "DONE"}, "DELIVERED"),
    "a status before reception": ({"status": "SUBMITTED"}, "SUBMITTED"),
    "no reception": ({"received_at": ""}, "received_at"),
    "not a time": ({"received_at": "02/11/2026 08:00"}, "received_at"),
    "a day that is not": ({"due_at": "2026-11-31T08:00"}, "due_at"),
    "a day without time": ({"due_at": "2026-11-30"}, "due_at"),
    "a reception in the future": ({"received_at": "2026-11-19T09:11"}, "received_at"),
    "an end in the future": ({**ENDED, "finished_at": "2026-12-01T08:00"}, "finished_at"),
    "ended before received": ({**ENDED, "finished_at": "2026-11-02T07:59"}, "trước khi"),
    "delivered before ended": ({**ENDED, "status": "DELIVERED", "delivered_at": "2026-11-03T08:00"}, "trước khi"),
    "ended without an end": ({"status": "RETURNED"}, "finished_at"),
    "open with an end": ({"finished_at": "2026-11-04T08:00"}, "finished_at"),
    "delivered but only resolved": ({**ENDED, "delivered_at": "2026-11-04T08:00"}, "DELIVERED"),
    "due before received": ({"due_at": "2026-11-01T08:00"}, "trước khi"),
    "outside the calendar": ({"received_at": "1999-11-01T08:00"}, "1999"),
    "too long": ({"phone": "0" * 21}, "phone"),
    "letters nobody can print": ({"owner_name": "Lan\u200b"}, "không đọc được"),
}


def assert_nothing() -> None:
    for model in (Dossier, DossierEvent, LedgerEntry, Party):
        assert not model.objects.exists()


@pytest.mark.parametrize("wrong", WRONG)
def test_a_bad_row_is_told_by_its_line_and_nothing_is_written(wrong: str, run: Run, catalogue: Places) -> None:
    row, words = WRONG[wrong]
    ended = run([{"code": "A-1"}, {"code": "A-2", **row}, {"code": "A-3"}])
    assert ended.code == 2
    assert ended.last == "ho-so.csv: có 1 trên 3 dòng không thể tiếp quản; chưa ghi gì vào hệ thống."
    assert len(ended.lines) == 1
    assert ended.told.startswith("dòng 3: ")
    assert words in ended.told
    assert_nothing()


def test_every_bad_row_and_every_reason_is_told(run: Run, catalogue: Places) -> None:
    ended = run([{"code": ""}, {"code": "B"}, {"code": "C", "level": "x", "channel": "y"}])
    assert [line.split(":")[0] for line in ended.lines] == ["dòng 2", "dòng 4"]
    assert "level" in ended.lines[1]
    assert "channel" in ended.lines[1]
    assert_nothing()


def test_a_code_twice_in_the_file_or_known_here(run: Run, catalogue: Places) -> None:
    assert run([{"code": "HERE"}]).code == 0
    ended = run([{"code": "A"}, {"code": "HERE"}, {"code": "A"}])
    assert [line.split(":")[0] for line in ended.lines] == ["dòng 3", "dòng 4"]
    assert "dòng 2" in ended.lines[1]
    assert list(Dossier.objects.values_list("code", flat=True)) == ["HERE"]


def test_a_code_is_compared_across_the_chunks_in_which_a_long_file_is_read(
    run: Run, catalogue: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dossiers.importing.run.CHUNK", 2)
    rows = [{"code": f"A-{n}", "owner_id": ""} for n in range(7)]
    assert run([*rows, {"code": "A-1"}]).told.startswith("dòng 9: ")
    assert_nothing()
    assert run(rows).code == 0
    assert Dossier.objects.count() == 7


def test_new_codes_skip_the_ones_taken_over(run: Run, world: World) -> None:
    """The next codes of the day are in the file."""
    first = world.received().code
    assert first is not None
    head, number = first[:-4], int(first[-4:])
    taken = [f"{head}{number + 1:04}", f"{head}{number + 2:04}"]
    code = world.versions["days"].procedure.code
    assert run([{"code": one, "procedure_code": code} for one in taken]).code == 0
    assert world.received().code == f"{head}{number + 3:04}"


def test_a_dry_run_says_what_would_be_and_writes_nothing(run: Run, catalogue: Places) -> None:
    ended = run([{"code": "A"}, {"code": "B", **ENDED, "channel": "post"}], "--dry-run")
    assert ended.code == 0
    assert "PROCESSING 1, RESOLVED 1" in ended.out
    assert "counter 1, post 1" in ended.out
    assert_nothing()


GOOD = as_csv([{"code": "A", "owner_name": "Nguyễn Thị Ánh Đông"}, {"code": "B", "owner_name": "Lý Mẩy"}])


def windows_1258(text: str) -> bytes:
    """As Windows writes it: the letters with their shape, tones as marks behind them."""
    tones = {"ễ": "ê\u0303", "ị": "i\u0323", "Á": "A\u0301", "ý": "y\u0301", "ẩ": "â\u0309"}
    return "".join(tones.get(letter, letter) for letter in text).encode("cp1258")


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode(),
        GOOD.encode("utf-8-sig"),
        GOOD.encode("utf-16"),
        GOOD.encode("utf-16-le"),
        GOOD.encode("utf-16-be"),
        windows_1258(GOOD),
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", "\t").encode("utf-16"),
        GOOD.replace("\r\n", "\n").rstrip().encode(),
        GOOD.replace("\r\n", "\r").encode(),
        GOOD.replace("\r\n", ",,\r\n").encode(),
        (GOOD + ",,,,,,,,,,,\r\n\r\n").encode(),
        GOOD.upper().replace("NGUYỄN THỊ ÁNH ĐÔNG", "Nguyễn Thị Ánh Đông").replace("LÝ MẨY", "Lý Mẩy").encode(),
    ],
    ids=["utf-8", "mark", "utf-16", "le", "be", "1258", ";", "tab", "lf", "cr", "extra cells", "empty rows", "upper"],
)
def test_files_as_spreadsheets_write_them(content: bytes, run: Run, catalogue: Places) -> None:
    assert run(content).code == 0
    names = Dossier.objects.order_by("code").values_list("owner__name", flat=True)
    assert set(names) == {"Nguyễn Thị Ánh Đông"}  # both rows have the same identity number


def workbook() -> bytes:
    content, book = io.BytesIO(), openpyxl.Workbook()
    book.active.append(["code"])
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "trống"),
        (workbook(), "Excel"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "Excel"),
        (b"%PDF-1.7\0\0\x01\x02 nothing", "văn bản"),
        (GOOD.replace("owner_id", "cccd"), "owner_id"),
        (GOOD.replace("phone", "phone,note", 1), "note"),
        (GOOD.replace("phone", "code", 1), "phone"),
        ("A,1.001193,commune,counter\r\n", "received_at"),
        (GOOD.splitlines()[0], "không có dòng nào"),
    ],
)
def test_a_file_that_cannot_be_read_at_all(content: str | bytes, words: str, run: Run, catalogue: Places) -> None:
    ended = run(content)
    assert (ended.code, ended.told) == (2, "")
    assert ended.last.startswith("ho-so.csv: ")
    assert words in ended.last
    assert_nothing()


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (GOOD.rstrip()[:-30], 3),
        (GOOD.replace("A,1.0", 'A,"1.0'), 2),
        (GOOD.replace("Lý Mẩy", '"Lý" Mẩy'), 3),
        (GOOD.encode()[: GOOD.encode().index("ẩ".encode()) + 1], 3),
        (GOOD.encode().replace("Đông".encode(), b"\xc4ong"), 2),
        (GOOD.replace("Lý Mẩy", "Lý" * 9000), 3),
    ],
    ids=["cut", "quote not closed", "quote inside", "cut inside a letter", "broken letter", "endless line"],
)
def test_a_damaged_row_is_told_and_spoils_no_other(
    content: str | bytes, line: int, run: Run, catalogue: Places
) -> None:
    ended = run(content)
    assert ended.code == 2
    assert [told.split(":")[0] for told in ended.lines] == [f"dòng {line}"]
    assert_nothing()


def test_a_code_of_the_province_or_with_the_ending_of_the_portal_is_understood(run: Run, catalogue: Places) -> None:
    rows = [{"code": "A", "procedure_code": "1.001193.000.00.00.H38"}, {"code": "B", "procedure_code": "1.115689"}]
    rows[1]["level"] = "province"
    codes = set()
    for level in ("province", "commune"):
        rows[1]["level"] = level
        if run(rows).code == 0:
            codes = set(Dossier.objects.values_list("version__procedure__code", flat=True))
    assert codes == {"1.001193", "1.013978"}


def test_owners_are_found_again_by_number_and_nothing_known_is_overwritten(run: Run, catalogue: Places) -> None:
    run([{"code": "A"}])
    same = {"code": "B", "owner_name": "Hạng Thị Làn", "phone": "0900000099"}
    assert run([same, {"code": "C", "owner_id": ""}, {"code": "D", "owner_id": ""}]).code == 0
    known = Dossier.objects.get(code="A").owner
    assert Dossier.objects.get(code="B").owner == known
    assert (known.name, known.phone, known.number) == ("Hạng Thị Lan", "0900000001", "000190000001")
    assert Discrepancy.objects.get().given == "Hạng Thị Làn"
    assert Party.objects.count() == 3


@pytest.mark.parametrize("options", [["--center", "nowhere"], []])
def test_the_command_names_what_is_wrong_with_itself(options: list[str], run: Run, catalogue: Places) -> None:
    ended = run(GOOD, *options, name="thiếu.csv") if options else run(GOOD, "--center")
    assert ended.code == 2
    assert "\n" not in ended.last
