"""Every original is somewhere: with an office, on the way, missing, given back or kept; no row is ever rewritten."""

import io
from datetime import timedelta
from typing import Any

import pytest
import zxingcpp
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from pypdf import PdfReader

from accounts.models import User
from accounts.roles import Role
from centers.actions import appoint
from centers.load import load_places
from centers.models import Center, Office, OfficeKind
from common.errors import Refusal
from dossiers import access, actions
from dossiers.actions.giving_back import NotOver, NotYours, ReasonForKeeping
from dossiers.actions.intake import PaperIn
from dossiers.actions.originals import NoteMissing, NotThere, where
from dossiers.actors import Actor
from dossiers.api.fields import bound, read
from dossiers.api.opened import document, open_dossier
from dossiers.forms.actions import Ask, verb_of
from dossiers.models import Dossier, OriginalMove
from dossiers.queries.worklist import View
from dossiers.slips.handover import NothingOnTheWay, handover_pdf, handover_pictures
from notifications.models import Notice
from tests.dossiers.world import World, world
from tests.personas import make_staff, sign_in
from tests.places import AT

__all__ = ["world"]

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PAPERS = (PaperIn("Giấy chứng nhận quyền sử dụng đất", originals=2), PaperIn("Tờ khai", originals=1, copies=1))


class Way:
    """Received at Tả Van, decided at Sa Pa, returned at Tả Van; and who works there."""

    def __init__(self, world: World) -> None:
        places = world.places
        self.world = world
        self.people = {
            "desk": make_staff("quay_tv", Role.COUNTER, office=places.office("tiep-nhan", places.ta_van)),
            "leader": make_staff("lanhdao_tv", Role.LEADER, center=places.ta_van),
            "officer": world.personas.officer,
        }
        self.dossier = actions.receive_at_counter(self.intake(), at=AT, by=self.by("desk"))
        self.deed, self.form = self.dossier.papers.order_by("pk")

    def intake(self, **changed: Any) -> actions.Intake:
        places = self.world.places
        given = {"receiving_center": places.ta_van, "deciding_center": places.sa_pa, "papers": PAPERS, **changed}
        return self.world.intake(**given)

    def by(self, name: str) -> Actor:
        return access.actor_for(self.people[name], AT)

    def office(self, slug: str, name: str) -> Office:
        return self.world.places.office(slug, getattr(self.world.places, name))

    def told(self) -> list[tuple[str, str, int, str]]:
        """(paper, state, count, office) of all."""
        names = {self.deed.pk: "deed", self.form.pk: "form"}
        offices = {self.office("tiep-nhan", "ta_van").pk: "ta_van", self.office("van-phong", "sa_pa").pk: "sa_pa"}
        found = where(self.dossier)
        return [(names[one.paper_id], one.state.value, one.count, offices[one.office_id]) for one in found]

    def client(self, name: str) -> Client:
        client = Client()
        sign_in(client, self.people[name])
        return client

    def confirm(self, **given: Any) -> None:
        self.dossier = actions.confirm_hand_over(self.dossier, at=AT + HOUR, by=self.by("officer"), **given)

    def resolve(self) -> None:
        self.dossier = actions.start(self.dossier, at=AT + HOUR, by=self.by("officer"))
        self.dossier = actions.resolve(self.dossier, at=AT + 2 * HOUR, by=self.by("officer"))

    def return_(self) -> None:
        self.dossier = actions.return_(self.dossier, at=AT + 2 * HOUR, by=self.by("officer"), reason="không đủ")


@pytest.fixture
def way(world: World) -> Way:
    return Way(world)


def test_originals_go_with_the_dossier_and_come_back(way: Way) -> None:
    assert way.told() == [("deed", "on_the_way", 2, "sa_pa"), ("form", "on_the_way", 1, "sa_pa")]
    way.confirm()
    assert way.told() == [("deed", "here", 2, "sa_pa"), ("form", "here", 1, "sa_pa")]
    way.resolve()
    assert way.told() == [("deed", "on_the_way", 2, "ta_van"), ("form", "on_the_way", 1, "ta_van")]
    dossier = actions.deliver(
        way.dossier, "x", at=AT + 3 * HOUR, by=way.by("desk"), given_back={way.deed.pk: 2}, kept_reason="lưu hồ sơ"
    )
    assert dossier.status == "DELIVERED"
    assert way.told() == [("deed", "given_back", 2, "ta_van"), ("form", "kept", 1, "ta_van")]


