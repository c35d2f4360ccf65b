"""The old 9-digit number of a card: kept as the number is, and it finds the person."""

import base64
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from citizens import duplicates, merging
from citizens.actions import find_or_create, reencrypt_numbers
from citizens.forms import PartyForm
from citizens.models import Party
from citizens.queries import by_number
from tests.citizens.test_parties import AN, NOW

pytestmark = pytest.mark.django_db
NUMBER, OLD = "000090123456", "000123456"
CARD = replace(AN, old_number=OLD)
TYPED_OLD = replace(AN, number=OLD)


def test_what_the_card_says_is_kept_encrypted_and_finds_the_person(clerk: User) -> None:
    party = find_or_create(CARD, at=NOW, by=clerk)
    assert (party.number, party.old_number) == (NUMBER, OLD)
    assert by_number(OLD) == party
    assert find_or_create(TYPED_OLD, at=NOW, by=clerk) == party
    with connection.cursor() as cursor:
        for table in ("citizens_party", "citizens_historicalparty"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            row = str(cursor.fetchall())
            assert OLD not in row
            assert OLD.encode().hex() not in row


def test_who_was_recorded_under_the_old_number_has_the_new_one_after_the_card(clerk: User) -> None:
    party = find_or_create(TYPED_OLD, at=NOW, by=clerk)
    assert find_or_create(CARD, at=NOW + timedelta(days=1), by=clerk) == party
    party.refresh_from_db()
    assert (party.number, party.old_number) == (NUMBER, OLD)
    assert by_number(NUMBER) == by_number(OLD) == party
    assert Party.objects.count() == 1


def test_an_old_number_finds_nobody_of_another_name_and_nobody_of_two(clerk: User) -> None:
    party = find_or_create(TYPED_OLD, at=NOW, by=clerk)
    other = find_or_create(replace(CARD, name="Trần Thị Bình"), at=NOW, by=clerk)
    assert other != party
    party.refresh_from_db()
    assert party.number == OLD, "somebody else's card renews nothing"
    third = find_or_create(replace(CARD, name="Lê Văn Cường", number="000090123457"), at=NOW, by=clerk)
    assert by_number(OLD) == party, "the number of somebody counts before an old one"
    party.delete()
    assert by_number(OLD) is None
    assert by_number(OLD, name="le van cuong") == third


def test_a_record_of_a_citizen_account_keeps_none(citizen: User, clerk: User) -> None:
    find_or_create(TYPED_OLD, at=NOW, by=clerk)
    typed = find_or_create(CARD, at=NOW, by=citizen)
    assert (typed.entered_by, typed.old_number_hash) == (citizen, "")
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.filter(pk=typed.pk).update(old_number_hash="x")


def test_it_moves_to_a_new_key(clerk: User, settings) -> None:  # type: ignore[no-untyped-def]
    def key(letter: str) -> str:
        return base64.b64encode(letter.encode() * 32).decode()

    settings.HASH_KEY, settings.DATA_KEYS = key("h"), f"a:{key('a')}"
    party = find_or_create(CARD, at=NOW, by=clerk)
    settings.DATA_KEYS = f"b:{key('b')},a:{key('a')}"
    assert (reencrypt_numbers(), reencrypt_numbers()) == (2, 0)
    settings.DATA_KEYS = f"b:{key('b')}"
    party.refresh_from_db()
    assert (party.old_number_key_id, party.old_number) == ("b", OLD)


def test_a_merge_carries_it_and_gives_it_back(clerk: User) -> None:
    drop = find_or_create(CARD, at=NOW, by=clerk)
    keep = find_or_create(replace(AN, number="", number_kind=""), at=NOW, by=clerk)
    merged = merging.merge(keep, drop, at=NOW, by=clerk, reason="cùng một người")
    keep.refresh_from_db()
    assert (keep.number, keep.old_number) == (NUMBER, OLD)
    assert by_number(OLD) == keep
    merging.unmerge(merged, at=NOW, by=clerk, reason="nhầm")
    keep.refresh_from_db()
    assert (keep.number, keep.old_number) == ("", "")
    assert by_number(OLD) == drop


def test_the_records_of_both_numbers_are_offered_and_the_new_one_stays(clerk: User) -> None:
    old = find_or_create(TYPED_OLD, at=NOW, by=clerk)
    new = find_or_create(AN, at=NOW, by=clerk)
    assert find_or_create(CARD, at=NOW, by=clerk) == new
    [pair] = duplicates.probable(Party.objects.all(), similarity=0.6, offset=0, limit=5)
    assert {pair.first, pair.second} == {old.pk, new.pk}
    new.refresh_from_db()
    with pytest.raises(merging.KeepTheNewNumber):
        merging.check(old, new)
    merging.merge(new, old, at=NOW, by=clerk, reason="cùng một người")
    assert by_number(OLD) == new


def test_it_counts_only_with_the_number_of_its_card() -> None:
    said = {"kind": "person", "name": "Nguyễn Văn An", "number": NUMBER, "old_number": f"{NUMBER}|{OLD}"}

    def told(**changed: str) -> str:
        form = PartyForm({**said, **changed}, keeps_old_number=True, ask_again=False)
        assert form.is_valid(), form.errors
        return form.to_data().old_number

    assert told() == OLD
    assert told(number="000090123457") == ""
    assert told(old_number=f"{NUMBER}|12") == ""
    form = PartyForm(said, ask_again=False)
    assert form.is_valid()
    assert form.to_data().old_number == "", "no page but the desk's asks for it"
