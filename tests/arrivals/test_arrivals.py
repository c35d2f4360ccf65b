"""Arrivals as rows: what they need, what never changes, that they count nowhere, and who sees them."""

import json
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.roles import Role
from common import crypto
from common.errors import Refusal
from dossiers import access, actions, arrivals
from dossiers.actions import arrivals as verbs
from dossiers.arrivals import NoSuchArrival, Visitor, visitor_of
from dossiers.codes import next_form_number
from dossiers.lifecycle import ReasonMissing
from dossiers.models import Arrival, Dossier, FormCounter, IssuedForm, LedgerEntry
from dossiers.refusals import REFUSAL_REASONS, BasisMissing, NoSuchReason
from sapa_center.encrypted import move_to_current_key, used_keys
from tests.arrivals.walkins import BASIS, VISITOR, note
from tests.dossiers.world import World
from tests.personas import make_staff
from tests.places import AT

pytestmark = pytest.mark.django_db
OUTCOMES = ("guidance", "02", "03")


def test_it_keeps_what_was_given_and_nothing_of_the_visitor_in_the_clear(world: World) -> None:
    arrival = Arrival.objects.get(pk=note(world.personas, "02", world.versions["days"]).pk)
    assert [(paper["name"], paper["wrong"]) for paper in arrival.papers] == [
        ("Tờ khai", "thiếu chữ ký"),
        ("Giấy chứng sinh", ""),
    ]
    assert (arrival.center, arrival.by, arrival.at) == (world.places.sa_pa, world.personas.counter, AT)
    assert arrival.office == world.places.office("tiep-nhan")
    assert visitor_of(arrival) == VISITOR
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(a)::text FROM dossiers_arrival a")
        kept = str(cursor.fetchone()[0])
    for told in (VISITOR.name, VISITOR.phone, json.dumps(VISITOR.name)[1:-1], VISITOR.name.encode().hex()):
        assert told not in kept


def test_its_forms_are_numbered_with_those_of_dossiers(world: World) -> None:
    personas, days = world.personas, world.versions["days"]
    first = note(personas, "02", days)
    actions.ask_to_complete(world.submitted(), ["Tờ khai"], at=AT, by=world.actor("counter"), reason="thiếu")
    second, refused, guided = note(personas, "02", days), note(personas, "03", days), note(personas, "guidance", days)
    issued = IssuedForm.objects.get(form="02").number
    assert [first.number, issued, second.number, refused.number, guided.number] == [1, 2, 3, 1, None]
    assert next_form_number(world.places.sa_pa.pk, "02", 2026) == 4


def test_none_of_them_counts_as_received(world: World) -> None:
    def counted() -> str:
        written = StringIO()
        call_command("ontime", "--from", "2026-11-01", "--to", "2026-11-30", "--json", stdout=written)
        return written.getvalue()

    world.received()
    before = (counted(), LedgerEntry.objects.count(), Dossier.objects.count())
    for outcome in OUTCOMES:
        note(world.personas, outcome, world.versions["days"])
    assert (counted(), LedgerEntry.objects.count(), Dossier.objects.count()) == before
    assert json.loads(before[0])["total"]["received"]["total"] == 1


@pytest.mark.parametrize(
    ("outcome", "changed", "refusal", "field"),
    [
        ("guidance", {"version": None, "note": " "}, verbs.NothingSaid, "note"),
        ("02", {"version": None}, verbs.ProcedureMissing, "outcome"),
        ("02", {"papers": []}, verbs.NothingMissing, "papers"),
        ("03", {"refusal_code": ""}, NoSuchReason, "refusal_code"),
        ("03", {"refusal_code": "invented"}, NoSuchReason, "refusal_code"),
        ("03", {"legal_basis": " "}, BasisMissing, "legal_basis"),
        ("03", {"reason": " "}, ReasonMissing, "reason"),
    ],
)
def test_what_is_needed_is_asked_for(
    world: World, outcome: str, changed: dict[str, object], refusal: type[Refusal], field: str
) -> None:
    version = changed.pop("version", world.versions["days"])
    with pytest.raises(refusal) as told:
        note(world.personas, outcome, version, **changed)  # type: ignore[arg-type]
    assert told.value.field == field
    assert not Arrival.objects.exists()
    assert not FormCounter.objects.exists()  # no number was used up


def test_a_reason_whose_law_is_known_needs_no_typing(world: World) -> None:
    arrival = note(world.personas, "03", world.versions["days"], refusal_code="improper", legal_basis="")
    assert arrival.legal_basis == REFUSAL_REASONS["improper"].basis == "Điều 8 Nghị định số 118/2025/NĐ-CP"
    own = note(world.personas, "03", world.versions["days"], refusal_code="improper", legal_basis=BASIS)
    assert own.legal_basis == BASIS


