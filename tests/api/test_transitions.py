"""Transitions exactly as in the table; who comes second is told who was quicker."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from accounts.roles import Role
from centers.actions import appoint
from dossiers import actions
from dossiers.api import fields
from dossiers.forms.actions import FORMS
from dossiers.lifecycle import TRANSITIONS, Status
from dossiers.models import Dossier, DossierEvent
from tests.api.caller import Caller, make_account, make_token, new_key
from tests.dossiers.world import World
from tests.dossiers_staff.desk import picture
from tests.personas import SINCE
from tests.places import AT

pytestmark = pytest.mark.django_db


def do(caller: Caller, dossier: Dossier, name: str, body: Any = None, **headers: str) -> Any:
    return caller.post(f"dossiers/{dossier.pk}/transitions/{name}/", body, **headers)


def test_an_empty_body_is_enough_where_nothing_is_asked(system: Caller, world: World) -> None:
    answer = do(system, world.received(), "start")
    assert (answer.status_code, answer.json()["status"]) == (200, "PROCESSING")
    assert answer["ETag"].startswith(f'"{answer.json()["revision"]}-')


def test_with_the_tag_that_was_read_one_acts(system: Caller, world: World) -> None:
    dossier = world.received()
    tag = system.get(f"dossiers/{dossier.code}/")["ETag"]
    assert do(system, dossier, "start", {}, **{"If-Match": tag}).status_code == 200
    assert do(system, world.received(), "start", {}, **{"If-Match": "*"}).status_code == 200


def test_who_comes_second_is_told_who_moved_it(system: Caller, world: World) -> None:
    dossier = world.received()
    actions.start(dossier, at=AT, by=world.actor("officer"))
    answer = do(system, dossier, "return_", {"reason": "x"}, **{"If-Match": f'"{dossier.revision}"'})
    told = answer.json()
    assert (answer.status_code, told["type"]) == (409, "urn:sapa:problem:moved-on")
    assert told["moved"] == {"by": "Officer", "transition": "start", "at": AT.isoformat(), "revision": 4}
    assert "Officer" in told["detail"]
    assert "Start work" in told["detail"]
    assert Dossier.objects.get().status == Status.PROCESSING


def test_a_status_that_moved_on_is_409_and_says_who_moved_it(system: Caller, world: World) -> None:
    dossier = world.processing()
    answer = do(system, dossier, "start", {})
    told = answer.json()
    assert (answer.status_code, told["type"]) == (409, "urn:sapa:problem:not-in-this-status")
    assert told["moved"]["by"] == "Officer"
    assert "In process" in told["detail"]
    assert "Officer" in told["detail"]


WRONG = [(status, name) for status in Status for name in sorted(FORMS) if status not in TRANSITIONS[name].sources]


@pytest.mark.parametrize(("status", "name"), WRONG)
def test_from_a_wrong_status_nothing_happens(system: Caller, world: World, status: str, name: str) -> None:
    dossier = world.in_status(status)
    answer = do(system, dossier, name, {})
    assert answer.status_code == 409
    assert answer.json()["moved"]["transition"] == DossierEvent.objects.order_by("pk").last().transition
    assert Dossier.objects.get().revision == dossier.revision


@pytest.mark.parametrize("tag", ["7", '"x"', '"7', "'7'", '"' + "9" * 30 + '"', 'W/"7"'])
def test_a_tag_that_is_none_is_400(system: Caller, world: World, tag: str) -> None:
    dossier = world.received()
    assert do(system, dossier, "start", {}, **{"If-Match": tag}).status_code == 400
    assert Dossier.objects.get().revision == dossier.revision


@pytest.mark.parametrize(
    ("name", "body", "field"),
    [
        ("request_supplement", {"other_papers": ["Đơn"]}, "reason"),
        ("request_supplement", {"reason": "thiếu"}, "papers"),
        ("request_supplement", {"reason": "thiếu", "papers": [2**62]}, "papers"),
        ("request_supplement", {"reason": "thiếu", "papers": "1"}, "papers"),
        ("request_payment", {}, "amount_vnd"),
        ("request_payment", {"amount_vnd": -1}, "amount_vnd"),
        ("request_payment", {"amount_vnd": "many"}, "amount_vnd"),
        ("hand_over", {}, "to_office"),
        ("hand_over", {"to_office": 2**62}, "to_office"),
        ("hand_over", {"to_office": 2**80}, "to_office"),
        ("resolve", {"collector": "Lan"}, "collector"),
        ("resolve", {"status": "DELIVERED"}, "status"),
        ("resolve", {"revision": 1}, "revision"),
        ("resolve", {"at": "x"}, "at"),
        ("resolve", {"at": (AT + timedelta(days=1)).isoformat()}, "at"),
        ("resolve", {"at": (AT - timedelta(days=400)).isoformat(), "reason": "muộn"}, "at"),
        ("resolve", {"reason": "x" * 2001}, "reason"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_happens(
    system: Caller, world: World, name: str, body: dict[str, Any], field: str
) -> None:
    dossier = world.processing()
    answer = do(system, dossier, name, body)
    assert answer.status_code == 422, answer.content.decode()
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert Dossier.objects.get().revision == dossier.revision


def test_a_list_is_no_body(system: Caller, world: World) -> None:
    assert do(system, world.received(), "start", [1]).status_code == 422


def test_a_role_that_may_not_is_403(world: World) -> None:
    counter = Caller(make_token(make_account((Role.COUNTER, world.places.office("tiep-nhan"))))[1])
    dossier = world.processing()
    answer = do(counter, dossier, "resolve", {})
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:sapa:problem:not-your-role")
    assert Dossier.objects.get().revision == dossier.revision


def test_papers_of_the_list_are_asked_for_by_id(system: Caller, world: World) -> None:
    dossier = world.processing()
    paper = dossier.version.papers.get()
    body = {"reason": "thiếu", "papers": [paper.pk]}
    assert do(system, dossier, "request_supplement", body).status_code == 200
    assert DossierEvent.objects.order_by("pk").last().facts["papers"] == ["Tờ khai"]


def test_papers_outside_the_list_are_refused(system: Caller, world: World) -> None:
    dossier = world.processing()
    body = {"reason": "thiếu", "papers": [dossier.version.papers.get().pk], "other_papers": ["Ảnh 4x6", "Đơn"]}
    answer = do(system, dossier, "request_supplement", body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["other_papers"]
    assert Dossier.objects.get().revision == dossier.revision


def test_form_04_is_signed_by_a_leader(world: World) -> None:
    account = make_account()
    appoint(account, Role.LEADER, center=world.places.sa_pa, since=SINCE)
    leader = Caller(make_token(account)[1])
    dossier = world.processing()
    body = {"cause": "partner", "new_on": "2026-11-27", "new_time": "16:00", "reason": "Chờ cơ quan phối hợp"}
    told = do(leader, dossier, "extend", body)
    assert told.status_code == 200, told.content.decode()
    assert told.json()["appointment_at"] == "2026-11-27T16:00:00+07:00"
    assert told.json()["due_at"] == told.json()["promised_at"] == dossier.due_at.isoformat()
    again = do(leader, dossier, "extend", {**body, "new_on": "2026-11-30"})
    assert again.status_code in {403, 409, 422}
    assert Dossier.objects.get().forms.filter(form="04").count() == 1


def test_late_typing_keeps_both_times(system: Caller, world: World) -> None:
    dossier = world.processing(at=AT - timedelta(days=1))
    at = AT - timedelta(hours=3)
    answer = do(system, dossier, "resolve", {"at": at.isoformat(), "reason": "mất điện"})
    assert answer.json()["ended_at"] == at.isoformat()
    assert DossierEvent.objects.get(transition="resolve").facts["late"] is True


def test_the_result_is_sent_along_as_form_data(system: Caller, world: World) -> None:
    dossier = world.processing()
    data = {"result": "125/GXN-UBND", "enclosed": [picture("ket-qua.png"), picture("trang-2.png")]}
    answer = system.upload(f"dossiers/{dossier.pk}/transitions/resolve/", data)
    assert answer.status_code == 200, answer.content.decode()
    papers = system.get(f"dossiers/{dossier.pk}/").json()["papers"]
    assert [(paper["kind"], paper["file_name"]) for paper in papers if paper["kind"] == "result"] == [
        ("result", "ket-qua.png"),
        ("result", "trang-2.png"),
    ]
    content = system.get(f"dossiers/{dossier.pk}/papers/{papers[-1]['id']}/")
    assert (content["Content-Type"], content.content) == ("image/png", picture().read())
    assert content["ETag"]


def test_a_file_that_cannot_be_taken_undoes_the_action(system: Caller, world: World) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    dossier = world.processing()
    for file in (
        SimpleUploadedFile("a.pdf", b"no"),
        SimpleUploadedFile("a.exe", b"MZ"),
        SimpleUploadedFile("b.pdf", b""),
    ):
        answer = system.upload(f"dossiers/{dossier.pk}/transitions/resolve/", {"enclosed": [picture(), file]})
        assert answer.status_code == 422
    large = SimpleUploadedFile("to.png", b"x" * (7 * 1024 * 1024))
    assert system.upload(f"dossiers/{dossier.pk}/transitions/resolve/", {"enclosed": large}).status_code == 413
    assert system.upload(f"dossiers/{dossier.pk}/transitions/return_/", {"enclosed": picture()}).status_code == 422
    assert Dossier.objects.get().status == Status.PROCESSING


def test_with_a_key_a_repeated_transition_is_done_once(system: Caller, world: World) -> None:
    dossier, key = world.received(), new_key()
    first = do(system, dossier, "start", {}, **key)
    again = do(system, dossier, "start", {}, **key)
    assert (again.status_code, again.content) == (200, first.content)
    assert DossierEvent.objects.filter(transition="start").count() == 1


def test_a_correction_changes_what_is_sent_and_keeps_the_rest(system: Caller, world: World) -> None:
    dossier = world.received()
    before = actions.declared_now(dossier)
    answer = do(system, dossier, "correct", {"owner_name": "Hạng Thị Làn", "channel": "post", "reason": "gõ nhầm"})
    assert answer.status_code == 200, answer.content.decode()
    dossier = Dossier.objects.get()
    after = actions.declared_now(dossier)
    assert after == replace(before, name="Hạng Thị Làn")
    assert (dossier.channel, dossier.return_center) == ("post", world.places.sa_pa)
    wrong = do(system, dossier, "correct", {"channel": "fax", "reason": "gõ nhầm"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "channel")


def test_a_leader_says_which_procedure_it_is(world: World) -> None:
    account = make_account()
    appoint(account, Role.LEADER, center=world.places.sa_pa, since=SINCE)
    dossier, wanted = world.processing(), world.versions["month"]
    body = {"procedure": wanted.procedure.code, "reason": "nhầm thủ tục"}
    answer = do(Caller(make_token(account)[1]), dossier, "reclassify", body)
    assert answer.status_code == 200, answer.content.decode()
    assert Dossier.objects.get().version == wanted


def test_every_field_of_every_transition_can_be_sent() -> None:
    for name in FORMS:
        assert set(fields.fields_of(name)) <= set(fields.TransitionWithFilesIn().fields), name
