from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.permissions import Permission
from accounts.roles import Role
from centers import queries
from centers.actions import PostingRefused, appoint, end_posting
from centers.models import Center, Office, Posting, Unit
from centers.reach import StaffContext, staff_of
from tests.personas import Personas, make_staff
from tests.places import AT, Places

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def test_a_posting_counts_from_its_first_to_its_last_day(places: Places) -> None:
    user = make_staff("an")
    posting = appoint(user, Role.COUNTER, office=places.office("tiep-nhan"), since=TODAY)
    end_posting(posting, until=TODAY + timedelta(days=2))
    days = [TODAY + timedelta(days=n) for n in (-1, 0, 2, 3)]
    assert [bool(queries.permissions_of(user, day)) for day in days] == [False, True, True, False]
    assert [len(queries.postings_of(user, day)) for day in days] == [0, 1, 1, 0]


def test_a_leader_reaches_every_office_of_the_ward_and_none_of_the_agencies(personas: Personas) -> None:
    places = personas.places
    own = set(Office.objects.filter(unit=places.sa_pa.unit).values_list("id", flat=True))
    assert queries.offices_of(personas.leader, TODAY) == own
    assert queries.offices_of(personas.administrator, TODAY) == own
    assert places.agency_office("cong-an", "sa-pa").pk not in own
    assert queries.centers_of(personas.leader, TODAY) == {places.sa_pa.pk}


def test_who_leads_a_department_reaches_all_its_offices_and_no_center(places: Places) -> None:
    unit = Unit.objects.get(slug="so-nong-nghiep-va-moi-truong")
    leader = make_staff("giam_doc")
    appoint(leader, Role.LEADER, unit=unit, since=TODAY)
    staff = staff_of(leader, on=TODAY)
    assert staff.office_ids == set(Office.objects.filter(unit=unit).values_list("id", flat=True))
    assert len(staff.office_ids) > 1
    assert staff.center_ids == staff.supervised_center_ids == frozenset()
    assert staff.place == unit.name
    assert staff.may(Permission.STOP_DOSSIERS)


def test_a_commune_is_led_at_its_center_and_a_province_not_at_all(places: Places) -> None:
    for unit in (places.sa_pa.unit, places.province):
        with pytest.raises(PostingRefused):
            appoint(make_staff(f"an_{unit.pk}"), Role.LEADER, unit=unit, since=TODAY)


def test_an_officer_reaches_the_own_office_only(personas: Personas) -> None:
    assert queries.offices_of(personas.officer, TODAY) == {personas.places.office("van-phong").pk}
    assert queries.centers_of(personas.officer, TODAY) == {personas.places.sa_pa.pk}


def test_a_supervisor_has_a_range_of_centers_and_no_office(personas: Personas) -> None:
    assert queries.offices_of(personas.supervisor, TODAY) == frozenset()
    assert set(queries.supervised_centers(personas.supervisor, TODAY)) == set(Center.objects.all())
    assert not queries.supervised_centers(personas.leader, TODAY).exists()


def test_citizens_reach_nothing(personas: Personas) -> None:
    assert staff_of(personas.citizen, on=TODAY) == StaffContext(user=personas.citizen)


def test_two_postings_add_up_and_stay_apart_by_office(places: Places) -> None:
    user = make_staff("an", Role.COUNTER, office=places.office("tiep-nhan"))
    appoint(user, Role.OFFICER, office=places.office("van-phong"), since=TODAY)
    staff = staff_of(user, on=TODAY)
    assert staff.roles_in(places.office("van-phong").pk) == {Role.OFFICER}
    assert staff.offices_with(Permission.RECEIVE_DOSSIERS) == {places.office("tiep-nhan").pk}
    assert staff.centers_with(Permission.RECEIVE_DOSSIERS) == {places.sa_pa.pk}
    assert staff.may(Permission.STOP_DOSSIERS, Permission.WORK_ON_DOSSIERS)
    assert not staff.may(Permission.STOP_DOSSIERS)


def test_reading_the_reach_costs_at_most_three_queries(
    personas: Personas, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    user = personas.leader
    for number, office in enumerate(Office.objects.filter(center=personas.places.sa_pa)):
        appoint(user, Role.OFFICER, office=office, since=date(2026, 1, 1 + number))
    appoint(user, Role.SUPERVISOR, unit=personas.places.province, since=TODAY)
    with django_assert_max_num_queries(3):
        staff = staff_of(user, on=TODAY)
        assert len(staff.postings) > 6
        assert staff.place


def test_people_of_an_office_and_leaders_of_a_center_are_those_in_force(personas: Personas) -> None:
    office = personas.places.office("van-phong")
    assert set(queries.members_of(office, TODAY)) == {personas.officer, personas.head}
    assert list(queries.leaders_of(personas.places.sa_pa, TODAY)) == [personas.leader]
    User.objects.filter(pk=personas.officer.pk).update(is_active=False)
    assert list(queries.members_of(office, TODAY)) == [personas.head]


def test_postings_that_make_no_sense_are_refused(places: Places) -> None:
    staff, citizen = make_staff("an"), User.objects.citizen(email="a@sapa.example", at=AT)
    office = places.office("tiep-nhan")
    with pytest.raises(PostingRefused):
        appoint(citizen, Role.COUNTER, office=office, since=TODAY)
    with pytest.raises(PostingRefused):
        appoint(staff, Role.CITIZEN, office=office, since=TODAY)
    with pytest.raises(PostingRefused):
        appoint(staff, Role.LEADER, office=office, since=TODAY)
    with pytest.raises(PostingRefused):
        appoint(staff, Role.COUNTER, office=office, since=TODAY, until=TODAY - timedelta(days=1))
    with pytest.raises(PostingRefused):
        end_posting(appoint(staff, Role.COUNTER, office=office, since=TODAY), until=TODAY - timedelta(days=1))


@pytest.mark.parametrize(
    "role", [Role.COUNTER, Role.OFFICER, Role.HEAD, Role.LEADER, Role.HELPER, Role.SUPERVISOR, Role.ADMINISTRATOR]
)
def test_the_database_refuses_a_posting_without_its_place(places: Places, role: Role) -> None:
    user = make_staff("an")
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(user=user, role=role, since=TODAY)


def test_the_history_says_who_posted_whom(personas: Personas) -> None:
    posting = appoint(
        personas.officer, Role.HEAD, office=personas.places.office("kinh-te"), since=TODAY, by=personas.administrator
    )
    end_posting(posting, until=TODAY, by=personas.leader)
    users = [row.history_user for row in Posting.history.filter(id=posting.pk).order_by("history_id")]
    assert users == [personas.administrator, personas.leader]
