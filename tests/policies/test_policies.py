"""Policies: typed values from a date on, never backwards, with source and confidence."""

import re
from collections import Counter
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from common.clock import start_of_day
from policies import catalogue, queries
from policies.actions import ChangesThePast, change
from policies.catalogue import CATALOGUE, Confidence, PolicyKey, ValueKind, joined
from policies.load import load
from policies.models import Policy
from policies.queries import number, overview, share, text, time_of_day, value
from policies.values import PolicyValueInvalid, checked, read

TODAY = date(2026, 11, 22)
AT = start_of_day(TODAY) + timedelta(hours=9)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _nothing_kept():
    queries.forget()
    yield
    queries.forget()


def set_policy(key: PolicyKey, new: object, valid_from: date = TODAY, **rest: object) -> Policy:
    return change(key=key, value=new, valid_from=valid_from, by=None, at=AT, **rest)


def test_every_key_is_in_the_catalogue_with_a_default_that_passes_its_own_check():
    assert set(CATALOGUE) == set(PolicyKey)
    for key, entry in CATALOGUE.items():
        assert checked(key, entry.default) == entry.default, key
        assert entry.source
        assert str(entry.label)


def test_every_key_is_written_in_exactly_one_row_of_one_module():
    modules = Path(catalogue.__file__).parent.glob("*.py")
    written = [key for module in modules for key in re.findall(r"^    PolicyKey\.(\w+): ", module.read_text(), re.M)]

    assert Counter(written) == Counter(key.name for key in PolicyKey)


def test_a_key_in_two_modules_or_in_none_is_refused():
    key = PolicyKey.UPLOAD_MAX_MB
    without = {other: entry for other, entry in CATALOGUE.items() if other is not key}

    assert list(joined({key: CATALOGUE[key]}, without)) == list(PolicyKey)
    for parts in ((CATALOGUE, {key: CATALOGUE[key]}), (without,)):
        with pytest.raises(ValueError, match="UPLOAD_MAX_MB"):
            joined(*parts)


@pytest.mark.django_db
def test_without_rows_the_defaults_apply():
    assert number(PolicyKey.ONLINE_FIRST_ANSWER_HOURS, on=TODAY) == 8
    assert time_of_day(PolicyKey.SAMEDAY_CUTOFF, on=TODAY) == time(15)
    assert share(PolicyKey.DUE_SOON_SHARE, on=TODAY) == 0.2
    assert text(PolicyKey.ONLINE_FILING, on=TODAY) == "here"
    assert value(PolicyKey.SUPPLEMENT_LAPSE_DAYS, on=TODAY) is None
    assert value(PolicyKey.KPI_BANDS, on=TODAY) == (90, 80, 70, 50)


@pytest.mark.django_db
def test_loading_writes_every_policy_once_and_changes_no_value():
    defaults = {key: value(key, on=TODAY) for key in PolicyKey}

    assert load() == len(PolicyKey)
    assert load() == 0

    assert {key: value(key, on=TODAY) for key in PolicyKey} == defaults
    assert Policy.objects.get(key=PolicyKey.APOLOGY_LEAD_DAYS).confidence == Confidence.PREDECESSOR


@pytest.mark.django_db
def test_loading_never_overwrites_what_was_changed():
    set_policy(PolicyKey.UPLOAD_MAX_MB, 12)

    load()

    assert number(PolicyKey.UPLOAD_MAX_MB, on=TODAY) == 12


@pytest.mark.django_db
def test_a_change_takes_effect_from_its_date():
    load()

    set_policy(PolicyKey.SAMEDAY_CUTOFF, "14:30", valid_from=TOMORROW)

    assert time_of_day(PolicyKey.SAMEDAY_CUTOFF, on=TODAY) == time(15)
    assert time_of_day(PolicyKey.SAMEDAY_CUTOFF, on=TOMORROW) == time(14, 30)


@pytest.mark.django_db
def test_a_change_of_the_past_is_refused_and_leaves_no_row():
    with pytest.raises(ChangesThePast) as refused:
        set_policy(PolicyKey.UPLOAD_MAX_MB, 12, valid_from=TODAY - timedelta(days=1))

    assert refused.value.field == "valid_from"
    assert not Policy.objects.exists()


@pytest.mark.django_db
def test_a_second_change_for_the_same_date_replaces_the_first_and_history_keeps_both():
    set_policy(PolicyKey.UPLOAD_MAX_MB, 12, valid_from=TOMORROW)
    row = set_policy(PolicyKey.UPLOAD_MAX_MB, 15, valid_from=TOMORROW)

    assert Policy.objects.get(key=PolicyKey.UPLOAD_MAX_MB).value == 15
    assert [entry.value for entry in row.history.order_by("history_id")] == [12, 15]


@pytest.mark.django_db
def test_source_and_confidence_stay_unless_given():
    load()
    kept = set_policy(PolicyKey.APOLOGY_MAX_TIMES, 2)
    given = set_policy(PolicyKey.SUPPLEMENT_LAPSE_DAYS, 30, source="Quyết định thử", confidence=Confidence.CONFIRMED)

    assert (kept.source, kept.confidence) == ("Nghị định 61/2018/NĐ-CP, Điều 19", "P")
    assert (given.source, given.confidence) == ("Quyết định thử", "C")