def test_in_a_third_place_originals_arrive_before_they_are_given_back(way: Way) -> None:
    """To hand out confirms the hand-over: both in one go, read again in this order by page and API."""
    load_places(at=AT, communes={"03006", "03037", "03046"})
    third = Center.objects.get(slug="ban-ho")
    way.people["returner"] = make_staff("quay_bh", Role.COUNTER, office=way.world.places.office("tiep-nhan", third))
    way.dossier = actions.receive_at_counter(way.intake(return_center=third), at=AT, by=way.by("desk"))
    way.deed, way.form = way.dossier.papers.order_by("pk")
    way.confirm()
    way.resolve()
    returner = way.by("returner")
    way.dossier = actions.deliver(
        way.dossier, "x", at=AT + 3 * HOUR, by=returner, given_back={way.deed.pk: 2}, kept_reason="lưu hồ sơ"
    )
    assert [one.state.value for one in where(way.dossier)] == ["given_back", "kept"]
    told = document(open_dossier(returner, AT + 4 * HOUR, str(way.dossier.pk)))["originals"]
    assert [one["state"] for one in told] == ["given_back", "kept"]
    assert way.client("returner").get(f"/quay/ho-so/{way.dossier.pk}/").status_code == 200


def test_an_original_that_is_named_twice_is_one(way: Way) -> None:
    same = f"{way.deed.pk}.1"
    values = read("confirm_hand_over", {"arrived": [same, same, f"{way.form.pk}.1"], "note": "thiếu bản thứ hai"})
    bound(Ask(way.dossier, "confirm_hand_over", AT + HOUR), values).act(
        verb_of("confirm_hand_over"), by=way.by("officer")
    )
    assert ("deed", "missing", 1, "sa_pa") in way.told()


def test_at_every_moment_all_originals_are_counted(way: Way) -> None:
    """Whatever happens, each paper's parts add up to what was handed in."""

    def total() -> list[int]:
        found = where(way.dossier)
        return [sum(one.count for one in found if one.paper_id == paper.pk) for paper in (way.deed, way.form)]

    assert total() == [2, 1]
    way.confirm(arrived={way.deed.pk: 1, way.form.pk: 1}, note="thiếu một")
    assert total() == [2, 1]
    way.resolve()
    assert total() == [2, 1]
    actions.take_in(way.dossier, {way.deed.pk: 1}, at=AT + 3 * HOUR, by=way.by("officer"))
    assert total() == [2, 1]


def test_inside_one_center_nothing_is_written_and_hardly_anything_read(world: World) -> None:
    def statements(**changed: Any) -> int:
        intake = world.intake(**changed)
        by = world.actor("counter")
        with CaptureQueriesContext(connection) as queries:
            dossier = actions.receive_at_counter(intake, at=AT, by=by)
        assert dossier.holder.center == world.places.sa_pa
        return len(queries)

    statements(papers=PAPERS)
    assert statements(papers=PAPERS) == statements(papers=[PaperIn("Tờ khai", copies=1)])
    dossier = Dossier.objects.latest("pk")
    dossier = actions.start(dossier, at=AT, by=world.actor("officer"))
    actions.resolve(dossier, at=AT, by=world.actor("officer"))
    assert not OriginalMove.objects.exists()


