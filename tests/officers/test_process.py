"""The process on the page of a dossier: what is done, where it is, who has it, what is late."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import actions
from dossiers.models import Dossier
from dossiers.queries.process import process_of_dossier
from procedures.diagram import Box
from procedures.queries import steps_of
from tests.dossiers_staff.conftest import speaking_english
from tests.officers.colleagues import Colleagues
from tests.places import AT

pytestmark = pytest.mark.django_db


def _boxes(dossier: Dossier, at: object = AT) -> tuple[Box, ...]:
    stored = Dossier.objects.get(pk=dossier.pk)
    return process_of_dossier(stored, steps_of(stored.version), at).boxes  # type: ignore[arg-type]


def test_the_step_it_is_in_names_office_and_officer(office: Colleagues) -> None:
    boxes = _boxes(office.assigned(office.dua))
    here = [box for box in boxes if box.state == "current"]
    assert len(here) == 1
    assert here[0].who.endswith("· Sung Dua")
    before = [box for box in boxes if box.number < here[0].number]
    assert before
    assert {box.state for box in before} == {"done"}
    assert {box.state for box in boxes if box.number > here[0].number} <= {"todo"}


def test_who_did_a_step_stands_in_it(office: Colleagues) -> None:
    boxes = _boxes(office.world.processing())
    assert boxes[0].who.endswith("· Counter")


def test_on_its_way_it_is_where_it_was_sent(office: Colleagues) -> None:
    dossier = office.world.received()
    here = next(box for box in _boxes(dossier) if box.state == "current")
    assert here.who == office.world.places.office("van-phong").name


def test_a_step_past_its_date_is_late_and_a_pause_that_holds_stops_that(office: Colleagues) -> None:
    dossier = office.world.processing()
    assert dossier.step_due_at is not None
    later = dossier.step_due_at + timedelta(minutes=1)
    assert [box.is_late for box in _boxes(dossier, later) if box.state == "current"] == [True]
    assert not any(box.is_late for box in _boxes(dossier))
    actions.request_payment(dossier, 50_000, legal_basis="Nghị quyết mẫu", at=AT, by=office.world.actor("officer"))
    assert not any(box.is_late for box in _boxes(dossier, later) if box.state == "current")


def test_a_delivered_dossier_has_done_every_step(office: Colleagues) -> None:
    assert {box.state for box in _boxes(office.world.in_status("DELIVERED"))} == {"done"}


def test_before_reception_no_step_is_done(office: Colleagues) -> None:
    assert {box.state for box in _boxes(office.world.submitted())} == {"todo"}


def test_the_page_shows_the_picture_and_says_the_same_in_words(office: Colleagues) -> None:
    dossier = office.assigned(office.dua)
    page = speaking_english(office.world, "head").get(f"/xu-ly/ho-so/{dossier.pk}/").content.decode()
    assert page.count('<svg class="diagram__picture') == 2
    assert 'aria-current="step"' in page
    assert "Now here" in page


def test_everybody_sees_the_process_of_a_procedure_without_people(office: Colleagues) -> None:
    code = office.world.versions["days"].procedure.code
    office.assigned(office.dua)
    page = speaking_english(office.world, "citizen").get(f"/thu-tuc/{code}/").content.decode()
    assert page.count('<svg class="diagram__picture') == 2
    assert "Sung Dua" not in page
    assert "Now here" not in page


def test_the_picture_costs_one_query(office: Colleagues) -> None:
    dossier = Dossier.objects.select_related("holder", "assignee").get(pk=office.world.processing().pk)
    steps = steps_of(dossier.version)
    process_of_dossier(dossier, steps, AT)
    with CaptureQueriesContext(connection) as queries:
        process_of_dossier(dossier, steps, AT)
    assert len(queries) == 1
