"""Merging records of one person: what moves, what is refused, who sees what afterwards, and the way back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from citizens import merging
from citizens.actions import find_or_create, prove_account
from citizens.bulk import declared, find_or_create_all
from citizens.data import PartyData
from citizens.models import Party, PartyMerge
from citizens.queries import by_number, namesakes
from common.errors import Refusal
from dossiers.access import actor_for, visible_to
from dossiers.actions.digitising import offered
from dossiers.actions.merge import OutsideReach, merge_parties, unmerge_parties
from dossiers.actions.proving import prove_owner
from dossiers.models import DigitisedPaper, Dossier, DossierAccess, MergedDossier
from dossiers.queries.own_data import own_data
from dossiers.queries.worklist import View, Wish, selection
from dossiers.reach import MergeReach
from tests.dossiers.world import World
from tests.dossiers_staff.desk import enclose
from tests.merging.people import BORN, EVERYWHERE, NUMBER, dossier_of, person, twice
from tests.places import AT

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def do(world: World, keep: Party, drop: Party, **given: Any) -> PartyMerge:
    known = {"reach": EVERYWHERE, "at": AT, "by": world.personas.administrator, "reason": "cùng một người"}
    return merge_parties(keep, drop, **{**known, **given})


def undo(world: World, merged: PartyMerge, **given: Any) -> PartyMerge:
    known = {"reach": EVERYWHERE, "at": LATER, "by": world.personas.administrator, "reason": "nhầm người"}
    return unmerge_parties(merged, **{**known, **given})


def owners() -> list[int]:
    return list(Dossier.objects.order_by("pk").values_list("owner", flat=True))


# what a merge does


def test_the_dossiers_move_and_the_record_that_goes_stays_as_a_row(world: World) -> None:
    keep, drop = twice(world)
    merged = do(world, keep, drop)
    assert owners() == [keep.pk, keep.pk]
    drop.refresh_from_db()
    assert (drop.merged_into, drop.name) == (keep, "Vàng thị Mỵ")
    assert not Dossier.objects.filter(submitter=drop).exists()
    moved = MergedDossier.objects.get(merge=merged)
    assert (moved.was_owner, moved.was_submitter) == (True, True)
    assert (merged.by, merged.reason, merged.at) == (world.personas.administrator, "cùng một người", AT)


def test_only_the_part_that_the_person_had_in_a_dossier_moves(world: World) -> None:
    keep, drop = twice(world)
    helped = dossier_of(world, world.owner)
    Dossier.objects.filter(pk=helped.pk).update(submitter=drop)
    do(world, keep, drop)
    helped.refresh_from_db()
    assert (helped.owner, helped.submitter) == (world.owner, keep)


def test_the_chosen_values_are_taken_and_nothing_else(world: World) -> None:
    keep, drop = twice(world)
    merged = do(world, keep, drop, take=["email", "phone"])
    keep.refresh_from_db()
    assert (keep.name, keep.phone, keep.email) == ("Vàng Thị Mỷ", "0900000013", "my@sapa.example")
    assert merged.before == {"phone": "0900000012", "email": ""}


def test_a_number_that_only_the_going_record_has_finds_the_person_afterwards(world: World) -> None:
    drop, keep = twice(world)
    do(world, keep, drop)
    keep.refresh_from_db()
    assert keep.number == NUMBER
    assert by_number(NUMBER) == keep
    again = find_or_create(
        PartyData(kind="person", name="Vàng Thị Mỷ", number=NUMBER, number_kind="citizen_id"), at=LATER, by=None
    )
    assert again == keep


def test_a_spreadsheet_that_is_taken_over_finds_the_kept_record_by_number(world: World) -> None:
    keep, drop = twice(world)
    same = person(number=NUMBER, number_kind="unknown", birth_date=BORN)
    do(world, keep, drop)
    do(world, keep, same)
    found = find_or_create_all([declared("Vàng Thị Mỷ", number=NUMBER)], at=LATER)
    assert found == [keep]
    other_kind = PartyData(kind="person", name="Vàng Thị Mỷ", number=NUMBER, number_kind="unknown")
    assert find_or_create_all([other_kind], at=LATER) != [same]


def test_the_record_that_went_is_found_no_more(world: World) -> None:
    keep, drop = twice(world)
    do(world, keep, drop)
    assert list(namesakes("vang thi my")) == [keep]
    officer = world.personas.officer
    found = selection(officer, [], Wish(view=View.ALL, text="0900000013"), at=LATER)
    assert not found.exists()
    assert selection(officer, [], Wish(view=View.ALL, text=NUMBER), at=LATER).count() == 2


def test_both_histories_name_the_person_who_merged(world: World) -> None:
    keep, drop = twice(world)
    do(world, keep, drop, take=["email"])
    by = world.personas.administrator
    assert keep.history.first().history_user == by
    assert drop.history.first().history_user == by
    assert drop.history.first().merged_into_id == keep.pk


def test_no_event_is_invented_and_no_figure_moves(world: World) -> None:
    keep, drop = twice(world)
    before = list(Dossier.objects.order_by("pk").values("revision", "status", "due_at"))
    events = sum(dossier.events.count() for dossier in Dossier.objects.all())
    do(world, keep, drop)
    assert list(Dossier.objects.order_by("pk").values("revision", "status", "due_at")) == before
    assert sum(dossier.events.count() for dossier in Dossier.objects.all()) == events


# what is refused


def refused(world: World, keep: Party, drop: Party, refusal: type[Refusal], **given: Any) -> None:
    before = owners(), list(Party.objects.order_by("pk").values("name", "merged_into", "account"))
    with pytest.raises(refusal):
        do(world, keep, drop, **given)
    assert (owners(), list(Party.objects.order_by("pk").values("name", "merged_into", "account"))) == before
    assert not PartyMerge.objects.filter(dropped=drop, kept=keep).exists()


def test_a_record_with_itself(world: World) -> None:
    keep, _drop = twice(world)
    refused(world, keep, keep, merging.SameRecord)


def test_a_record_that_was_merged_already(world: World) -> None:
    keep, drop = twice(world)
    third = person("Vàng Thị Mỷ", birth_date=BORN)
    do(world, keep, drop)
    refused(world, third, drop, merging.AlreadyMerged)
    refused(world, drop, third, merging.AlreadyMerged)


def test_a_person_with_an_organisation(world: World) -> None:
    keep, _drop = twice(world)
    shop = find_or_create(PartyData(kind="business", name="Vàng Thị Mỷ", is_sample=True), at=AT, by=None)
    refused(world, keep, shop, merging.DifferentKinds)


def test_different_numbers(world: World) -> None:
    keep, _drop = twice(world)
    refused(world, keep, person(number="000199000002", birth_date=BORN), merging.DifferentNumbers)


def test_the_same_number_of_another_kind_is_no_difference(world: World) -> None:
    keep, _drop = twice(world)
    same = person(number=NUMBER, number_kind="unknown", birth_date=BORN)
    do(world, keep, same)
    keep.refresh_from_db()
    assert (keep.number, keep.number_kind) == (NUMBER, "citizen_id")


def test_what_a_citizen_declared_never_enters_a_record_of_the_desk_or_the_other_way(world: World) -> None:
    keep, _drop = twice(world)
    own = person(by=world.personas.citizen, birth_date=BORN)
    refused(world, keep, own, merging.SelfDeclared)
    refused(world, own, keep, merging.SelfDeclared)


def test_declarations_of_one_account_are_not_merged_either(world: World) -> None:
    citizen = world.personas.citizen
    refused(world, person(by=citizen), person("Vàng Thị My", by=citizen), merging.SelfDeclared)


def test_declarations_of_different_accounts(world: World) -> None:
    one, other = person(by=world.personas.citizen), person(by=world.personas.other_citizen)
    refused(world, one, other, merging.DifferentAccounts)


def test_records_proven_for_different_accounts(world: World) -> None:
    keep, drop = twice(world)
    prove_account(keep, world.personas.citizen, at=AT, by=world.personas.counter)
    prove_account(drop, world.personas.other_citizen, at=AT, by=world.personas.counter)
    refused(world, keep, drop, merging.DifferentProvenAccounts)
    refused(world, drop, keep, merging.DifferentProvenAccounts)


def test_the_proven_record_may_not_go(world: World) -> None:
    keep, drop = twice(world)
    prove_account(drop, world.personas.citizen, at=AT, by=world.personas.counter)
    refused(world, keep, drop, merging.KeepTheProven)
    do(world, drop, keep)


def test_without_a_reason(world: World) -> None:
    keep, drop = twice(world)
    refused(world, keep, drop, merging.ReasonMissing, reason=" ")


def test_a_field_that_nobody_may_choose(world: World) -> None:
    keep, drop = twice(world)
    with pytest.raises(ValueError, match="account"):
        do(world, keep, drop, take=["account"])


def test_people_who_also_have_dossiers_at_another_center(world: World) -> None:
    keep, drop = twice(world)
    here = MergeReach(frozenset({world.places.sa_pa.pk}))
    there = MergeReach(frozenset({world.places.ta_van.pk}))
    refused(world, keep, drop, OutsideReach, reach=there)
    version = world.versions["days"]
    elsewhere = dossier_of(world, drop, version=version)
    Dossier.objects.filter(pk=elsewhere.pk).update(
        receiving_center=world.places.ta_van, deciding_unit=world.places.ta_van.unit
    )
    refused(world, keep, drop, OutsideReach, reach=here)
    refused(world, drop, keep, OutsideReach, reach=here)
    do(world, keep, drop)


def test_nobody_merges_records_without_dossiers_but_the_province(world: World) -> None:
    keep, _drop = twice(world)
    here = MergeReach(frozenset({world.places.sa_pa.pk}))
    refused(world, keep, person("Vàng Thị Mỷ", birth_date=BORN), OutsideReach, reach=here)


# who sees what


def everything_seen(world: World) -> dict[str, set[int]]:
    people = world.personas.people.values()
    return {user.username or user.email: set(visible_to(user, LATER).values_list("pk", flat=True)) for user in people}


def access_rows() -> list[dict[str, Any]]:
    return list(DossierAccess.objects.order_by("pk").values())


def test_a_merge_shows_nobody_more_or_less_not_even_the_proven_account(world: World) -> None:
    keep, drop = twice(world)
    keep = prove_account(keep, world.personas.citizen, at=AT, by=world.personas.counter)
    mine = dossier_of(world, keep)
    before, rows = everything_seen(world), access_rows()
    assert before["citizen@sapa.example"] == {mine.pk}
    merged = do(world, keep, drop)
    assert (everything_seen(world), access_rows()) == (before, rows)
    undo(world, merged)
    assert (everything_seen(world), access_rows()) == (before, rows)


def test_what_comes_after_the_merge_opens_to_the_account_of_the_kept_record(world: World) -> None:
    keep, drop = twice(world)
    prove_account(keep, world.personas.citizen, at=AT, by=world.personas.counter)
    do(world, keep, drop)
    keep.refresh_from_db()
    new = dossier_of(world, keep)
    assert set(visible_to(world.personas.citizen, LATER)) == {new}


def test_another_citizen_who_filed_for_the_person_still_sees_only_that(world: World) -> None:
    keep, drop = twice(world)
    filed = world.submitted()
    do(world, keep, drop)
    assert set(visible_to(world.personas.citizen, LATER)) == {filed}
    assert actor_for(world.personas.citizen, LATER).is_citizen


# the way back


def test_taking_back_returns_dossiers_values_and_number(world: World) -> None:
    drop, keep = twice(world)
    known = Party.objects.order_by("pk").values("name", "phone", "email", "number_hash", "number_kind", "merged_into")
    before = list(known)
    merged = do(world, keep, drop, take=["name", "phone", "email", "birth_date", "address"])
    assert list(known.all()) != before
    undone = undo(world, merged)
    assert list(known.all()) == before
    assert owners() == [drop.pk, keep.pk]
    assert by_number(NUMBER) == drop
    assert (undone.undone_by, undone.undone_reason) == (world.personas.administrator, "nhầm người")
    do(world, drop, keep)


def test_what_was_changed_or_received_since_stays(world: World) -> None:
    keep, drop = twice(world)
    merged = do(world, keep, drop, take=["phone"])
    keep.refresh_from_db()
    keep.phone = "0900000099"
    keep.save()
    new = dossier_of(world, keep)
    undo(world, merged)
    keep.refresh_from_db()
    new.refresh_from_db()
    assert (keep.phone, new.owner) == ("0900000099", keep)
    assert owners() == [keep.pk, drop.pk, keep.pk]


def test_it_is_taken_back_once_and_with_a_reason(world: World) -> None:
    merged = do(world, *twice(world))
    with pytest.raises(merging.UndoReasonMissing):
        undo(world, merged, reason="")
    undo(world, merged)
    with pytest.raises(merging.AlreadyUndone):
        undo(world, merged)


def test_a_merge_whose_kept_record_went_since_waits_for_that_one(world: World) -> None:
    keep, drop = twice(world)
    first = do(world, keep, drop)
    third = person("Vàng Thị Mỷ", birth_date=BORN)
    dossier_of(world, third)
    second = do(world, third, keep)
    with pytest.raises(merging.KeptWasMerged):
        undo(world, first)
    undo(world, second)
    undo(world, first)
    assert owners() == [keep.pk, drop.pk, third.pk]


def test_a_number_that_is_somebody_elses_now_bars_the_way_back(world: World) -> None:
    drop, keep = twice(world)
    merged = do(world, keep, drop)
    keep.refresh_from_db()
    keep.number_kind, keep.number_hash, keep.number_key_id, keep.number_encrypted = "", "", "", None
    keep.save()
    person("Ai Khác", number=NUMBER)
    with pytest.raises(merging.NumberIsTaken):
        undo(world, merged)
    drop.refresh_from_db()
    assert drop.merged_into == keep


def test_only_who_reaches_the_person_takes_it_back(world: World) -> None:
    merged = do(world, *twice(world))
    with pytest.raises(OutsideReach):
        undo(world, merged, reach=MergeReach(frozenset({world.places.ta_van.pk})))
    merged.refresh_from_db()
    assert merged.undone_at is None


# digitised papers


def scanned(world: World, dossier: Dossier, kind: str) -> DigitisedPaper:
    return DigitisedPaper.objects.create(
        paper=enclose(dossier), party=dossier.owner, kind=kind, issuer="Cục C06", at=AT, by=world.personas.officer
    )


def test_digitised_papers_go_with_their_dossier_and_back(world: World) -> None:
    keep, drop = twice(world)
    kept, moved = Dossier.objects.get(owner=keep), Dossier.objects.get(owner=drop)
    scanned(world, kept, "Căn cước")
    there = scanned(world, moved, "Giấy khai sinh")
    merged = do(world, keep, drop)
    there.refresh_from_db()
    assert there.party == keep
    later = scanned(world, Dossier.objects.get(pk=moved.pk), "Giấy kết hôn")
    undo(world, merged)
    assert set(keep.digitised_papers.values_list("kind", flat=True)) == {"Căn cước"}
    assert set(drop.digitised_papers.all()) == {there, later}


def test_a_merge_lists_no_papers_of_the_other_record_to_the_proven_account(world: World) -> None:
    keep, drop = twice(world)
    account = world.personas.citizen
    data = PartyData(kind="person", name=keep.name, number=NUMBER, number_kind="citizen_id")
    keep = prove_owner(data, account, at=AT, by=world.personas.counter)
    own = scanned(world, Dossier.objects.get(owner=keep), "Căn cước")
    scanned(world, Dossier.objects.get(owner=drop), "Giấy khai sinh")
    assert own_data(account, LATER).papers == [own]
    merged = do(world, keep, drop)
    prove_owner(data, account, at=LATER, by=world.personas.counter)
    assert keep.digitised_papers.count() == 2
    assert own_data(account, LATER).papers == [own]
    undo(world, merged)
    assert own_data(account, LATER).papers == [own]


def test_who_was_proven_by_the_number_of_a_mistaken_merge_keeps_nothing_of_the_other_person(world: World) -> None:
    numbered, keep = twice(world)
    account, theirs = world.personas.citizen, Dossier.objects.get(owner=keep)
    merged = do(world, keep, numbered)
    data = PartyData(kind="person", name=numbered.name, number=NUMBER, number_kind="citizen_id")
    assert prove_owner(data, account, at=AT, by=world.personas.counter) == keep
    assert set(visible_to(account, LATER)) == {theirs}
    undo(world, merged)
    assert not visible_to(account, LATER).exists()
    keep.refresh_from_db()
    assert (keep.account, keep.account_proven_at) == (None, None)
    assert prove_owner(data, account, at=LATER, by=world.personas.counter) == numbered
    assert set(visible_to(account, LATER)) == set(Dossier.objects.filter(owner=numbered))


def test_who_was_proven_before_the_merge_stays_proven_when_it_is_taken_back(world: World) -> None:
    keep, drop = twice(world)
    keep = prove_account(keep, world.personas.citizen, at=AT, by=world.personas.counter)
    undo(world, do(world, keep, drop))
    keep.refresh_from_db()
    assert keep.is_proven


def test_the_papers_of_both_records_are_offered_after_a_merge(world: World) -> None:
    keep, drop = twice(world)
    for party, kind in ((keep, "Căn cước"), (drop, "Giấy khai sinh")):
        scanned(world, Dossier.objects.get(owner=party), kind)
    do(world, keep, drop)
    keep.refresh_from_db()
    names = {one.kind for one in offered(dossier_of(world, keep), LATER)}
    assert names == {"Căn cước", "Giấy khai sinh"}


def test_a_digitised_paper_changes_hands_and_nothing_else(world: World) -> None:
    keep, drop = twice(world)
    one = scanned(world, Dossier.objects.get(owner=drop), "Căn cước")
    rows = DigitisedPaper.objects.filter(pk=one.pk)
    for change in ({"kind": "Khác"}, {"issuer": "Khác", "party": keep}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows._raw_delete(rows.db)
    assert rows.update(party=keep) == 1


# what the database refuses


def test_the_database_refuses_a_merge_without_reason_or_with_itself(world: World) -> None:
    keep, drop = twice(world)
    by = world.personas.administrator
    for wrong in ({"reason": ""}, {"dropped": keep}):
        row = {"kept": keep, "dropped": drop, "at": AT, "by": by, "reason": "x", **wrong}
        with pytest.raises(IntegrityError), transaction.atomic():
            PartyMerge.objects.create(**row)
    own = person(by=world.personas.citizen)
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.filter(pk=own.pk).update(merged_into=keep)


def test_every_row_that_points_to_a_party_is_known_to_the_merge() -> None:
    """A new foreign key to Party must be moved by a merge too, or be named here."""
    pointing = {
        f"{relation.related_model.__name__}.{relation.field.name}"
        for relation in Party._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and relation.related_model is not None
    }
    assert pointing == {
        "Dossier.owner",
        "Dossier.submitter",
        "Discrepancy.party",
        "Party.merged_into",
        "HistoricalParty.merged_into",
        "PartyMerge.kept",
        "PartyMerge.dropped",
        "DifferentPeople.first",
        "DifferentPeople.second",
        "DigitisedPaper.party",
    }
