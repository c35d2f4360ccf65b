"""Received at Tả Van, decided at Sa Pa, returned at Bản Hồ: who sees it when, who may act, whose minutes they are."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from centers.load import load_places
from centers.models import Center, Office
from common.clock import local_date
from common.errors import Refusal
from dossiers import access, actions, custody, verify
from dossiers.calendars import SHELF
from dossiers.models import Dossier, DossierView
from dossiers.queries.worklist import View, Wish, worklist
from reports.measures import By
from reports.queries import figures
from tests.dossiers.world import World, world
from tests.dossiers_staff.desk import typed
from tests.personas import make_staff, sign_in
from tests.places import AT

__all__ = ["world"]

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
COMMUNES = ("sa_pa", "ta_van", "ban_ho", "fourth")


@dataclass
class Stage:
    """Four communes with a counter, an officer and a leader each, and one dossier on its way."""

    centers: dict[str, Center]
    people: dict[str, User] = field(default_factory=dict)
    dossier: Dossier = field(init=False)

    def seen_by(self, at: datetime) -> set[str]:
        return {
            name
            for name, user in self.people.items()
            if access.visible_to(user, at).filter(pk=self.dossier.pk).exists()
        }

    def acting(self, at: datetime) -> set[str]:
        """The communes whose offices may act."""
        offices = access.acting_offices(self.dossier, at)
        return {name for name, center in self.centers.items() if center.offices.filter(pk__in=offices).exists()}

    def office(self, commune: str, slug: str) -> Office:
        return Office.objects.get(center=self.centers[commune], slug=slug)


@pytest.fixture
def stage(world: World) -> Stage:
    load_places(at=AT, communes={"03006", "03037", "03043", "03046"})
    places = world.places
    ban_ho, fourth = Center.objects.get(slug="ban-ho"), Center.objects.get(unit__code="03043")
    stage = Stage({"sa_pa": places.sa_pa, "ta_van": places.ta_van, "ban_ho": ban_ho, "fourth": fourth})
    for name in COMMUNES:
        stage.people |= {
            f"counter {name}": make_staff(f"quay_{name}", Role.COUNTER, office=stage.office(name, "tiep-nhan")),
            f"officer {name}": make_staff(f"canbo_{name}", Role.OFFICER, office=stage.office(name, "van-phong")),
            f"leader {name}": make_staff(f"lanhdao_{name}", Role.LEADER, center=stage.centers[name]),
        }
    stage.people["supervisor"] = world.personas.supervisor
    intake = world.intake(
        receiving_center=stage.centers["ta_van"],
        deciding_center=stage.centers["sa_pa"],
        return_center=stage.centers["ban_ho"],
    )
    stage.dossier = actions.receive_at_counter(intake, at=AT, by=access.actor_for(stage.people["counter ta_van"], AT))
    return stage


def of(*communes: str) -> set[str]:
    return {f"{role} {name}" for role in ("counter", "officer", "leader") for name in communes}


RECEIVERS = {"counter ta_van", "leader ta_van"}
DECIDERS = {"officer sa_pa", "leader sa_pa"}
RETURNERS = {"counter ban_ho", "leader ban_ho"}


def test_each_sees_what_it_should_when_it_should(stage: Stage) -> None:
    dossier, people = stage.dossier, stage.people
    officer, returner = (access.actor_for(people[name], AT) for name in ("officer sa_pa", "counter ban_ho"))
    assert stage.seen_by(AT) == RECEIVERS | DECIDERS | {"supervisor"}
    dossier = actions.confirm_hand_over(dossier, at=AT + HOUR, by=officer)
    dossier = actions.start(dossier, at=AT + HOUR, by=officer)
    assert stage.seen_by(AT + HOUR) == RECEIVERS | DECIDERS | {"supervisor"}
    dossier = actions.resolve(dossier, at=AT + 2 * HOUR, by=officer)
    resolved = RECEIVERS | DECIDERS | RETURNERS | {"supervisor"}
    assert stage.seen_by(AT + 2 * HOUR) == resolved
    assert stage.seen_by(AT + 2 * HOUR - timedelta(minutes=1)) == RECEIVERS | DECIDERS | {"supervisor"}
    dossier = actions.deliver(dossier, "Hạng Thị Lan", at=AT + 30 * HOUR, by=returner)
    assert dossier.status == "DELIVERED"
    assert stage.seen_by(AT + 30 * HOUR) == resolved
    assert not any("fourth" in name for name in stage.seen_by(AT + 300 * HOUR))


def test_the_right_to_act_goes_with_the_dossier(stage: Stage) -> None:
    dossier, people = stage.dossier, stage.people
    officer = access.actor_for(people["officer sa_pa"], AT)
    for name in ("officer ta_van", "officer ban_ho", "officer fourth", "counter sa_pa"):
        with pytest.raises(Refusal):
            actions.start(dossier, at=AT, by=access.actor_for(people[name], AT))
    dossier = actions.start(dossier, at=AT + HOUR, by=officer)
    stage.dossier = dossier = actions.resolve(dossier, at=AT + 2 * HOUR, by=officer)
    assert "ban_ho" in stage.acting(AT + 3 * HOUR)
    for name in ("counter ta_van", "counter sa_pa", "counter fourth"):
        with pytest.raises(Refusal):
            actions.deliver(dossier, "x", at=AT + 3 * HOUR, by=access.actor_for(people[name], AT))
    assert actions.deliver(dossier, "x", at=AT + 3 * HOUR, by=access.actor_for(people["counter ban_ho"], AT))


def test_pages_and_lists_follow_the_same_rows(stage: Stage) -> None:
    before = {"counter ta_van": 200, "officer sa_pa": 200, "counter ban_ho": 404, "officer fourth": 404}
    for name, status in before.items():
        client = Client()
        sign_in(client, stage.people[name])
        response = client.get(f"/xu-ly/ho-so/{stage.dossier.pk}/")
        assert response.status_code == status, name
        listed = client.get("/xu-ly/?muc=tat-ca").content.decode()
        assert (str(stage.dossier.code) in listed) == (status == 200), name
        slip = client.get(f"/quay/ho-so/{stage.dossier.pk}/giay-tiep-nhan.pdf")
        assert slip.status_code in ({200, 403} if status == 200 else {403, 404}), name
    assert not DossierView.objects.filter(user=stage.people["officer fourth"]).exists()


def test_it_counts_for_who_received_it_and_for_who_decides_it(stage: Stage) -> None:
    day = local_date(AT)

    def received(name: str, by: By) -> int:
        return figures(stage.centers[name], day, day, by, at=AT)["total"].received.total

    assert [received(name, By.RECEIVING) for name in COMMUNES] == [0, 1, 0, 0]
    assert [received(name, By.DECIDING) for name in COMMUNES] == [1, 0, 0, 0]
    assert verify.verify_ledger().is_clean


def test_three_legs_add_up_to_the_whole(stage: Stage) -> None:
    people, end = stage.people, AT + 26 * HOUR
    officer, returner = (access.actor_for(people[name], AT) for name in ("officer sa_pa", "counter ban_ho"))
    dossier = actions.confirm_hand_over(stage.dossier, at=AT + HOUR, by=officer)
    dossier = actions.start(dossier, at=AT + HOUR, by=officer)
    dossier = actions.resolve(dossier, at=AT + 5 * HOUR, by=officer)
    dossier = actions.confirm_hand_over(dossier, at=AT + 24 * HOUR, by=returner)
    dossier = actions.deliver(dossier, "Hạng Thị Lan", at=end, by=returner)
    legs = list(dossier.legs.order_by("number"))
    calendar = SHELF[dossier.calendar_version_id]
    had = custody.held(legs, calendar, end)
    assert [leg.office.center for leg in legs] == [stage.centers[name] for name in ("ta_van", "sa_pa", "ban_ho")]
    assert sum(one.minutes for one in had) == calendar.working_minutes_between(AT, end)
    assert had[0].minutes == 60
    assert all(one.minutes for one in had)


def test_what_is_on_its_way_is_confirmed_in_one_go(stage: Stage) -> None:
    person, sender = stage.people["officer sa_pa"], stage.people["counter ta_van"]
    client = Client()
    sign_in(client, person)
    assert "ho-so" in client.get("/xu-ly/?muc=cho-xac-nhan").content.decode()
    sent = worklist(sender, access.actor_for(sender, AT).office_ids, Wish(view=View.SENT), at=AT)
    assert [line.id for line in sent.lines] == [stage.dossier.pk]
    stranger = Client()
    sign_in(stranger, stage.people["officer fourth"])
    stranger.post("/xu-ly/xac-nhan/", {"ho-so": [stage.dossier.pk]})
    assert stage.dossier.legs.filter(confirmed_at=None).exists()
    client.post("/xu-ly/xac-nhan/", {"ho-so": [stage.dossier.pk, 999_999]})
    assert not stage.dossier.legs.filter(confirmed_at=None).exists()


def test_the_desk_chooses_the_commune_that_decides(stage: Stage) -> None:
    version = stage.dossier.version
    client = Client()
    sign_in(client, stage.people["counter ta_van"])
    address = f"/quay/tiep-nhan/{version.procedure.code}/"
    assert "deciding_center" in client.get(address).content.decode()
    nowhere = {"owner-province": "", "owner-commune": ""}
    data = typed(version, deciding_center=str(stage.centers["sa_pa"].pk), **nowhere)
    assert client.post(address, data).status_code == 302
    made = Dossier.objects.latest("pk")
    assert made.receiving_center == stage.centers["ta_van"]
    assert made.deciding_unit == stage.centers["sa_pa"].unit
    assert made.deciding_office == stage.office("sa_pa", "van-phong")


def test_who_received_it_does_not_change_what_another_commune_decides(stage: Stage, world: World) -> None:
    people, procedure = stage.people, world.versions["month"].procedure
    dossier = actions.start(stage.dossier, at=AT + HOUR, by=access.actor_for(people["officer sa_pa"], AT))
    for name in ("leader ta_van", "leader ban_ho", "leader fourth"):
        with pytest.raises(Refusal):
            actions.reclassify(
                dossier, procedure, at=AT + HOUR, by=access.actor_for(people[name], AT), reason="nhầm thủ tục"
            )
    leader = access.actor_for(people["leader sa_pa"], AT)
    after = actions.reclassify(dossier, procedure, at=AT + HOUR, by=leader, reason="nhầm thủ tục")
    assert after.deciding_unit == stage.centers["sa_pa"].unit
    assert verify.verify_ledger().is_clean