def test_the_same_button_twice_is_one_arrival_and_nobody_elses_key(world: World) -> None:
    key = uuid.uuid4()
    first = note(world.personas, "02", world.versions["days"], key=key)
    again = note(world.personas, "02", world.versions["days"], key=key)
    assert (again.pk, Arrival.objects.get().number) == (first.pk, 1)
    colleague = make_staff("colleague", Role.COUNTER, office=world.places.office("tiep-nhan"))
    with pytest.raises(verbs.KeyIsTaken):
        note(world.personas, "02", world.versions["days"], key=key, by=colleague)


@pytest.mark.parametrize(
    "change",
    [
        {"note": "khác"},
        {"papers": []},
        {"outcome": "guidance"},
        {"number": 9},
        {"said": {}},
        {"at": AT + timedelta(hours=1)},
        {"visitor_encrypted": None, "visitor_key_id": ""},
        {"visitor_encrypted": b"other"},
    ],
)
def test_the_database_changes_no_arrival(world: World, change: dict[str, object]) -> None:
    arrival = note(world.personas, "02", world.versions["days"])
    kept = Arrival.objects.values().get()
    with pytest.raises(DatabaseError), transaction.atomic():
        Arrival.objects.filter(pk=arrival.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Arrival.objects.filter(pk=arrival.pk).delete()
    assert Arrival.objects.values().get() == kept


def test_what_came_of_it_is_written_once(world: World) -> None:
    arrival = note(world.personas, "02", world.versions["days"])
    first, second = world.received(), world.received()
    assert verbs.continued_by(arrival, at=AT, dossier=first)
    assert not verbs.continued_by(arrival, at=AT, dossier=second)
    for change in ({"continued_dossier": second}, {"continued_at": None, "continued_dossier": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Arrival.objects.filter(pk=arrival.pk).update(**change)
    arrival.refresh_from_db()
    assert (arrival.continued_dossier, arrival.continued_at) == (first, AT)


def test_a_later_arrival_carries_an_earlier_one_on(world: World) -> None:
    first = note(world.personas, "guidance", None)
    later = note(world.personas, "02", world.versions["days"], at=AT + timedelta(days=1), after=first)
    first.refresh_from_db()
    assert (first.continued_arrival, first.continued_at) == (later, AT + timedelta(days=1))


def test_who_came_moves_to_the_newest_key_and_stays_readable(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    arrival = note(world.personas, "02", world.versions["days"])
    verbs.continued_by(arrival, at=AT, dossier=world.received())
    old = crypto.keyring()
    newer = crypto.Keyring("newer", {**old.keys, "newer": bytes(range(32))}, old.hash_key)
    monkeypatch.setattr(crypto, "keyring", lambda: newer)
    before = used_keys()[old.current]
    moved = move_to_current_key(lambda _text: None)
    assert (moved.visitors, before > 0) == (1, True)
    assert old.current not in used_keys()
    assert visitor_of(Arrival.objects.get()) == VISITOR


def test_without_its_key_a_visitor_is_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    note(world.personas, "02", world.versions["days"])
    old = crypto.keyring()
    other = crypto.Keyring("other", {"other": bytes(range(32))}, old.hash_key)
    monkeypatch.setattr(crypto, "keyring", lambda: other)
    assert visitor_of(Arrival.objects.get()) == Visitor()
    assert verbs.reencrypt_visitors() == 0


def test_only_the_reception_and_its_leaders_see_it(world: World) -> None:
    """A colleague at the same desk and the head of it do, too; offices, other communes and administrators do not."""
    places, personas = world.places, world.personas
    reception, elsewhere = places.office("tiep-nhan"), places.office("tiep-nhan", places.ta_van)
    people = {
        **personas.people,
        "colleague": make_staff("colleague", Role.COUNTER, office=reception),
        "head_of_reception": make_staff("head_of_reception", Role.HEAD, office=reception),
        "counter_elsewhere": make_staff("counter_elsewhere", Role.COUNTER, office=elsewhere),
        "leader_elsewhere": make_staff("leader_elsewhere", Role.LEADER, center=places.ta_van),
        "officer_at_desk": make_staff("officer_at_desk", Role.OFFICER, office=reception),
    }
    arrival = note(personas, "guidance", None)
    seen = set()
    for name, user in people.items():
        try:
            arrivals.arrival_for(access.actor_for(user, AT), arrival.pk)
        except NoSuchArrival:
            continue
        seen.add(name)
    assert seen == {"counter", "colleague", "head_of_reception", "leader"}


@pytest.mark.parametrize("name", ["officer", "leader", "helper", "administrator", "supervisor", "citizen"])
def test_only_who_sits_at_the_desk_notes_it(world: World, name: str) -> None:
    with pytest.raises(verbs.NotAtThisDesk):
        note(world.personas, "guidance", None, by=world.personas.people[name])


def test_nobody_notes_it_at_another_center(world: World) -> None:
    with pytest.raises(verbs.NotAtThisDesk):
        note(world.personas, "guidance", None, center=world.places.ta_van)
