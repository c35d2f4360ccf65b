"""Lists as spreadsheets: what the page shows, masked, recorded, bounded."""

import tracemalloc
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from citizens.actions import find_or_create
from citizens.data import PartyData
from common.clock import LOCAL_TZ, moved_to
from dossiers import actions
from dossiers.access import actor_for, visible_to
from dossiers.actions.export import LeadersOnly, ReasonNeeded, TooManyRows, Wanted, record_export
from dossiers.exports.masking import Masking
from dossiers.models import Dossier, DossierView, ExportKind, ExportRecord
from policies.catalogue import PolicyKey
from policies.models import Policy
from tests.dossiers.world import World
from tests.exports.sheets import opened, table, take
from tests.personas import make_staff
from tests.places import AT

pytestmark = pytest.mark.django_db
WORKLIST = "/xu-ly/excel/?muc=tat-ca"


def owned(world: World, name: str = "Vàng Thị Mỷ", **known: Any) -> Dossier:
    given = {"number": "000199000001", "number_kind": "citizen_id", "phone": "0900000012", "address_line": "Tổ 3"}
    owner = find_or_create(PartyData(kind="person", name=name, is_sample=True, **{**given, **known}), at=AT, by=None)
    intake = world.intake(owner=owner, submitter=owner)
    return actions.receive_at_counter(intake, at=AT, by=world.actor("counter"))


def test_the_file_has_exactly_the_dossiers_of_the_list_in_its_order(world: World) -> None:
    later, sooner = world.received("month"), world.received("same_day")
    page = opened(take(world.personas.client_of("officer"), "/xu-ly/excel/", AT)).active
    rows = table(page)
    assert [row["Code"] for row in rows] == [sooner.code, later.code]
    assert rows[0]["Due"] == sooner.due_at.astimezone(LOCAL_TZ).replace(tzinfo=None)
    assert (rows[0]["Status"], rows[0]["Owner"], rows[0]["Channel"]) == ("Received", "Hạng Thị Lan", "At the counter")


def test_numbers_phones_and_streets_are_masked_for_everybody_by_default(world: World) -> None:
    owned(world)
    for person in ("counter", "officer", "head", "leader"):
        row = table(opened(take(world.personas.client_of(person), WORKLIST, AT)).active)[0]
        assert row["Identity number or tax code"] == "*********001"
        assert row["Phone number"] == "*******012"
        assert row["Address"] is None
        assert row["Owner"] == "Vàng Thị Mỷ"


def test_a_leader_with_a_reason_takes_everything_and_it_is_remembered(world: World) -> None:
    dossier = owned(world)
    client = world.personas.client_of("leader")
    answer = take(client, WORKLIST, AT, extent="full", reason="kiểm tra đột xuất")
    row = table(opened(answer).active)[0]
    assert (row["Identity number or tax code"], row["Phone number"]) == ("000199000001", "0900000012")
    assert row["Address"] == "Tổ 3"
    record = ExportRecord.objects.get()
    assert (record.is_full, record.reason, record.count) == (True, "kiểm tra đột xuất", 1)
    view = DossierView.objects.get(dossier=dossier)
    assert (view.what, view.user, view.export) == ("export_full", world.personas.leader, record)


def test_the_full_list_needs_a_reason_and_keeps_what_was_chosen(world: World) -> None:
    owned(world)
    answer = take(world.personas.client_of("leader"), WORKLIST, AT, extent="full")
    assert answer.status_code == 422
    assert "it is kept with the export" in answer.content.decode()
    assert answer.context["form"]["extent"].value() == "full"
    assert not ExportRecord.objects.exists()
    assert not DossierView.objects.exists()


