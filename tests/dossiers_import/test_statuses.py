"""What becomes of a row in each status: events, dates, who holds it and who may work on it."""

import pytest

from common.clock import moved_to
from dossiers import access, actions
from dossiers.lifecycle import ENDED, OPEN
from dossiers.models import Dossier, DossierEvent, Source
from dossiers.verify import verify_ledger, verify_lifecycle
from notifications.models import OutboxMessage
from policies.actions import change
from policies.catalogue import PolicyKey
from procedures.models import Procedure
from procedures.queries import without_time
from tests.dossiers_import.conftest import Run
from tests.personas import Personas
from tests.places import AT, Places

END = {"finished_at": "2026-11-06T09:00"}
ROWS = {
    "RECEIVED": {},
    "PROCESSING": {},
    "AWAITING_SUPPLEMENT": {},
    "AWAITING_PAYMENT": {},
    "WITHDRAWN": END,
    "RETURNED": END,
    "RESOLVED": END,
    "DELIVERED": {**END, "delivered_at": "2026-11-09T10:00"},
}
EVENTS = {
    "WITHDRAWN": ["take_over", "withdraw"],
    "RETURNED": ["take_over", "return_"],
    "RESOLVED": ["take_over", "resolve"],
    "DELIVERED": ["take_over", "resolve", "deliver"],
}


def test_every_status_that_was_received_is_tried() -> None:
    assert set(ROWS) == OPEN | ENDED


@pytest.mark.parametrize("status", ROWS)
def test_a_row_of_each_status_becomes_a_dossier_of_that_status(status: str, run: Run, catalogue: Places) -> None:
    ended = run([{"status": status, **ROWS[status]}])
    assert ended.code == 0, ended
    dossier = Dossier.objects.get()
    assert (dossier.status, dossier.source, dossier.code) == (status, Source.TAKE_OVER, "H38.1-0001")
    events = list(dossier.events.order_by("number"))
    assert [event.transition for event in events] == EVENTS.get(status, ["take_over"])
    assert {event.source for event in events} == {Source.TAKE_OVER}
    assert dossier.promised_at == dossier.due_at
    assert dossier.held_by_pause == (status.startswith("AWAITING"))
    assert dossier.pauses.count() == int(status.startswith("AWAITING"))
    assert verify_lifecycle().differences == verify_ledger().differences == ()
    assert not OutboxMessage.objects.exists()


def test_delivered_without_its_end_ended_when_it_was_delivered(run: Run, catalogue: Places) -> None:
    run([{"status": "DELIVERED", "delivered_at": "2026-11-09T10:00"}])
    dossier = Dossier.objects.get()
    assert dossier.ended_at == dossier.delivered_at
    assert f"{dossier.ended_at:%d %H}" == "09 03"  # UTC


def test_without_a_due_date_the_limit_in_force_at_reception_counts(run: Run, catalogue: Places) -> None:
    run([{"procedure_code": "1.004873", "received_at": "2026-11-02T08:00", "due_at": ""}])
    dossier = Dossier.objects.select_related("version").get()
    received = f"{dossier.received_at:%d}"
    assert received == "02"
    assert (dossier.quantity, dossier.unit) == (dossier.version.quantity, dossier.version.unit)
    assert dossier.due_at == dossier.promised_at


def test_a_reception_before_the_first_version_takes_the_earliest_one(run: Run, catalogue: Places) -> None:
    assert run([{"received_at": "2025-03-03T08:00", "due_at": ""}]).code == 0
    dossier = Dossier.objects.select_related("version").get()
    assert dossier.version.number == 1


def test_an_unknown_limit_is_made_up_for_by_the_given_due_date(run: Run, catalogue: Places) -> None:
    code = next(v.procedure.code for v in without_time(AT.date()) if v.procedure.level == "commune")
    refused = run([{"procedure_code": code, "due_at": ""}])
    assert (refused.code, Dossier.objects.count()) == (2, 0)
    assert run([{"procedure_code": code, "due_at": "2026-11-09T08:00"}]).code == 0
    dossier = Dossier.objects.get()
    assert (dossier.quantity, dossier.unit) == (5, "working_days")
    assert verify_lifecycle().is_clean


