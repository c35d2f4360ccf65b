"""The delivered catalogue with centers and calendars, loaded once per file and rolled back after it."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import transaction

import centers.load
import workcalendar.load
from accounts.models import User
from accounts.roles import Role
from centers.models import Center, Posting
from common.clock import LOCAL_TZ
from common.copying import analyse
from procedures.load import LoadReport
from tests.catalogue import load_catalogue
from tests.kept_rows import made_once

NOW = datetime(2026, 11, 23, 9, 10, tzinfo=LOCAL_TZ)
"""A Monday; Tuesday the 24th is a public holiday."""

PASSWORD = "a-long-password-1"


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[LoadReport]:
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        made_once("all centers", _load_centers, lambda made: None, lambda noted: None)
        report = load_catalogue(at=NOW)
        analyse()
        yield report
        transaction.set_rollback(True)


def _load_centers() -> None:
    workcalendar.load.load(at=NOW)
    centers.load.load(at=NOW)


@pytest.fixture
def catalogue(_loaded: LoadReport, db: None) -> LoadReport:
    return _loaded


@pytest.fixture
def sa_pa(catalogue: LoadReport) -> Center:
    return Center.objects.select_related("unit").get(slug="sa-pa")


@pytest.fixture
def administrator(sa_pa: Center) -> User:
    return staff("quantri-thu", Role.ADMINISTRATOR, sa_pa)


@pytest.fixture
def officer(sa_pa: Center) -> User:
    return staff("canbo-thu", Role.OFFICER, sa_pa)


def staff(username: str, role: Role, center: Center) -> User:
    user = User.objects.create_staff(username=username, full_name="Nguyễn Văn Thử", password=PASSWORD, at=NOW)
    office = center.offices.get(slug="van-phong") if role == Role.OFFICER else None
    Posting.objects.create(
        user=user, role=role, office=office, center=None if office else center, since=NOW.date().replace(day=1)
    )
    return user