@pytest.mark.parametrize("person", ["counter", "officer", "head"])
def test_nobody_but_a_leader_gets_it_in_full_whatever_is_posted(world: World, person: str) -> None:
    owned(world)
    answer = take(world.personas.client_of(person), WORKLIST, AT, extent="full", reason="muốn xem")
    assert table(opened(answer).active)[0]["Phone number"] == "*******012"
    wanted = Wanted(ExportKind.WORKLIST, is_full=True, reason="muốn xem")
    with pytest.raises(LeadersOnly):
        record_export(Dossier.objects.all(), wanted, at=AT, by=world.actor(person))
    assert not DossierView.objects.filter(what="export_full").exists()


def test_a_leader_elsewhere_gets_no_full_data_of_dossiers_that_only_pass_by(world: World) -> None:
    dossier = owned(world)
    by = world.actor("leader")
    elsewhere = make_staff("leader_elsewhere", Role.LEADER, center=world.places.ta_van)
    wanted = Wanted(ExportKind.WORKLIST, is_full=True, reason="phối hợp")
    everything = Dossier.objects.all()
    foreign = actor_for(elsewhere, AT)
    record = record_export(everything, wanted, at=AT, by=foreign)
    assert not Masking.of(record, foreign).shows(dossier)
    assert Masking.of(record_export(everything, wanted, at=AT, by=by), by).shows(dossier)


def test_nothing_that_was_typed_becomes_a_formula(world: World) -> None:
    owned(world, name="=HYPERLINK(0)", number="000199000009", phone="+84900000001", address_line="@SUM(1)")
    owned(world, name="-2+3", number="000199000008")
    answer = take(world.personas.client_of("leader"), WORKLIST, AT, extent="full", reason="thử")
    page = opened(answer, with_values=False).active
    assert [cell.coordinate for row in page.iter_rows() for cell in row if cell.data_type == "f"] == []
    names = {row["Owner"] for row in table(page)}
    assert names == {"'=HYPERLINK(0)", "'-2+3"}
    assert {row["Phone number"] for row in table(page)} == {"'+84900000001", "0900000012"}


def test_one_row_tells_the_export_and_one_each_dossier_in_it(world: World) -> None:
    dossiers = [world.received() for _number in range(3)]
    take(world.personas.client_of("officer"), "/xu-ly/excel/?muc=phong&trang-thai=RECEIVED", AT)
    record = ExportRecord.objects.get()
    assert (record.user, record.what, record.count) == (world.personas.officer, ExportKind.WORKLIST, 3)
    assert record.asked == {"muc": "phong", "trang-thai": "RECEIVED"}
    assert set(record.views.values_list("dossier", flat=True)) == {dossier.pk for dossier in dossiers}
    assert record.at == AT


def test_the_record_forgets_the_number_that_was_searched_for(world: World) -> None:
    owned(world)
    answer = take(world.personas.client_of("officer"), "/xu-ly/excel/?q=000199000001", AT)
    assert len(table(opened(answer).active)) == 1
    assert ExportRecord.objects.get().asked["q"] == "*********001"


def test_a_record_never_changes_and_is_never_deleted(world: World) -> None:
    record = record_export(Dossier.objects.all(), Wanted(ExportKind.WORKLIST), at=AT, by=world.actor("officer"))
    with pytest.raises(DatabaseError), transaction.atomic():
        ExportRecord.objects.filter(pk=record.pk).update(count=7)
    with pytest.raises(DatabaseError), transaction.atomic():
        ExportRecord.objects.filter(pk=record.pk).delete()


