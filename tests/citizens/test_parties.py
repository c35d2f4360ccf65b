"""Parties: found again by number, never overwritten, their numbers unreadable in the database."""

import base64
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from centers.models import AddressUnit
from citizens.actions import PartyIncomplete, find_or_create, prove_account, reencrypt_numbers, settle_discrepancy
from citizens.data import PartyData
from citizens.models import Party
from citizens.queries import by_number, number_hash, open_discrepancies

from .conftest import NOW

AN = PartyData(
    kind="person",
    name="Nguyễn Văn An",
    number="000 090 123 456",
    number_kind="citizen_id",
    birth_date=date(1990, 2, 1),
    phone="0900000001",
)


def test_the_desk_finds_the_person_again_however_the_number_is_spelled(clerk: User) -> None:
    first = find_or_create(AN, at=NOW, by=clerk)
    again = find_or_create(replace(AN, number="000090123456"), at=NOW, by=clerk)
    assert first.pk == again.pk == by_number("000-090-123-456").pk  # type: ignore[union-attr]
    assert Party.objects.count() == 1
    assert first.number == "000090123456"


def test_another_name_under_the_number_is_noted_and_overwrites_nothing(clerk: User) -> None:
    first = find_or_create(AN, at=NOW, by=clerk)
    for _repeat in range(2):
        again = find_or_create(replace(AN, name="Nguyễn Văn Ân"), at=NOW, by=clerk)
    assert again.pk == first.pk
    assert again.name == "Nguyễn Văn An"
    (noted,) = open_discrepancies(first)
    assert (noted.field, noted.given, noted.noticed_by) == ("name", "Nguyễn Văn Ân", clerk)
    settle_discrepancy(noted, at=NOW)
    assert not open_discrepancies(first).exists()


def test_contact_details_given_later_replace_the_older_ones(clerk: User) -> None:
    find_or_create(AN, at=NOW, by=clerk)
    again = find_or_create(replace(AN, phone="0900000002", gender="male"), at=NOW, by=clerk)
    again.refresh_from_db()
    assert (again.phone, again.gender) == ("0900000002", "male")
    kept = find_or_create(replace(AN, phone=""), at=NOW, by=clerk)
    assert kept.phone == "0900000002"
    assert [row.phone for row in again.history.all()] == ["0900000002", "0900000001"]
    assert again.history.first().history_user == clerk


def test_nobody_learns_about_another_person_by_typing_their_number(clerk: User, stranger: User) -> None:
    real = find_or_create(AN, at=NOW, by=clerk)
    typed = find_or_create(replace(AN, phone="", name="Kẻ Tò Mò"), at=NOW, by=stranger)
    assert typed.pk != real.pk
    assert (typed.name, typed.phone, typed.entered_by) == ("Kẻ Tò Mò", "", stranger)
    same_name = find_or_create(replace(AN, phone=""), at=NOW, by=stranger)
    assert same_name.pk != real.pk
    assert same_name.phone == ""
    real.refresh_from_db()
    assert real.phone == "0900000001"
    assert by_number(AN.number).pk == real.pk  # type: ignore[union-attr]


def test_an_account_finds_what_it_entered_itself(citizen: User) -> None:
    first = find_or_create(AN, at=NOW, by=citizen)
    assert find_or_create(AN, at=NOW, by=citizen).pk == first.pk
    assert find_or_create(replace(AN, name="Trần Thị Bình"), at=NOW, by=citizen).pk != first.pk


def test_without_a_number_there_is_always_a_new_party(clerk: User) -> None:
    nameless = replace(AN, number="", number_kind="")
    assert find_or_create(nameless, at=NOW, by=clerk).pk != find_or_create(nameless, at=NOW, by=clerk).pk


def test_the_system_enters_for_the_desk(db: None) -> None:
    assert find_or_create(AN, at=NOW, by=None).entered_by is None


def test_a_party_needs_a_name(clerk: User) -> None:
    with pytest.raises(PartyIncomplete):
        find_or_create(replace(AN, name=" "), at=NOW, by=clerk)


def test_the_same_digits_as_id_and_as_tax_code_are_two_numbers(clerk: User) -> None:
    assert number_hash("citizen_id", "000090123456") != number_hash("tax_code", "000090123456")


def test_the_database_never_holds_the_number_in_the_clear(clerk: User) -> None:
    find_or_create(AN, at=NOW, by=clerk)
    with connection.cursor() as cursor:
        for table in ("citizens_party", "citizens_historicalparty"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            row = str(cursor.fetchall())
            assert "000090123456" not in row
            assert b"000090123456".hex() not in row
            assert "090123456" not in row
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'citizens_historicalparty'"
        )
        assert not {"number_encrypted", "number_hash", "number_key_id"} & {name for (name,) in cursor.fetchall()}


def test_numbers_move_to_a_new_key_and_the_old_key_can_go(clerk: User, settings) -> None:  # type: ignore[no-untyped-def]
    def key(letter: str) -> str:
        return base64.b64encode(letter.encode() * 32).decode()

    settings.HASH_KEY, settings.DATA_KEYS = key("h"), f"a:{key('a')}"
    party = find_or_create(AN, at=NOW, by=clerk)
    nameless = find_or_create(replace(AN, number="", number_kind=""), at=NOW, by=clerk)
    settings.DATA_KEYS = f"b:{key('b')},a:{key('a')}"
    assert reencrypt_numbers() == 1
    assert reencrypt_numbers() == 0
    settings.DATA_KEYS = f"b:{key('b')}"
    party.refresh_from_db()
    nameless.refresh_from_db()
    assert (party.number_key_id, party.number, nameless.number) == ("b", "000090123456", "")
    assert by_number(AN.number) == party


def test_an_account_is_proven_to_be_the_person(clerk: User, citizen: User) -> None:
    party = find_or_create(AN, at=NOW, by=clerk)
    assert not party.is_proven
    proven = prove_account(party, citizen, at=NOW + timedelta(hours=1), by=clerk)
    assert (proven.is_proven, proven.account) == (True, citizen)


@pytest.mark.parametrize(
    "change",
    ["number_hash = ''", "number_kind = ''", "number_encrypted = NULL", "kind = 'ghost'", "account_proven_at = now()"],
)
def test_the_database_refuses_half_a_party(clerk: User, change: str) -> None:
    party = find_or_create(AN, at=NOW, by=clerk)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE citizens_party SET {change} WHERE id = %s", [party.pk])


def test_an_address_reads_from_the_smallest_place_up(clerk: User, places: dict[str, AddressUnit]) -> None:
    party = find_or_create(replace(AN, address_unit=places["03006"], address_line="Tổ 1"), at=NOW, by=clerk)
    assert party.address == "Tổ 1, Phường Sa Pa, Tỉnh Lào Cai"
