from random import Random

import pytest
from django.contrib.auth import authenticate
from pytest_django import Settings

from accounts.models import User
from accounts.roles import POSTED_ROLES, Role
from centers.people import sample_person
from centers.samples import PASSWORD, SamplesRefused, load_samples
from tests.places import AT, Places

pytestmark = pytest.mark.django_db


def test_every_role_has_a_sample_account_that_can_sign_in(places: Places) -> None:
    accounts = load_samples(at=AT)
    assert {account.role for account in accounts} == {*POSTED_ROLES, Role.CITIZEN}
    assert authenticate(username="quay1", password=PASSWORD) == User.objects.get(username="quay1")
    citizens = [account for account in accounts if account.role == Role.CITIZEN]
    assert [account.password for account in citizens] == ["", ""]


def test_samples_are_made_once_and_keep_what_was_changed(places: Places) -> None:
    load_samples(at=AT)
    user = User.objects.get(username="quay1")
    user.set_password("changed-by-somebody")
    user.save()
    count = User.objects.count()
    load_samples(at=AT)
    user.refresh_from_db()
    assert User.objects.count() == count
    assert user.check_password("changed-by-somebody")


def test_samples_are_refused_in_production(places: Places, settings: Settings) -> None:
    settings.IS_LOCAL = False
    with pytest.raises(SamplesRefused):
        load_samples(at=AT)
    assert not User.objects.exists()


def test_synthetic_people_can_never_be_real() -> None:
    rng = Random(1)
    people = [sample_person(rng, commune=commune) for commune in ("03006", "03037", "99999") for _ in range(200)]
    assert all(p.number.startswith("000") and len(p.number) == 12 and p.number.isdigit() for p in people)
    assert all(p.phone.startswith("09000000") and len(p.phone) == 10 for p in people)
    assert all(len(p.full_name.split()) >= 3 and p.address_line for p in people)
    assert len({p.ethnicity for p in people}) >= 4


def test_the_same_seed_gives_the_same_person() -> None:
    assert sample_person(Random(7)) == sample_person(Random(7))
