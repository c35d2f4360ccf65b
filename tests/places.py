"""A small Lào Cai for tests: the province with its bodies, Sa Pa and Tả Van with their offices, and the calendar."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from centers.load import load_places
from centers.models import Center, Office, Unit
from centers.queries import province
from common.clock import LOCAL_TZ
from tests.kept_rows import made_once
from workcalendar.load import load as load_calendars

AT = datetime(2026, 11, 19, 9, 10, tzinfo=LOCAL_TZ)  # a Thursday, during office hours


@dataclass(frozen=True)
class Places:
    province: Unit
    sa_pa: Center
    ta_van: Center

    def office(self, slug: str, center: Center | None = None) -> Office:
        """An office of the commune unit of a center (Sa Pa unless told), by slug: "van-phong", "tiep-nhan"."""
        return Office.objects.get(unit=(center or self.sa_pa).unit, slug=slug)

    def agency_office(self, unit_slug: str, slug: str) -> Office:
        """An office of a department or agency: ("cong-an", "sa-pa")."""
        return Office.objects.get(unit__slug=unit_slug, slug=slug)


@pytest.fixture
def places(db: None) -> Places:
    return make_places()


def make_places() -> Places:
    return made_once("places", _loaded_places, lambda made: None, lambda noted: _places())


def _loaded_places() -> Places:
    load_calendars(at=AT)
    load_places(at=AT, communes={"03006", "03037"})
    return _places()


def _places() -> Places:
    return Places(province(), Center.objects.get(slug="sa-pa"), Center.objects.get(slug="ta-van"))