@pytest.mark.parametrize(("level", "kind"), [("commune", "commune"), ("province", "province"), ("vertical", "agency")])
def test_the_level_says_who_decides(level: str, kind: str, run: Run, catalogue: Places) -> None:
    codes = Procedure.objects.filter(level=level).order_by("code").values_list("code", flat=True)
    rows = [{"procedure_code": code, "level": level, "code": f"M-{code}"} for code in codes]
    assert run(rows).code == 0
    units = set(Dossier.objects.values_list("deciding_unit__kind", "level"))
    assert units == {(kind, level)}


@pytest.mark.parametrize("level", ["commune", "province"])
def test_an_interconnected_one_counts_as_the_row_says(level: str, run: Run, catalogue: Places) -> None:
    either = Procedure.objects.filter(level__in=["linked", "province_or_commune", "commune_then_province"])
    codes = either.order_by("code").values_list("code", flat=True)
    assert run([{"procedure_code": code, "level": level, "code": f"M-{code}"} for code in codes]).code == 0
    assert set(Dossier.objects.values_list("deciding_unit__kind", "level")) == {(level, level)}


def test_an_open_one_is_worked_on_here_and_the_citizen_hears_of_it(
    run: Run, catalogue: Places, personas: Personas
) -> None:
    run([{"status": "RECEIVED"}])
    dossier = Dossier.objects.get()
    dossier.owner.email = "lan@sapa.example"
    dossier.owner.save()
    officer, counter = (access.actor_for(personas.people[name], AT) for name in ("officer", "counter"))
    assert access.visible_to(personas.officer, AT).count() == 1
    assert access.visible_to(personas.officer_elsewhere, AT).count() == 0
    dossier = actions.start(dossier, at=AT, by=officer)
    assert not OutboxMessage.objects.exists()  # starting says nothing to anybody
    dossier = actions.resolve(dossier, at=AT, by=officer)
    dossier = actions.deliver(dossier, "Hạng Thị Lan", at=AT, by=counter)
    done = DossierEvent.objects.filter(dossier=dossier).exclude(transition="take_over")
    assert set(done.values_list("source", flat=True)) == {Source.HERE}
    assert OutboxMessage.objects.filter(address="lan@sapa.example").count() == 2
    assert verify_lifecycle().differences == verify_ledger().differences == ()


def test_its_page_offers_no_slip_that_was_never_issued_here(run: Run, catalogue: Places, personas: Personas) -> None:
    run([{}])
    dossier = Dossier.objects.get()
    with moved_to(AT):
        page = personas.client_of("officer").get(f"/xu-ly/ho-so/{dossier.pk}/")
    assert page.status_code == 200
    assert "giay-tiep-nhan.pdf" not in page.content.decode()


def test_a_paused_one_goes_on_with_the_time_that_was_left(run: Run, catalogue: Places, personas: Personas) -> None:
    run([{"status": "AWAITING_SUPPLEMENT", "received_at": "2026-11-02T08:00", "due_at": "2026-11-05T08:00"}])
    dossier = Dossier.objects.get()
    counter, leader = (access.actor_for(personas.people[name], AT) for name in ("counter", "leader"))
    dossier = actions.supply(dossier, at=AT, by=counter)
    assert dossier.due_at is not None
    assert dossier.due_at > AT
    assert f"{dossier.promised_at:%d}" == "05"
    dossier = actions.stop(dossier, at=AT, by=leader, reason="nhập nhầm")
    dossier = actions.reopen(dossier, at=AT, by=leader, reason="mở lại")
    assert dossier.status == "PROCESSING"
    assert verify_lifecycle().differences == verify_ledger().differences == ()


def test_nobodys_paused_dossier_lapses_because_of_the_time_before_the_taking_over(run: Run, catalogue: Places) -> None:
    change(key=PolicyKey.SUPPLEMENT_LAPSE_DAYS, value=5, valid_from=AT.date(), by=None, at=AT)
    run([{"status": "AWAITING_SUPPLEMENT"}])
    dossier = Dossier.objects.get()
    assert dossier.applicant_due_at is not None
    assert dossier.applicant_due_at > AT