def test_what_did_not_arrive_is_told_to_both_offices_and_the_leader(way: Way) -> None:
    arrived = {way.deed.pk: 1, way.form.pk: 1}
    with pytest.raises(NoteMissing):
        way.confirm(arrived=arrived)
    assert way.told()[0] == ("deed", "on_the_way", 2, "sa_pa")
    with pytest.raises(NotThere):
        way.confirm(arrived={way.deed.pk: 3})
    way.confirm(arrived=arrived, note="Thiếu bản thứ hai, đã báo chị Yến")
    assert way.told() == [
        ("deed", "here", 1, "sa_pa"),
        ("deed", "missing", 1, "sa_pa"),
        ("form", "here", 1, "sa_pa"),
    ]
    told = {(notice.office.unit.slug, notice.office.slug) for notice in Notice.objects.filter(key__contains="missing")}
    leaders = {(office.unit.slug, office.slug) for office in Office.objects.filter(kind=OfficeKind.LEADERSHIP)}
    assert len(leaders) == 2
    assert told == {("sa-pa", "van-phong"), ("ta-van", "tiep-nhan")} | leaders
    for name in ("desk", "leader", "officer"):
        page = way.client(name).get(f"/xu-ly/ho-so/{way.dossier.pk}/").content.decode()
        assert "Thiếu bản thứ hai, đã báo chị Yến" in page, name


def test_what_was_missing_turns_up(way: Way) -> None:
    way.confirm(arrived={way.form.pk: 1}, note="chưa thấy")
    with pytest.raises(NotThere):
        actions.take_in(way.dossier, {way.deed.pk: 2}, at=AT + 2 * HOUR, by=way.by("desk"))
    client = way.client("officer")
    page = client.get(f"/xu-ly/ho-so/{way.dossier.pk}/").content.decode()
    assert f"/xu-ly/ho-so/{way.dossier.pk}/ban-chinh/nhan/" in page
    sent = {"revision": way.dossier.revision, "originals": [f"{way.deed.pk}.1"], "note": "tìm thấy"}
    assert client.post(f"/xu-ly/ho-so/{way.dossier.pk}/ban-chinh/nhan/", sent).status_code == 302
    assert way.told()[:2] == [("deed", "here", 1, "sa_pa"), ("deed", "missing", 1, "sa_pa")]
    actions.take_in(way.dossier, {way.deed.pk: 1}, at=AT + 2 * HOUR, by=way.by("officer"))
    assert way.told() == [("deed", "here", 2, "sa_pa"), ("form", "here", 1, "sa_pa")]


def test_the_page_of_a_confirmation_lists_the_originals_ticked(way: Way) -> None:
    client = way.client("officer")
    page = client.get(f"/xu-ly/ho-so/{way.dossier.pk}/").content.decode()
    form = page.partition('id="confirm_hand_over"')[2].partition("</form>")[0]
    assert form.count("checked") == 3
    data = {"confirm_hand_over-revision": way.dossier.revision, "confirm_hand_over-listed": "1"}
    address = f"/xu-ly/ho-so/{way.dossier.pk}/confirm_hand_over/"
    assert client.post(address, data).status_code == 422
    data["confirm_hand_over-note"] = "Không có bản chính nào"
    assert client.post(address, data).status_code == 302
    assert [state for _name, state, _count, _office in way.told()] == ["missing", "missing"]


def test_after_a_return_the_originals_travel_to_the_desk_and_to_the_citizen(way: Way) -> None:
    way.confirm()
    with pytest.raises(NotOver):
        actions.send_back(way.dossier, at=AT + HOUR, by=way.by("officer"))
    way.return_()
    with pytest.raises(NotThere):
        actions.give_back(way.dossier, {way.deed.pk: 2}, at=AT + 3 * HOUR, by=way.by("desk"))
    officer, desk = way.client("officer"), way.client("desk")
    home = f"/xu-ly/ho-so/{way.dossier.pk}/"
    assert "ban-chinh/gui/" in officer.get(home).content.decode()
    sent = {"revision": way.dossier.revision, "originals": [f"{way.deed.pk}.1"]}
    assert officer.post(f"{home}ban-chinh/gui/", sent).status_code == 302
    assert [one[1:] for one in way.told()] == [("on_the_way", 2, "ta_van"), ("on_the_way", 1, "ta_van")]
    everything = [f"{way.deed.pk}.1", f"{way.deed.pk}.2", f"{way.form.pk}.1"]
    assert "ban-chinh/nhan/" in desk.get(home).content.decode()
    assert desk.post(f"{home}ban-chinh/nhan/", {**sent, "originals": everything}).status_code == 302
    assert "ban-chinh/tra/" in desk.get(home).content.decode()
    assert desk.post(f"{home}ban-chinh/tra/", {**sent, "originals": everything}).status_code == 302
    assert [one[1] for one in way.told()] == ["given_back", "given_back"]
    assert desk.post(f"{home}ban-chinh/tra/", {**sent, "originals": everything}).status_code == 422