def test_the_database_refuses_a_full_export_without_reason(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ExportRecord.objects.create(user=world.personas.leader, what="worklist", is_full=True, count=0, at=AT)
    wanted = Wanted(ExportKind.WORKLIST, is_full=True, reason="  ")
    with pytest.raises(ReasonNeeded):
        record_export(Dossier.objects.all(), wanted, at=AT, by=world.actor("leader"))


def test_a_list_that_is_too_long_is_refused_and_nothing_is_recorded(world: World) -> None:
    for _number in range(3):
        world.received()
    Policy.objects.create(
        key=PolicyKey.EXPORT_MAX_ROWS, value=2, unit="", source="thử", confidence="U", valid_from=AT.date()
    )
    client = world.personas.client_of("officer")
    client.cookies["django_language"] = "en"
    with moved_to(AT):
        assert "more than 2 dossiers" in client.get("/xu-ly/excel/").content.decode()
    answer = take(client, "/xu-ly/excel/", AT)
    assert answer.status_code == 422
    assert "This list has more than 2 dossiers" in answer.content.decode()
    assert not ExportRecord.objects.exists()
    with pytest.raises(TooManyRows):
        record_export(Dossier.objects.all(), Wanted(ExportKind.WORKLIST), at=AT, by=world.actor("officer"))


def test_who_sees_nothing_takes_an_empty_file(world: World) -> None:
    owned(world)
    answer = take(world.personas.client_of("officer_elsewhere"), WORKLIST, AT)
    assert table(opened(answer).active) == []
    assert ExportRecord.objects.get().count == 0


@pytest.mark.parametrize(
    ("queue", "status"), [("cho-tra-loi", "SUBMITTED"), ("cho-tra-ket-qua", "RESOLVED"), ("nhan-hom-nay", "RECEIVED")]
)
def test_each_queue_of_the_counter_can_be_taken(world: World, queue: str, status: str) -> None:
    wanted = world.in_status(status)
    world.in_status("NOT_ACCEPTED")
    rows = table(opened(take(world.personas.client_of("counter"), f"/quay/excel/{queue}/", AT)).active)
    assert [row["Code"] for row in rows] == [wanted.code or f"#{wanted.pk}"]


def test_an_unknown_queue_is_not_found(world: World) -> None:
    assert take(world.personas.client_of("counter"), "/quay/excel/khac/", AT).status_code == 404


def test_looking_at_the_page_before_the_button_takes_and_records_nothing(world: World) -> None:
    owned(world)
    client = world.personas.client_of("officer")
    client.cookies["django_language"] = "en"
    with moved_to(AT):
        page = client.get(WORKLIST).content.decode()
    assert "Dossiers in this list: 1" in page
    assert "Reason" not in page
    assert not ExportRecord.objects.exists()


@pytest.mark.full
def test_many_dossiers_cost_as_many_queries_as_ten_and_little_memory(world: World, full_size: bool) -> None:
    number = 5000 if full_size else 1000
    dossier = world.received()
    client = world.personas.client_of("leader")

    def cost() -> tuple[int, int, int]:
        tracemalloc.start()
        with CaptureQueriesContext(connection) as queries:
            answer = take(client, WORKLIST, AT)
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        rows = ExportRecord.objects.order_by("-id")[0].count
        assert sum(len(piece) for piece in answer.streaming_content) > 1000
        return rows, len(queries), highest

    copies(dossier, 9)
    cost()
    few = cost()
    copies(dossier, number - 10)
    many = cost()
    assert (few[0], many[0]) == (10, number)
    assert many[1] == few[1]
    assert many[2] < 30_000_000
    assert visible_to(world.personas.leader, AT).count() == number


def copies(dossier: Dossier, count: int) -> None:
    """More dossiers like this one, with the access rows of it, by two statements."""
    known = {field.attname: getattr(dossier, field.attname) for field in Dossier._meta.concrete_fields}
    del known["id"]
    last = Dossier.objects.count()
    made = [
        Dossier(
            **{**known, "code": f"C-{last + n}", "secret": f"s{last + n}", "received_at": AT + timedelta(seconds=n)}
        )
        for n in range(count)
    ]
    Dossier.objects.bulk_create(made, batch_size=1000)
    rows = list(dossier.access.all())
    through = type(rows[0])
    given = [(one, row) for one in made for row in rows]
    through.objects.bulk_create(
        [
            through(dossier=one, office_id=row.office_id, ground=row.ground, since=row.since)
            for one, row in given
            if row.office_id
        ],
        batch_size=2000,
    )
