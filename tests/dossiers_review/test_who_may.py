"""Roles count where they were given: no mixing of posts, no acting on what was given away, helpers stay helpers."""

from datetime import timedelta

import pytest

from accounts.models import User
from accounts.roles import Role
from centers.models import Posting
from dossiers import access, actions
from dossiers.actions.verbs import NoSuchStep, NotInTheOffice
from dossiers.lifecycle import GuardRefused, NotYourRole
from dossiers.models import DossierEvent, FiledBy, Ground
from dossiers.offers import offers
from tests.dossiers.world import World
from tests.personas import SINCE, make_staff
from tests.places import AT

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_leader_elsewhere_is_no_leader_of_the_office_where_he_is_an_officer(world: World) -> None:
    both = make_staff("both", Role.LEADER, center=world.places.ta_van)
    Posting.objects.create(user=both, role=Role.OFFICER, office=world.places.office("van-phong"), since=SINCE)
    dossier = world.processing()
    elsewhere = world.places.office("tiep-nhan", world.places.ta_van)
    access.grant(dossier, Ground.RECEIVING, since=AT, offices=[elsewhere.pk])
    assert {offer.name for offer in offers(dossier, access.actor_for(both, AT), AT)}.isdisjoint({"stop", "assign"})
    with pytest.raises(GuardRefused):
        actions.stop(dossier, at=AT, by=access.actor_for(both, AT), reason="lý do")
    with pytest.raises(GuardRefused):
        actions.assign(dossier, world.personas.officer, at=AT, by=access.actor_for(both, AT), reason="lý do")


def test_who_gave_a_dossier_away_acts_on_it_no_more(world: World) -> None:
    counter, officer = world.actor("counter"), world.actor("officer")
    with pytest.raises(GuardRefused):
        actions.start(world.received(), at=AT, by=counter)
    dossier = actions.hand_over(world.processing(), world.places.office("kinh-te"), at=AT, by=officer)
    for verb, rest in (
        (actions.resolve, {}),
        (actions.return_, {"reason": "không đủ điều kiện"}),
        (actions.request_supplement, {"papers": ["Tờ khai"], "reason": "thiếu"}),
        (actions.request_payment, {"amount_vnd": 1000}),
    ):
        with pytest.raises(GuardRefused):
            verb(dossier, at=AT, by=officer, **rest)  # type: ignore[operator]


def test_the_counter_starts_what_it_decides_itself(world: World) -> None:
    dossier = world.received(deciding_office=world.places.office("tiep-nhan"))
    assert actions.start(dossier, at=AT, by=world.actor("counter")).status == "PROCESSING"


def test_a_hand_over_under_way_is_called_back_when_the_dossier_ends_or_is_opened_again(world: World) -> None:
    office = world.places.office("kinh-te")
    dossier = actions.hand_over(world.processing(), office, at=AT, by=world.actor("officer"))
    dossier = actions.withdraw(dossier, at=AT + HOUR, by=world.actor("citizen"))
    assert not dossier.legs.filter(confirmed_at=None).exists()
    called_back = dossier.legs.order_by("-number")[0]
    assert (called_back.confirmed_by, called_back.ended_at) == (None, AT + HOUR)
    assert office.pk not in access.acting_offices(dossier, AT + 2 * HOUR)

    elsewhere = world.received(return_center=world.places.ta_van)
    elsewhere = actions.start(elsewhere, at=AT, by=world.actor("officer"))
    elsewhere = actions.resolve(elsewhere, at=AT, by=world.actor("officer"))
    elsewhere = actions.reopen(elsewhere, at=AT + HOUR, by=world.actor("leader"), reason="sai")
    assert actions.resolve(elsewhere, at=AT + HOUR, by=world.actor("officer")).status == "RESOLVED"


def test_a_helper_who_files_helps_until_the_dossier_ends_and_may_not_withdraw(world: World) -> None:
    neighbour = world.personas.other_citizen
    dossier = world.received(account=neighbour, filed_by=FiledBy.HELPER)
    assert dossier.access.get(account=neighbour).ground == Ground.HELPER
    helper = access.actor_for(neighbour, AT)
    assert access.visible_to(neighbour, AT).filter(pk=dossier.pk).exists()
    with pytest.raises(NotYourRole):
        actions.withdraw(dossier, at=AT, by=helper)
    actions.withdraw(dossier, at=AT + HOUR, by=world.actor("counter"))
    assert not access.visible_to(neighbour, AT + 2 * HOUR).filter(pk=dossier.pk).exists()


def test_a_member_of_staff_who_also_helps_citizens_still_works_in_the_office(world: World) -> None:
    officer = world.personas.officer
    Posting.objects.create(user=officer, role=Role.HELPER, center=world.places.sa_pa, since=SINCE)
    dossier = world.received()
    assert access.visible_to(officer, AT).filter(pk=dossier.pk).exists()
    assert actions.start(dossier, at=AT, by=access.actor_for(officer, AT)).status == "PROCESSING"


def test_only_the_leaders_post_reaches_all_offices(world: World) -> None:
    leader = world.personas.leader
    Posting.objects.create(user=leader, role=Role.ADMINISTRATOR, center=world.places.sa_pa, since=SINCE)
    posts = {post.role: post.office_ids for post in access.actor_for(leader, AT).posts}
    assert posts[Role.LEADER]
    assert not posts[Role.ADMINISTRATOR]


def test_an_event_names_the_office_that_acted(world: World) -> None:
    dossier = world.processing()
    actions.return_(dossier, at=AT, by=world.actor("leader"), reason="không đủ điều kiện")
    event = DossierEvent.objects.get(dossier=dossier, transition="return_")
    assert event.office_id == world.places.office("van-phong").pk


def test_a_step_that_the_process_does_not_have_is_refused(world: World) -> None:
    for step in (-1, 99, 100_000):
        with pytest.raises(NoSuchStep):
            actions.hand_over(
                world.processing(), world.places.office("kinh-te"), at=AT, by=world.actor("officer"), step=step
            )


def test_an_account_that_is_closed_acts_no_more(world: World) -> None:
    User.objects.filter(pk=world.personas.officer.pk).update(is_active=False)
    officer = User.objects.get(pk=world.personas.officer.pk)
    dossier = world.received()
    with pytest.raises(NotInTheOffice):
        actions.assign(dossier, officer, at=AT, by=world.actor("head"), reason="nghỉ phép")
    assert not access.visible_to(officer, AT).exists()
    with pytest.raises(NotYourRole):
        actions.start(dossier, at=AT, by=access.actor_for(officer, AT))
