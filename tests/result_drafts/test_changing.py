"""A result that is changed, taken back, withdrawn or overtaken; who hears of it, and what stays of each version."""

from typing import Any

import pytest

from dossiers import actions
from dossiers.actions.result_drafts import (
    DraftMovedOn,
    DraftOutdated,
    Proposal,
    check,
    hand_on,
    prepare,
    save,
    withdraw,
)
from dossiers.actions.result_drafts import send_back as back
from dossiers.letters import LetterState, NotThisStep
from dossiers.models import Paper, ResultDraft
from notifications.models import Notice
from policies.actions import change
from policies.catalogue import PolicyKey
from tests.dossiers.world import World
from tests.places import AT
from tests.result_drafts.test_result_drafts import LATER, drafted, policy_change, signed, to_sign

pytestmark = pytest.mark.django_db
OTHER = Proposal("Đủ điều kiện theo khoản 2", "12/GXN-UBND")


def heard(template: str) -> list[tuple[str | None, str | None]]:
    """User and office of each notice."""
    notices = Notice.objects.filter(template=f"result_draft_{template}").order_by("pk")
    return list(notices.values_list("user__username", "office__slug"))


def test_changed_after_handing_on_it_is_checked_anew(world: World) -> None:
    draft = to_sign(world)
    changed = save(draft, OTHER, at=AT, by=world.actor("officer"), seen=draft.revision)
    assert changed.state == LetterState.DRAFT
    assert heard("taken_back") == [(None, "lanh-dao")]
    again = hand_on(changed, OTHER, at=AT, by=world.actor("officer"), seen=changed.revision)
    assert again.state == LetterState.TO_CHECK
    with pytest.raises(DraftMovedOn, match="Officer"):
        signed(world, draft, seen=draft.revision)


def test_the_head_changes_it_where_it_is_checked(world: World) -> None:
    draft = hand_on(drafted(world), OTHER, at=AT, by=world.actor("officer"), seen=1)
    assert save(draft, OTHER, at=AT, by=world.actor("head"), seen=2).state == LetterState.TO_CHECK


def test_every_version_is_kept(world: World) -> None:
    draft = drafted(world)
    file = Paper.objects.get(file_name="du-thao.png")
    hand_on(draft, OTHER, at=AT, by=world.actor("officer"), seen=1)
    assert [step.said for step in draft.steps.order_by("pk")] == [
        {"opinion": "Đủ điều kiện", "number": "12/GXN", "files": [file.pk]},
        {"opinion": OTHER.opinion, "number": OTHER.number, "files": [file.pk]},
    ]


def test_the_officer_withdraws_it_and_begins_another(world: World) -> None:
    draft = to_sign(world)
    for who in ("counter", "leader", "officer_elsewhere"):
        with pytest.raises(NotThisStep):
            withdraw(draft, at=AT, by=world.actor(who), seen=draft.revision)
    gone = withdraw(draft, at=AT, by=world.actor("officer"), seen=draft.revision)
    assert gone.state == LetterState.WITHDRAWN
    with pytest.raises(DraftMovedOn):
        signed(world, draft, seen=draft.revision)
    assert prepare(draft.dossier, OTHER, at=AT, by=world.actor("officer")).pk != draft.pk


@pytest.mark.parametrize("way", ["withdraw", "resolve"])
def test_it_closes_with_the_dossier_and_stays_closed(world: World, way: str) -> None:
    draft = to_sign(world)
    if way == "withdraw":
        actions.withdraw(draft.dossier, at=AT, by=world.actor("counter"))
    else:
        dossier = actions.resolve(draft.dossier, at=AT, by=world.actor("leader"))
        actions.reopen(dossier, at=LATER, by=world.actor("leader"), reason="Có sai sót")
    draft.refresh_from_db()
    assert draft.state == LetterState.WITHDRAWN
    assert list(draft.steps.order_by("pk").values_list("step", "by"))[-1] == ("close", None)
    assert heard("close") == [("officer", None)]
    with pytest.raises(DraftOutdated):
        signed(world, draft, seen=3)


def test_the_officer_hears_that_it_was_signed_after_coming_back_twice(world: World) -> None:
    draft = to_sign(world)
    for _round in range(2):
        returned = back(draft, at=AT, by=world.actor("leader"), seen=draft.revision, reason="Ghi rõ căn cứ")
        handed = hand_on(returned, OTHER, at=AT, by=world.actor("officer"), seen=returned.revision)
        assert handed.state == LetterState.TO_CHECK
        draft = check(handed, OTHER, at=AT, by=world.actor("head"), seen=handed.revision)
    signed(world, draft)
    assert heard("taken_back") == []
    assert heard("sign") == [("officer", None)]
    assert heard("close") == []


def test_it_is_said_whether_the_signed_file_carries_a_signature(world: World) -> None:
    signed(world, to_sign(world))
    assert Paper.objects.get(file_name="du-thao.png").signed == "unreadable"


class TestPages:
    def test_the_officer_changes_and_withdraws(self, world: World, at_nine_ten: object) -> None:
        draft = to_sign(world)
        page, officer = f"/xu-ly/ky/ket-qua/{draft.pk}/", world.personas.client_of("officer")
        shown = officer.get(page).content.decode()
        assert f"{page}withdraw/" in shown
        assert f"{page}sign/" not in shown
        typed = {"revision": 3, "opinion": "Viết lại", "number": "1"}
        assert officer.post(f"{page}save/", typed).status_code == 302
        assert "Đủ điều kiện theo khoản 1" in officer.get(page).content.decode()  # what it said before
        assert officer.post(f"{page}withdraw/", {"revision": 4}).status_code == 302
        assert ResultDraft.objects.get().state == LetterState.WITHDRAWN

    def test_a_dossier_that_waits_says_so(self, world: World, at_nine_ten: object) -> None:
        draft = to_sign(world)
        actions.request_payment(draft.dossier, 50_000, legal_basis="Nghị quyết mẫu", at=AT, by=world.actor("officer"))
        page, leader = f"/xu-ly/ky/ket-qua/{draft.pk}/", world.personas.client_of("leader")
        leader.cookies["django_language"] = "en"
        shown = leader.get(page).content.decode()
        assert "It cannot be signed now" in shown
        assert f"{page}sign/" not in shown
        refused = leader.post(f"{page}sign/", {"revision": 3, "number": "9/GXN"})
        assert refused.status_code == 422
        assert "waits for the applicant" in refused.content.decode()

    def test_where_results_are_signed_officers_are_not_offered_to_resolve(
        self, world: World, at_nine_ten: object
    ) -> None:
        page = f"/xu-ly/ho-so/{world.processing().pk}/"
        officer, leader = (world.personas.client_of(name) for name in ("officer", "leader"))
        assert f"{page}resolve/" in officer.get(page).content.decode()
        change(key=PolicyKey.RESULT_NEEDS_SIGNATURE, value="yes", **policy_change(world))
        assert f"{page}resolve/" not in officer.get(page).content.decode()
        assert f"{page}trinh-ky/" in officer.get(page).content.decode()
        assert f"{page}resolve/" in leader.get(page).content.decode()

    def test_the_queue_costs_the_same_however_long_it_is(
        self, world: World, at_nine_ten: object, django_assert_max_num_queries: Any
    ) -> None:
        def cost() -> int:
            with django_assert_max_num_queries(70) as queries:
                leader.get("/xu-ly/ky/")
            return len(queries)

        leader = world.personas.client_of("leader")
        to_sign(world)
        leader.get("/xu-ly/ky/")
        one = cost()
        for _number in range(3):
            to_sign(world)
        assert cost() == one