def test_only_the_desk_gives_back_and_only_what_lies_there(way: Way, world: World) -> None:
    way.confirm()
    way.return_()
    with pytest.raises(NotYours):
        actions.give_back(way.dossier, {way.deed.pk: 1}, at=AT + 3 * HOUR, by=way.by("officer"))
    with pytest.raises(NotYours):
        actions.give_back(way.dossier, {way.deed.pk: 1}, at=AT + 3 * HOUR, by=world.actor("counter"))
    stranger = Client()
    sign_in(stranger, world.personas.officer_elsewhere)
    assert stranger.post(f"/xu-ly/ho-so/{way.dossier.pk}/ban-chinh/nhan/", {}).status_code == 404
    assert [one[1] for one in way.told()] == ["here", "here"]


def test_what_stops_on_its_way_belongs_to_the_giver_again(way: Way) -> None:
    dossier = actions.withdraw(way.dossier, at=AT + HOUR, by=way.by("desk"))
    assert way.told() == [("deed", "here", 2, "ta_van"), ("form", "here", 1, "ta_van")]
    actions.give_back(dossier, {way.deed.pk: 2, way.form.pk: 1}, at=AT + HOUR, by=way.by("desk"))
    assert [one[1] for one in way.told()] == ["given_back", "given_back"]


def test_keeping_needs_a_reason(way: Way) -> None:
    way.confirm()
    way.resolve()
    with pytest.raises(ReasonForKeeping):
        actions.deliver(way.dossier, "x", at=AT + 3 * HOUR, by=way.by("desk"), given_back={})
    assert Dossier.objects.get(pk=way.dossier.pk).status == "RESOLVED"
    with pytest.raises(NotThere):
        actions.deliver(way.dossier, "x", at=AT + 3 * HOUR, by=way.by("desk"), given_back={way.deed.pk: 3})


def test_the_page_of_a_delivery_asks_what_is_given_back(way: Way) -> None:
    way.confirm()
    way.resolve()
    client = way.client("desk")
    page = client.get(f"/quay/ho-so/{way.dossier.pk}/").content.decode()
    assert page.count('name="deliver-given_back"') == 3
    data = {
        "deliver-revision": way.dossier.revision,
        "deliver-collector": "Hạng Thị Lan",
        "deliver-listed": "1",
        "deliver-given_back": [f"{way.deed.pk}.1", f"{way.deed.pk}.2"],
        "deliver-kept_reason": "Lưu cùng hồ sơ",
    }
    assert client.post(f"/xu-ly/ho-so/{way.dossier.pk}/deliver/", data).status_code == 302
    assert way.told() == [("deed", "given_back", 2, "ta_van"), ("form", "kept", 1, "ta_van")]
    assert "Lưu cùng hồ sơ" in client.get(f"/quay/ho-so/{way.dossier.pk}/").content.decode()


def test_one_person_at_both_ends_sends_and_takes_in_at_once(way: Way, world: World) -> None:
    both = make_staff("hai_noi", Role.COUNTER, office=way.office("tiep-nhan", "ta_van"))
    appoint(both, Role.OFFICER, office=way.office("van-phong", "sa_pa"), since=AT.date())
    way.dossier = actions.receive_at_counter(way.intake(), at=AT, by=access.actor_for(both, AT))
    way.deed, way.form = way.dossier.papers.order_by("pk")
    assert way.told() == [("deed", "here", 2, "sa_pa"), ("form", "here", 1, "sa_pa")]
    back = actions.hand_over(way.dossier, way.office("tiep-nhan", "ta_van"), at=AT, by=access.actor_for(both, AT))
    assert back.holder == way.office("tiep-nhan", "ta_van")
    assert way.told() == [("deed", "here", 2, "ta_van"), ("form", "here", 1, "ta_van")]


