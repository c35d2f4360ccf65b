"""Filings of another system: prepared, given papers, submitted once; nobody else's business."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from accounts.roles import Role
from common import clock
from dossiers.models import Dossier, DossierAccess, Filing, Paper
from tests.api.caller import Caller, later, make_account, make_token, new_key
from tests.dossiers.world import World
from tests.dossiers_staff.desk import picture

pytestmark = pytest.mark.django_db
OWNER = {"name": "Hạng Thị Lan", "number": "000199000002", "phone": "0900000002", "commune": "03006"}


def begin(system: Caller, world: World, **changed: Any) -> dict[str, Any]:
    body = {"procedure": world.versions["days"].procedure.code, "center": "sa-pa", "owner": OWNER, **changed}
    answer = system.post("filings/", body, **new_key())
    assert answer.status_code == 201, answer.content.decode()
    made: dict[str, Any] = answer.json()
    return made


def address(filing: dict[str, Any], rest: str = "") -> str:
    return f"filings/{filing['key']}/{rest}"


def test_prepared_submitted_received(system: Caller, world: World) -> None:
    filing = begin(system, world, return_center="ta-van", note="Xin gửi")
    paper = world.versions["days"].papers.get()
    kept = system.upload(address(filing, "papers/"), {"file": picture(), "required": paper.pk})
    assert (kept.status_code, kept.json()["name"]) == (201, "Tờ khai")
    told = system.get(address(filing)).json()
    assert [row["id"] for row in told["papers"]] == [kept.json()["id"]]
    answer = system.post(address(filing, "submit/"))
    assert answer.status_code == 201, answer.content.decode()
    made = answer.json()
    assert (made["status"], made["channel"], made["filed_by"], made["code"]) == ("SUBMITTED", "online", "owner", None)
    assert made["return_center"] == "ta-van"
    dossier = Dossier.objects.get()
    assert dossier.account is None
    assert dossier.papers.get().required_id == paper.pk
    assert not DossierAccess.objects.filter(account__isnull=False).exists()
    assert Filing.objects.get().owner == {}
    done = system.post(f"dossiers/{made['id']}/transitions/receive/", {}, **{"If-Match": f'"{made["revision"]}"'})
    assert done.json()["status"] == "RECEIVED"


def test_submitted_twice_is_one_dossier(system: Caller, world: World) -> None:
    filing = begin(system, world)
    system.upload(address(filing, "papers/"), {"file": picture()})
    first, again = system.post(address(filing, "submit/")), system.post(address(filing, "submit/"))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Dossier.objects.count() == 1


def test_what_is_missing_is_named(system: Caller, world: World) -> None:
    filing = begin(system, world, owner=None)
    answer = system.post(address(filing, "submit/"))
    assert [error["field"] for error in answer.json()["errors"]] == ["owner"]
    assert system.send("PATCH", address(filing), {"owner": OWNER}).status_code == 200
    answer = system.post(address(filing, "submit/"))
    assert [error["field"] for error in answer.json()["errors"]] == ["papers"]
    assert not Dossier.objects.exists()


def test_declarations_lie_sealed_and_are_not_given_back(system: Caller, world: World) -> None:
    filing = begin(system, world, submitter={"name": "Vàng Văn Tẩn", "number": "000199000003"}, filed_by="relative")
    row = Filing.objects.get()
    for text in ("000199000002", "000199000003", "Hạng"):
        assert text not in str((row.owner, row.submitter, row.answers))
        assert text not in system.get(address(filing)).content.decode()
    assert (filing["has_owner"], filing["has_submitter"]) == (True, True)


def test_a_change_keeps_what_it_leaves_out(system: Caller, world: World) -> None:
    filing = begin(system, world, note="Một")
    changed = system.send("PATCH", address(filing), {"filed_by": "relative", "return_center": "ta-van"}).json()
    assert (changed["filed_by"], changed["return_center"], changed["note"]) == ("relative", "ta-van", "Một")
    assert changed["has_owner"] is True


def test_with_the_tag_that_was_read_only_that_filing_is_changed(system: Caller, world: World) -> None:
    filing = begin(system, world)
    tag = system.get(address(filing))["ETag"]
    assert system.send("PATCH", address(filing), {"note": "Hai"}, **{"If-Match": tag}).status_code == 200
    answer = system.send("PATCH", address(filing), {"note": "Ba"}, **{"If-Match": tag})
    assert (answer.status_code, Filing.objects.get().note) == (412, "Hai")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"procedure": "x"}, "procedure"), ({"center": "x"}, "center"), ({"case": 3}, "case"),
        ({"filed_by": "counter"}, "filed_by"), ({"owner": {"name": ""}}, "owner.name"),
        ({"owner": {"name": "A", "commune": "00000"}}, "commune"), ({"note": "x" * 2001}, "note"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_no_filing_begun(
    system: Caller, world: World, changed: dict[str, Any], field: str
) -> None:
    body = {"procedure": world.versions["days"].procedure.code, "center": "sa-pa", **changed}
    answer = system.post("filings/", body, **new_key())
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert not Filing.objects.exists()


def test_a_procedure_that_takes_nothing_online_is_refused(system: Caller, world: World) -> None:
    version = world.versions["days"]
    version.takes_online = False
    version.save()
    body = {"procedure": version.procedure.code, "center": "sa-pa"}
    assert system.post("filings/", body, **new_key()).json()["type"] == "urn:sapa:problem:channel-closed"
    assert system.post("filings/", {**body, "filed_by": "post"}, **new_key()).json()["filed_by"] == "post"


def test_the_same_key_begins_one_filing(system: Caller, world: World) -> None:
    key, body = new_key(), {"procedure": world.versions["days"].procedure.code, "center": "sa-pa"}
    assert system.post("filings/", body, **key).content == system.post("filings/", body, **key).content
    assert Filing.objects.count() == 1


# Papers


def test_the_same_file_twice_is_kept_once(system: Caller, world: World) -> None:
    filing = begin(system, world)
    kept = [system.upload(address(filing, "papers/"), {"file": picture()}).json()["id"] for _again in range(2)]
    assert len(set(kept)) == 1
    assert Paper.objects.count() == 1


@pytest.mark.parametrize(
    ("file", "status"),
    [
        (SimpleUploadedFile("a.pdf", b""), 422), (SimpleUploadedFile("a.pdf", b"no pdf"), 422),
        (SimpleUploadedFile("a.exe", b"MZ"), 422), (SimpleUploadedFile("a.png", b"x" * (7 << 20)), 413),
    ],
    ids=["empty", "not what it says", "of a kind not taken", "too large"],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_is_kept_nowhere(system: Caller, world: World, file: Any, status: int) -> None:
    filing = begin(system, world)
    file.seek(0)
    assert system.upload(address(filing, "papers/"), {"file": file}).status_code == status
    assert not Paper.objects.exists()


def test_no_more_files_than_the_policy_allows(system: Caller, world: World) -> None:
    filing = begin(system, world)
    statuses = [
        system.upload(address(filing, "papers/"), {"file": picture(), "name": f"Tờ {number}"}).status_code
        for number in range(21)
    ]
    assert statuses == [201] * 20 + [422]


@pytest.mark.parametrize("data", [{}, {"file": "text"}, {"file": picture(), "required": "x"}])
def test_a_paper_without_file_or_with_nonsense_is_422(system: Caller, world: World, data: dict[str, Any]) -> None:
    filing = begin(system, world)
    assert system.upload(address(filing, "papers/"), data).status_code == 422
    paper = world.versions["month"].papers.get()
    assert system.upload(address(filing, "papers/"), {"file": picture(), "required": paper.pk}).status_code == 422


# Not theirs, not now


@pytest.mark.parametrize("key", ["1aff204a-1821-423d-92ba-bca6f27b471a", None])
def test_another_account_finds_nothing_and_changes_nothing(system: Caller, world: World, key: str | None) -> None:
    filing = begin(system, world)
    before = Filing.objects.values().get()
    other = Caller(make_token(make_account((Role.COUNTER, world.places.office("tiep-nhan"))))[1])
    asked = {"key": key or filing["key"]}
    assert other.get(address(asked)).status_code == 404
    assert other.send("PATCH", address(asked), {"note": "x"}).status_code == 404
    assert other.send("DELETE", address(asked), {}).status_code == 404
    assert other.post(address(asked, "submit/")).status_code == 404
    assert other.upload(address(asked, "papers/"), {"file": picture()}).status_code == 404
    assert Filing.objects.values().get() == before


def test_the_draft_of_a_citizen_is_not_there(system: Caller, account: User, world: World) -> None:
    for filing in (world.filing(), world.filing(account=account)):
        assert system.get(f"filings/{filing.key}/").status_code == 404


def test_a_filing_of_another_center_is_not_submitted_by_this_desk(world: World, addresses: None) -> None:
    office = world.places.office("tiep-nhan", world.places.ta_van)
    caller = Caller(make_token(make_account((Role.COUNTER, office)))[1])
    filing = begin(caller, world)
    caller.upload(address(filing, "papers/"), {"file": picture()})
    assert caller.post(address(filing, "submit/")).status_code == 403
    assert not Dossier.objects.exists()


def test_after_its_expiry_a_filing_is_gone(system: Caller, world: World) -> None:
    filing = begin(system, world)
    with clock.moved_to(later(days=40)):
        assert system.post(address(filing, "submit/")).status_code == 410
        assert system.send("PATCH", address(filing), {"note": "x"}).status_code == 410
        assert system.upload(address(filing, "papers/"), {"file": picture()}).status_code == 410
        assert system.send("DELETE", address(filing), {}).status_code == 204
    assert not Filing.objects.exists()


def test_what_was_submitted_is_not_changed_any_more(system: Caller, world: World) -> None:
    filing = begin(system, world)
    system.upload(address(filing, "papers/"), {"file": picture()})
    system.post(address(filing, "submit/"))
    assert system.send("PATCH", address(filing), {"note": "x"}).status_code == 409
    assert system.send("DELETE", address(filing), {}).status_code == 409
    assert system.upload(address(filing, "papers/"), {"file": picture("b.png")}).status_code == 409
    assert system.get(address(filing)).json()["dossier"] == Dossier.objects.get().pk
