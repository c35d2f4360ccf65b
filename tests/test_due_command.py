"""`manage.py due`: the worked examples as JSON, the explanation, and what it says to bad input."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

from centers.management.commands.due import Command
from common.clock import start_of_day
from tests.places import Places, places  # noqa: F401  a fixture
from tests.workcalendar.examples import Example, examples
from workcalendar import reference
from workcalendar.actions import note_day
from workcalendar.engine import DayKind, Unit
from workcalendar.models import Calendar, DayStatus

pytestmark = pytest.mark.django_db
A_CASE = ("--received", "2026-11-19T09:10", "--allow", "5", "--unit", "working_days")


def due(*arguments: str) -> str:
    out = StringIO()
    call_command("due", *arguments, stdout=out)
    return out.getvalue()


def answer(*arguments: str) -> dict:
    return json.loads(due(*arguments, "--json"))


def arguments_of(example: Example) -> list[str]:
    allowance = example.allowance
    arguments = ["--received", f"{example.received:%Y-%m-%dT%H:%M}", "--unit", allowance.unit]
    if allowance.unit.has_quantity:
        arguments += ["--allow", str(allowance.quantity)]
    if allowance.cutoff:
        arguments += ["--cutoff", f"{allowance.cutoff:%H:%M}"]
    for pause in example.pauses:
        arguments += ["--pause", f"{pause.start:%Y-%m-%dT%H:%M}/{pause.end:%Y-%m-%dT%H:%M}"]
    return arguments


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.number)
def test_a_worked_example_as_json(example: Example):
    found = answer(*arguments_of(example))

    assert found["starts_at"] == example.starts_at.isoformat()
    assert found["due_at"] == example.due_at.isoformat()
    assert found["apology_by"] == (example.apology_by.isoformat() if example.apology_by else None)
    assert found["steps"]
    assert set(found) == {"starts_at", "due_at", "apology_by", "steps"}


def test_moments_are_local_and_carry_the_offset():
    assert answer(*A_CASE)["due_at"] == "2026-11-27T09:10:00+07:00"
    assert answer("--received", "2026-11-19T02:10Z", *A_CASE[2:])["due_at"] == "2026-11-27T09:10:00+07:00"


def test_without_json_it_tells_the_explanation():
    text = due(*A_CASE, "--language", "en")

    assert "Not a working day: Tuesday 24/11/2026, Ngày Văn hóa Việt Nam" in text
    assert "Result due: 09:10 on Friday 27/11/2026." in text


def test_without_a_cut_off_it_is_three_in_the_afternoon():
    same_day = ("--unit", "same_day", "--received")

    assert answer(*same_day, "2026-11-23T15:00")["due_at"] == "2026-11-23T17:00:00+07:00"
    assert answer(*same_day, "2026-11-23T15:01")["due_at"] == "2026-11-25T17:00:00+07:00"


def test_without_a_center_the_calendar_of_the_province_in_the_database_counts(places: Places):  # noqa: F811
    take_off(Calendar.objects.get(slug=reference.PROVINCE), date(2026, 11, 20))

    assert answer(*A_CASE)["due_at"] == "2026-11-30T09:10:00+07:00"


def test_with_a_center_its_own_calendar_counts(places: Places):  # noqa: F811
    own = Calendar.objects.create(
        slug="sa-pa", name="Phường Sa Pa", parent=Calendar.objects.get(slug=reference.PROVINCE)
    )
    take_off(own, date(2026, 11, 20))
    places.sa_pa.calendar = own
    places.sa_pa.save()

    assert answer(*A_CASE, "--center", "sa-pa")["due_at"] == "2026-11-30T09:10:00+07:00"
    assert answer(*A_CASE, "--center", "ta-van")["due_at"] == "2026-11-27T09:10:00+07:00"


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (("--received", "gestern", *A_CASE[2:]), "2026-11-19T09:10"),
        (("--received", "2026-11-19", *A_CASE[2:]), "2026-11-19T09:10"),
        (("--received", "2026-02-30T09:10", *A_CASE[2:]), "2026-11-19T09:10"),
        (("--received", "2024-11-19T09:10", *A_CASE[2:]), "01/01/2025"),
        ((*A_CASE[:3], "0", *A_CASE[4:]), "--allow"),
        ((*A_CASE[:3], "five", *A_CASE[4:]), "--allow"),
        ((*A_CASE[:3], "1000", *A_CASE[4:]), "31/12/2027"),
        ((*A_CASE[:2], *A_CASE[4:]), "--allow 5"),
        ((*A_CASE[:5], "weeks"), ", ".join(Unit)),
        ((*A_CASE[:5], "same_day", "--cutoff", "3pm"), "15:00"),
        ((*A_CASE, "--pause", "2026-11-20T10:00"), "FROM/TO"),
        ((*A_CASE, "--pause", "2026-11-20T10:00/"), "2026-11-19T09:10"),
        ((*A_CASE, "--pause", "2026-11-20T10:00/2026-11-20T09:00"), ""),
        ((*A_CASE, "--pause", "2026-11-18T10:00/2026-11-20T09:00"), "--pause"),
        ((*A_CASE, "--pause", "2026-11-20T10:00/2026-11-23T09:00", "--pause", "2026-11-22T10:00/2026-11-23T10:00"), ""),
        ((*A_CASE, "--center", "atlantis"), "atlantis"),
        (A_CASE[2:], "--received"),
        ((*A_CASE, "--nonsense"), "--nonsense"),
    ],
)
def test_bad_input_ends_with_code_2_and_one_line_that_says_what_to_do(arguments: tuple[str, ...], advice: str):
    with pytest.raises(CommandError) as refused:
        due(*arguments)

    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)
    assert advice in str(refused.value)


def test_at_the_command_line_too_a_missing_option_is_one_line_and_code_2(capsys: pytest.CaptureFixture[str]):
    command: BaseCommand = Command()

    with pytest.raises(SystemExit) as ended:
        command.run_from_argv(["manage.py", "due", "--unit", "working_days"])

    output = capsys.readouterr()
    assert ended.value.code == 2
    assert output.out == ""
    assert len(output.err.splitlines()) == 1
    assert "--received" in output.err


def take_off(calendar: Calendar, day: date) -> None:
    note_day(
        calendar=calendar,
        day=day,
        kind=DayKind.OFF,
        reason="Ngày thử",
        source="Công văn thử",
        status=DayStatus.OFFICIAL,
        by=None,
        at=start_of_day(day) - timedelta(days=30),
    )
