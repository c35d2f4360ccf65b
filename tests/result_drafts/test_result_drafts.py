"""A result from the draft to the signature: who may do what, what is refused, and that signing resolves."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from common.files import UploadRefused
from dossiers import actions
from dossiers.actions.result_drafts import (
    DossierWaits,
    DraftMovedOn,
    DraftOutdated,
    NothingProposed,
    Proposal,
    check,
    hand_on,
    prepare,
    send_back,
    sign,
)
from dossiers.actions.results import SignatureNeeded
from dossiers.letters import BackWithoutReason, LetterState, NotThisStep
from dossiers.lifecycle import Status
from dossiers.models import Dossier, PaperKind, ResultDraft, ResultDraftStep
from dossiers.queries.own import own_page
from dossiers.queries.result_drafts import draft_queue
from notifications.models import Notice
from policies.actions import change
from policies.catalogue import PolicyKey
from tests.dossiers.world import World
from tests.dossiers_staff.desk import picture
from tests.places import AT

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)
PROPOSAL = Proposal("Đủ điều kiện theo khoản 1", "12/GXN-UBND")


def png(content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("du-thao.png", picture().read() if content is None else content, "image/png")


def drafted(world: World, **changed: Any) -> ResultDraft:
    given = Proposal(**{"opinion": "Đủ điều kiện", "number": "12/GXN", "files": (png(),), **changed})
    return prepare(world.processing(), given, at=AT, by=world.actor("officer"))


def to_sign(world: World) -> ResultDraft:
    draft = hand_on(drafted(world), PROPOSAL, at=AT, by=world.actor("officer"), seen=1)
    return check(draft, PROPOSAL, at=AT, by=world.actor("head"), seen=2)


def signed(world: World, draft: ResultDraft, who: str = "leader", seen: int | None = None) -> ResultDraft:
    seen = draft.revision if seen is None else seen
    return sign(draft, number="15/GXN-UBND", issued_on=None, at=LATER, by=world.actor(who, LATER), seen=seen)


def test_prepared_checked_signed(world: World) -> None:
    draft = drafted(world)
    handed = hand_on(draft, PROPOSAL, at=AT, by=world.actor("officer"), seen=1)
    assert handed.state == LetterState.TO_CHECK
    checked = check(handed, PROPOSAL, at=AT, by=world.actor("head"), seen=2)
    assert checked.state == LetterState.TO_SIGN
    done = signed(world, checked)
    dossier = Dossier.objects.get(pk=draft.dossier_id)
    result = dossier.results.get()
    assert (done.state, dossier.status, dossier.ended_at) == (LetterState.SIGNED, Status.RESOLVED, LATER)
    assert (result.number, result.issued_on, result.signer) == ("15/GXN-UBND", date(2026, 11, 19), "Leader")
    assert [(paper.kind, paper.result) for paper in dossier.papers.filter(file_name="du-thao.png")] == [
        (PaperKind.RESULT, result)
    ]
    assert [step.step for step in done.steps.order_by("pk")] == ["draft", "hand_on", "check", "sign"]


def test_who_has_it_now_is_told(world: World) -> None:
    draft = to_sign(world)
    send_back(draft, at=AT, by=world.actor("leader"), seen=3, reason="Ghi rõ căn cứ")
    told = Notice.objects.filter(template="result_draft").order_by("pk").values_list("user__username", "context__state")
    assert [*told] == [("head", "to_check"), ("leader", "to_sign"), ("officer", "draft")]


def test_sent_back_twice_with_what_is_to_be_changed(world: World) -> None:
    draft = to_sign(world)
    for who in ("leader", "leader"):
        back = send_back(draft, at=AT, by=world.actor(who), seen=draft.revision, reason="Ghi rõ căn cứ")
        assert back.state == LetterState.DRAFT
        draft = hand_on(back, PROPOSAL, at=AT, by=world.actor("head"), seen=back.revision)
        assert draft.state == LetterState.TO_SIGN  # what a head prepared has been checked
    with pytest.raises(BackWithoutReason):
        send_back(draft, at=AT, by=world.actor("leader"), seen=draft.revision, reason=" ")


@pytest.mark.parametrize("who", ["officer", "head", "counter", "officer_elsewhere", "department_leader"])
def test_only_a_leader_of_the_place_signs(world: World, who: str) -> None:
    draft = to_sign(world)
    with pytest.raises(NotThisStep):
        signed(world, draft, who)
    assert Dossier.objects.get(pk=draft.dossier_id).status == Status.PROCESSING


def test_what_changed_meanwhile_is_not_signed(world: World) -> None:
    draft = to_sign(world)
    send_back(draft, at=AT, by=world.actor("leader"), seen=3, reason="Sửa lại")
    with pytest.raises(DraftMovedOn):
        signed(world, draft, seen=3)


def test_not_while_the_dossier_waits_for_the_applicant(world: World) -> None:
    draft = to_sign(world)
    actions.request_payment(draft.dossier, 50_000, legal_basis="Nghị quyết mẫu", at=AT, by=world.actor("officer"))
    with pytest.raises(DossierWaits):
        signed(world, draft)
    assert draft_queue(world.actor("leader"), AT) == []


def test_what_ended_otherwise_is_signed_by_nobody(world: World) -> None:
    draft = to_sign(world)
    actions.withdraw(draft.dossier, at=AT, by=world.actor("counter"))
    with pytest.raises(DraftOutdated):
        signed(world, draft)


def test_one_draft_at_a_time(world: World) -> None:
    draft = drafted(world)
    again = prepare(draft.dossier, Proposal("Khác"), at=AT, by=world.actor("officer"))
    assert (again.pk, again.opinion, again.files.count()) == (draft.pk, "Khác", 1)
    hand_on(again, PROPOSAL, at=AT, by=world.actor("officer"), seen=2)
    with pytest.raises(DraftMovedOn):
        prepare(draft.dossier, Proposal("Nữa"), at=AT, by=world.actor("officer"))


def test_a_bad_file_or_no_words_leave_nothing(world: World) -> None:
    dossier = world.processing()
    for proposal, refusal in (
        (Proposal("x", files=(png(content=b"kein Bild"),)), UploadRefused),
        (Proposal("  "), NothingProposed),
    ):
        with pytest.raises(refusal):
            prepare(dossier, proposal, at=AT, by=world.actor("officer"))
    assert not ResultDraft.objects.exists()


def test_the_applicant_sees_no_draft(world: World) -> None:
    draft = to_sign(world)
    page = own_page(world.personas.citizen, draft.dossier_id, AT)
    assert [paper.file_name for paper in [*page.papers, *page.results]] == []
    signed(world, draft)
    assert [paper.file_name for paper in own_page(world.personas.citizen, draft.dossier_id, LATER).results] == [
        "du-thao.png"
    ]


def test_steps_are_only_ever_added(world: World) -> None:
    drafted(world)
    with pytest.raises(DatabaseError), transaction.atomic():
        ResultDraftStep.objects.update(reason="anders")


@pytest.mark.parametrize(("limit", "is_refused"), [("days", True), ("same_day", False)])
def test_where_results_need_a_signature_officers_do_not_resolve(world: World, limit: str, is_refused: bool) -> None:
    dossier = world.processing(limit)
    change(key=PolicyKey.RESULT_NEEDS_SIGNATURE, value="yes", **policy_change(world))
    if is_refused:
        with pytest.raises(SignatureNeeded):
            actions.resolve(dossier, at=AT, by=world.actor("officer"))
    else:
        assert actions.resolve(dossier, at=AT, by=world.actor("officer")).status == Status.RESOLVED


def policy_change(world: World) -> dict[str, Any]:
    return {"valid_from": AT.date(), "source": "Quy chế", "by": world.personas.administrator, "at": AT}


class TestPages:
    def test_from_the_dossier_to_the_signature(self, world: World, at_nine_ten: object) -> None:
        dossier = world.processing()
        officer, head, leader = (world.personas.client_of(name) for name in ("officer", "head", "leader"))
        begin = f"/xu-ly/ho-so/{dossier.pk}/trinh-ky/"
        assert begin in officer.get(f"/xu-ly/ho-so/{dossier.pk}/").content.decode()
        assert officer.post(begin, {"opinion": "", "number": "7/GXN"}).status_code == 422
        made = officer.post(begin, {"opinion": "Đủ điều kiện", "number": "7/GXN", "enclosed": png()})
        page = made["Location"]
        assert officer.post(f"{page}hand_on/", {"revision": 1, "opinion": "Đủ", "number": "7"}).status_code == 302
        assert page in head.get("/xu-ly/ky/").content.decode()
        assert head.post(f"{page}check/", {"revision": 2, "opinion": "Đủ", "number": "7"}).status_code == 302
        late = leader.post(f"{page}sign/", {"revision": 2, "number": "7/GXN"})
        assert late.status_code == 409
        assert "7/GXN" in late.content.decode()
        assert leader.post(f"{page}sign/", {"revision": 3, "number": "7/GXN"}).status_code == 302
        assert Dossier.objects.get(pk=dossier.pk).status == Status.RESOLVED