@pytest.mark.django_db
def test_who_changed_a_policy_is_kept(django_user_model: type):
    clerk = django_user_model.objects.create_staff(
        username="thu", full_name="Người Thử", password="mật khẩu thử 1", at=AT
    )

    row = change(key=PolicyKey.UPLOAD_MAX_MB, value=7, valid_from=TODAY, by=clerk, at=AT)

    assert row.history.get().history_user == clerk


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        (PolicyKey.ONLINE_FIRST_ANSWER_HOURS, "acht"),
        (PolicyKey.ONLINE_FIRST_ANSWER_HOURS, 0),
        (PolicyKey.ONLINE_FIRST_ANSWER_HOURS, None),
        (PolicyKey.ONLINE_FIRST_ANSWER_HOURS, 8.5),
        (PolicyKey.DUE_SOON_SHARE, "1,2"),
        (PolicyKey.DUE_SOON_SHARE, "nan"),
        (PolicyKey.SAMEDAY_CUTOFF, "25:00"),
        (PolicyKey.SAMEDAY_CUTOFF, "15:00+07:00"),
        (PolicyKey.ONLINE_FILING, "elsewhere"),
        (PolicyKey.KPI_BANDS, "90, 80, 70"),
        (PolicyKey.RESULT_REMINDER_DAYS, []),
        (PolicyKey.RESULT_REMINDER_DAYS, "3, 0"),
        (PolicyKey.CODE_PATTERN, "{unit_id}-{seq}"),
        (PolicyKey.CODE_PATTERN, "{unit_id}-{date:%y%m%d}-{seq:04d}-{name}"),
        (PolicyKey.CODE_PATTERN, "{unit_id.x}-{date}-{seq}"),
        (PolicyKey.CODE_PATTERN, "{unit_id}-{date}-{seq"),
        (PolicyKey.LEGAL_FORM_REFERENCE, "   "),
    ],
)
def test_a_value_that_the_policy_cannot_have_is_refused_beside_its_field(key: PolicyKey, wrong: object):
    with pytest.raises(PolicyValueInvalid) as refused:
        checked(key, wrong)

    assert refused.value.field == "value"
    assert str(refused.value)


@pytest.mark.parametrize(
    ("key", "typed", "used"),
    [
        (PolicyKey.ONLINE_FIRST_ANSWER_HOURS, " 16 ", 16),
        (PolicyKey.DUE_SOON_SHARE, "0,25", 0.25),
        (PolicyKey.SAMEDAY_CUTOFF, time(14, 30), time(14, 30)),
        (PolicyKey.RESULT_REMINDER_DAYS, "5; 15, 45", (5, 15, 45)),
        (PolicyKey.SUPPLEMENT_LAPSE_DAYS, "", None),
        (PolicyKey.CODE_PATTERN, "{unit_id}.{date:%Y%m%d}.{seq:07d}", "{unit_id}.{date:%Y%m%d}.{seq:07d}"),
    ],
)
def test_a_value_as_typed_is_read_as_code_uses_it(key: PolicyKey, typed: object, used: object):
    assert read(key, checked(key, typed)) == used


@pytest.mark.django_db
def test_a_question_of_the_wrong_kind_is_a_programming_error():
    with pytest.raises(TypeError):
        number(PolicyKey.SAMEDAY_CUTOFF, on=TODAY)
    with pytest.raises(TypeError):
        number(PolicyKey.SUPPLEMENT_LAPSE_DAYS, on=TODAY)


@pytest.mark.django_db(transaction=True)
def test_all_policies_are_read_at_once_and_kept(django_assert_num_queries):
    with django_assert_num_queries(1):
        for key in PolicyKey:
            value(key, on=TODAY)


@pytest.mark.django_db(transaction=True)
def test_a_committed_change_is_seen_at_once():
    assert number(PolicyKey.UPLOAD_MAX_MB, on=TODAY) == 6

    set_policy(PolicyKey.UPLOAD_MAX_MB, 9)

    assert number(PolicyKey.UPLOAD_MAX_MB, on=TODAY) == 9


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_is_seen_only_inside_its_transaction():
    number(PolicyKey.UPLOAD_MAX_MB, on=TODAY)

    with transaction.atomic():
        set_policy(PolicyKey.UPLOAD_MAX_MB, 9)
        inside = number(PolicyKey.UPLOAD_MAX_MB, on=TODAY)
        transaction.set_rollback(True)

    assert (inside, number(PolicyKey.UPLOAD_MAX_MB, on=TODAY)) == (9, 6)


@pytest.mark.django_db
def test_the_overview_shows_each_policy_with_what_is_coming():
    load()
    set_policy(PolicyKey.UPLOAD_MAX_MB, 9, valid_from=TOMORROW)

    lines = {line.key: line for line in overview(on=TODAY)}

    assert list(lines) == list(CATALOGUE)
    line = lines[PolicyKey.UPLOAD_MAX_MB]
    assert (line.value, line.next_value, line.next_from) == (6, 9, TOMORROW)
    assert lines[PolicyKey.SUPPLEMENT_LAPSE_DAYS].confidence == Confidence.UNKNOWN


@pytest.mark.django_db
def test_the_database_refuses_a_policy_without_source_or_with_unknown_confidence():
    for wrong in ({"source": ""}, {"confidence": "X"}):
        row = {"key": "upload.max_mb", "value": 1, "source": "x", "confidence": "U", "valid_from": TODAY} | wrong
        with pytest.raises(IntegrityError), transaction.atomic():
            Policy.objects.create(**row)


def test_times_are_stored_as_text():
    assert checked(PolicyKey.SAMEDAY_CUTOFF, time(9, 5)) == "09:05"
    assert CATALOGUE[PolicyKey.SAMEDAY_CUTOFF].kind is ValueKind.TIME