def test_the_database_refuses_to_rewrite_the_way(way: Way) -> None:
    for change in (lambda rows: rows.update(count=9), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(OriginalMove.objects.filter(dossier=way.dossier))


def test_the_api_takes_and_tells_the_same(way: Way) -> None:
    ask = Ask(way.dossier, "confirm_hand_over", AT + HOUR)
    form = bound(ask, read("confirm_hand_over", {"arrived": [f"{way.deed.pk}.2"], "note": "thiếu"}))
    way.dossier = form.act(verb_of("confirm_hand_over"), by=way.by("officer"))
    told = document(open_dossier(way.by("officer"), AT + HOUR, str(way.dossier.pk)))
    assert [(one["paper"], one["state"], one["count"]) for one in told["originals"]] == [
        (way.deed.pk, "here", 1),
        (way.deed.pk, "missing", 1),
        (way.form.pk, "missing", 1),
    ]
    assert [(one["kind"], one["leg"]) for one in told["original_moves"]] == [
        ("sent", 2), ("sent", 2), ("arrived", None), ("arrived", None),
    ]  # fmt: skip
    same = {(one.paper_id, one.state.value, one.count, one.office_id) for one in where(way.dossier)}
    assert {(one["paper"], one["state"], one["count"], one["office"]) for one in told["originals"]} == same


def test_the_api_says_nothing_and_everything_arrives(way: Way) -> None:
    form = bound(Ask(way.dossier, "confirm_hand_over", AT + HOUR), read("confirm_hand_over", {}))
    way.dossier = form.act(verb_of("confirm_hand_over"), by=way.by("officer"))
    assert [one[1] for one in way.told()] == ["here", "here"]


def test_the_slip_lists_dossiers_and_originals_and_its_codes_lead_to_them(way: Way) -> None:
    by = way.by("desk")
    second = actions.receive_at_counter(way.intake(), at=AT, by=by)
    dossiers = [way.dossier, second]
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(handover_pdf(dossiers, by, at=AT))).pages)
    for expected in (str(way.dossier.code), str(second.code), "Giấy chứng nhận quyền sử dụng đất", "2 bản chính"):
        assert expected in text, expected
    pictures = handover_pictures(dossiers, by, at=AT)
    assert len(pictures) == 1
    codes = [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(pictures[0])))]
    assert {code.rstrip("/").rpartition("/")[2] for code in codes} == {str(dossier.pk) for dossier in dossiers}


def test_the_slip_is_for_giver_and_receiver_only(way: Way, world: World) -> None:
    address = f"/xu-ly/phieu-ban-giao/?ho-so={way.dossier.pk}"
    for name in ("desk", "officer"):
        assert way.client(name).get(address)["Content-Type"] == "application/pdf", name
    assert world.personas.client_of("officer_elsewhere").get(address).status_code == 404
    sent = way.client("desk").get(f"/xu-ly/?muc={View.SENT.value}").content.decode()
    assert f'name="ho-so" value="{way.dossier.pk}"' in sent
    assert "/xu-ly/phieu-ban-giao/" in sent
    way.confirm()
    with pytest.raises(NothingOnTheWay):
        handover_pdf([way.dossier], way.by("desk"), at=AT)
    assert way.client("desk").get(address).status_code == 404


def test_a_refused_confirmation_leaves_no_trace(way: Way, world: World) -> None:
    before = OriginalMove.objects.count()
    stranger: User = world.personas.officer_elsewhere
    with pytest.raises(Refusal):
        actions.confirm_hand_over(way.dossier, at=AT + HOUR, by=access.actor_for(stranger, AT))
    assert OriginalMove.objects.count() == before
