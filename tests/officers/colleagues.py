"""An office with three officers: `officer`, `dua` and `mai`, beside the head of it."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from accounts.models import User
from accounts.roles import Role
from centers.absences import enter_absence
from centers.models import Absence
from dossiers import actions
from dossiers.models import Dossier
from tests.dossiers.world import World
from tests.personas import make_staff
from tests.places import AT

TODAY = AT.date()
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Colleagues:
    world: World
    officer: User
    dua: User
    mai: User

    def absent(self, user: User, stand_in: User, since: date = TODAY, until: date = TODAY + 4 * DAY) -> Absence:
        """An absence that is entered and not settled yet."""
        return enter_absence(
            user, stand_in, since=since, until=until, reason="nghỉ phép", at=AT, by=self.world.personas.head
        )

    def assigned(self, to: User) -> Dossier:
        """A dossier in process that the head has given to somebody."""
        dossier = self.world.processing()
        return actions.assign(dossier, to, at=AT, by=self.world.actor("head"), reason="phân công")


@pytest.fixture
def office(world: World) -> Colleagues:
    place = world.places.office("van-phong")
    dua, mai = (make_staff(name, Role.OFFICER, office=place) for name in ("sung_dua", "tan_mai"))
    return Colleagues(world, world.personas.officer, dua, mai)
