import pytest
from django.db import IntegrityError, transaction

from accounts.models import Kind, User
from accounts.permissions import Permission
from accounts.roles import POSTED_ROLES, ROLES, Role, permissions_of_role
from tests.places import AT

pytestmark = pytest.mark.django_db


def _refused(**changes: object) -> None:
    fields = {
        "kind": Kind.CITIZEN,
        "username": "a@sapa.example",
        "email": "a@sapa.example",
        "password": "!x",
        **changes,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(created_at=AT, **fields)


def test_the_database_knows_three_kinds_only() -> None:
    _refused(kind="robot")


def test_a_citizen_can_never_have_a_password() -> None:
    _refused(password="pbkdf2_sha256$1$salt$hash")


def test_a_citizen_is_known_by_the_address() -> None:
    _refused(username="somebody")


def test_a_staff_login_name_is_no_address() -> None:
    _refused(kind=Kind.STAFF)


def test_a_citizen_account_is_made_once_whatever_the_case_of_letters() -> None:
    first = User.objects.citizen(email="An@Sapa.Example", at=AT)
    assert User.objects.citizen(email="an@sapa.example ", at=AT) == first
    assert not first.has_usable_password()


def test_the_system_is_one_user() -> None:
    assert User.objects.system(at=AT) == User.objects.system(at=AT)


def test_people_are_listed_by_given_name() -> None:
    for number, name in enumerate(["Trần Văn Bình", "Nguyễn Thị Ánh", "Lê Văn An"]):
        User.objects.citizen(email=f"{number}@sapa.example", full_name=name, at=AT)
    assert [u.full_name for u in User.objects.all()] == ["Lê Văn An", "Nguyễn Thị Ánh", "Trần Văn Bình"]


def test_the_history_of_a_user_holds_no_password() -> None:
    staff = User.objects.create_staff(username="an", full_name="Lê Văn An", password="mot-hai-ba-bon", at=AT)
    row = User.history.get(id=staff.pk)
    assert not hasattr(row, "password")
    assert row.full_name == "Lê Văn An"


def test_every_posted_role_may_do_something() -> None:
    assert all(ROLES[role] for role in POSTED_ROLES)
    assert set(ROLES) == set(Role)


def test_every_permission_is_held_by_some_role() -> None:
    assert frozenset().union(*ROLES.values()) == frozenset(Permission)


def test_only_leaders_stop_and_reopen() -> None:
    for permission in (Permission.STOP_DOSSIERS, Permission.REOPEN_DOSSIERS, Permission.APPROVE_SECOND_SUPPLEMENT):
        assert [role for role in Role if permission in permissions_of_role(role)] == [Role.LEADER]
