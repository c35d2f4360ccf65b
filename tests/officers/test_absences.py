"""Officers who are away: the stand-in has their dossiers, and gives them back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from centers.absences import AbsenceRefused, end_absence, stand_ins
from centers.actions import end_posting
from centers.models import Absence
from dossiers import actions, sweeps
from dossiers.actions.standing_in import settle
from dossiers.lifecycle import Status
from dossiers.models import Dossier, DossierEvent, ReminderKind
from dossiers.verify import verify_ledger, verify_lifecycle
from notifications.models import Notice
from tests.dossiers_staff.conftest import speaking_english
from tests.officers.colleagues import DAY, TODAY, Colleagues
from tests.places import AT

pytestmark = pytest.mark.django_db


def _has(dossier: Dossier) -> User | None:
    return Dossier.objects.select_related("assignee").get(pk=dossier.pk).assignee


def _moves(dossier: Dossier) -> list[tuple[int | None, int | None, str]]:
    """(to whom, for whom, role) of each assignment, oldest first."""
    events = DossierEvent.objects.filter(dossier=dossier, transition="assign").order_by("number")
    return [(event.facts["to_user"], event.facts.get("stands_in_for"), event.role) for event in events]


def test_the_stand_in_has_the_dossiers_at_once_and_the_officer_again_afterwards(office: Colleagues) -> None:
    dossier, other = office.assigned(office.officer), office.assigned(office.mai)
    office.absent(office.officer, office.dua)
    assert settle(at=AT) == 1
    assert (_has(dossier), _has(other)) == (office.dua, office.mai)
    assert settle(at=AT + 4 * DAY) == 0
    assert settle(at=AT + 5 * DAY) == 1
    assert _has(dossier) == office.officer
    assert Dossier.objects.get(pk=dossier.pk).stands_in_for is None
    officer, dua = office.officer.pk, office.dua.pk
    assert _moves(dossier) == [(officer, None, "head"), (dua, officer, "system"), (officer, None, "system")]
    reasons = DossierEvent.objects.filter(dossier=dossier, role="system").order_by("number")
    assert [event.reason for event in reasons] == [
        "Officer vắng mặt từ 19/11/2026 đến 23/11/2026; Sung Dua giải quyết thay.",
        "Officer đã trở lại làm việc.",
    ]
    assert verify_lifecycle().is_clean
    assert verify_ledger().is_clean


def test_an_absence_that_begins_later_moves_nothing_before_its_first_day(office: Colleagues) -> None:
    dossier = office.assigned(office.officer)
    office.absent(office.officer, office.dua, since=TODAY + 2 * DAY)
    assert settle(at=AT + DAY) == 0
    assert settle(at=AT + 2 * DAY) == 1
    assert _has(dossier) == office.dua


def test_who_comes_back_early_has_them_at_once(office: Colleagues) -> None:
    dossier = office.assigned(office.officer)
    absence = office.absent(office.officer, office.dua)
    settle(at=AT)
    end_absence(absence, at=AT, by=office.officer)
    assert settle(at=AT) == 1
    assert _has(dossier) == office.officer


def test_what_the_head_gave_to_somebody_else_meanwhile_stays_there(office: Colleagues) -> None:
    dossier = office.assigned(office.officer)
    office.absent(office.officer, office.dua)
    settle(at=AT)
    actions.assign(dossier, office.mai, at=AT, by=office.world.actor("head"), reason="Dua bận")
    assert settle(at=AT + 5 * DAY) == 0
    assert _has(dossier) == office.mai


def test_what_ended_meanwhile_or_left_the_office_does_not_come_back(office: Colleagues) -> None:
    ended, handed_on = office.assigned(office.officer), office.assigned(office.officer)
    office.absent(office.officer, office.dua)
    assert settle(at=AT) == 2
    head, leader = office.world.actor("head"), office.world.actor("leader")
    actions.return_(ended, at=AT, by=office.world.actor("officer"), reason="không đủ điều kiện")
    actions.hand_over(handed_on, office.world.places.office("kinh-te"), at=AT, by=head)
    actions.confirm_hand_over(Dossier.objects.get(pk=handed_on.pk), at=AT, by=leader)
    assert settle(at=AT + 5 * DAY) == 0
    assert Dossier.objects.get(pk=handed_on.pk).stands_in_for is None


def test_what_is_assigned_to_an_absent_officer_goes_to_the_stand_in(office: Colleagues) -> None:
    office.absent(office.officer, office.dua)
    dossier = office.assigned(office.officer)
    assert _has(dossier) == office.dua
    assert settle(at=AT) == 0
    settle(at=AT + 5 * DAY)
    assert _has(dossier) == office.officer


def test_a_stand_in_of_another_office_is_named_when_work_is_given_out(office: Colleagues) -> None:
    office.absent(office.officer, office.dua)
    end_posting(office.dua.postings.get(), until=TODAY - DAY, by=None)
    with pytest.raises(actions.verbs.NobodyThere):
        office.assigned(office.officer)


def test_reminders_go_to_the_stand_in(office: Colleagues) -> None:
    dossier = office.assigned(office.officer)
    assert dossier.soon_at is not None
    office.absent(office.officer, office.dua, until=TODAY + 30 * DAY)
    sweeps.sweep(ReminderKind.DUE_SOON, at=dossier.soon_at)  # even before the dossier has passed over
    told = set(Notice.objects.filter(template="dossier_due_soon").values_list("user", flat=True))
    assert told == {office.dua.pk, office.world.personas.head.pk}


def test_a_stand_in_who_falls_ill_is_stood_in_for_too(office: Colleagues) -> None:
    dossier = office.assigned(office.officer)
    office.absent(office.officer, office.dua, until=TODAY + 9 * DAY)
    settle(at=AT)
    office.absent(office.dua, office.mai, since=TODAY + 2 * DAY, until=TODAY + 4 * DAY)
    assert stand_ins(TODAY + 3 * DAY) == {office.officer.pk: office.mai.pk, office.dua.pk: office.mai.pk}
    settle(at=AT + 2 * DAY)
    assert _has(dossier) == office.mai
    settle(at=AT + 5 * DAY)
    assert _has(dossier) == office.dua
    settle(at=AT + 10 * DAY)
    assert _has(dossier) == office.officer


def test_a_stand_in_who_is_away_is_refused_and_so_is_a_circle(office: Colleagues) -> None:
    office.absent(office.officer, office.dua)
    with pytest.raises(AbsenceRefused, match="19/11/2026"):
        office.absent(office.mai, office.officer, since=TODAY + 4 * DAY, until=TODAY + 6 * DAY)
    with pytest.raises(AbsenceRefused, match="19/11/2026"):
        office.absent(office.dua, office.officer)
    office.absent(office.mai, office.officer, since=TODAY + 5 * DAY, until=TODAY + 6 * DAY)


def test_two_absences_of_one_person_may_not_overlap(office: Colleagues) -> None:
    first = office.absent(office.officer, office.dua)
    with pytest.raises(AbsenceRefused) as refused:
        office.absent(office.officer, office.mai, since=TODAY + 4 * DAY, until=TODAY + 6 * DAY)
    assert refused.value.field == "since"
    end_absence(first, at=AT, by=office.officer)
    office.absent(office.officer, office.mai, since=TODAY + 4 * DAY, until=TODAY + 6 * DAY)


def test_the_database_refuses_overlapping_absences_too(office: Colleagues) -> None:
    first = office.absent(office.officer, office.dua)
    with pytest.raises(IntegrityError):
        Absence.objects.create(
            user=office.officer,
            stand_in=office.mai,
            since=first.until,
            until=first.until + DAY,
            reason="hai lần",
            entered_at=AT,
            entered_by=office.officer,
        )


@pytest.mark.parametrize(
    ("days", "field"), [((1, 0), "until"), ((-3, -1), "until")], ids=["ends before it begins", "is over already"]
)
def test_days_that_make_no_sense_are_refused(days: tuple[int, int], field: str, office: Colleagues) -> None:
    with pytest.raises(AbsenceRefused) as refused:
        office.absent(office.officer, office.dua, since=TODAY + days[0] * DAY, until=TODAY + days[1] * DAY)
    assert refused.value.field == field


def test_only_a_colleague_of_the_same_office_stands_in(office: Colleagues) -> None:
    for stranger in (office.officer, office.world.personas.counter, office.world.personas.officer_elsewhere):
        with pytest.raises(AbsenceRefused) as refused:
            office.absent(office.officer, stranger)
        assert refused.value.field == "stand_in"


def test_what_waits_for_the_applicant_passes_over_too(office: Colleagues) -> None:
    paused = office.assigned(office.officer)
    office.absent(office.officer, office.dua)
    actions.request_payment(paused, 50_000, legal_basis="Nghị quyết mẫu", at=AT, by=office.world.actor("officer"))
    assert settle(at=AT) == 1
    assert Dossier.objects.get(pk=paused.pk).status == Status.AWAITING_PAYMENT


def test_settling_again_costs_the_same_however_many_dossiers_are_held(office: Colleagues) -> None:
    office.absent(office.officer, office.dua)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            settle(at=AT)
        return len(queries)

    office.assigned(office.officer)
    cost()
    one = cost()
    for _number in range(20):
        office.assigned(office.officer)
    assert cost() == one


# The page


def _typed(office: Colleagues, **changed: str) -> dict[str, str]:
    known = {"since": "19/11/2026", "until": "23/11/2026", "stand_in": str(office.dua.pk), "reason": "nghỉ phép"}
    return {**known, **changed}


def test_an_officer_enters_the_own_absence_and_ends_it(office: Colleagues) -> None:
    dossier = office.assigned(office.officer)
    client = speaking_english(office.world, "officer")
    page = client.post("/xu-ly/vang-mat/", _typed(office), follow=True).content.decode()
    assert "1 dossier has changed hands." in page
    assert "I am back" in page
    assert _has(dossier) == office.dua
    absence = Absence.objects.get()
    assert (absence.user, absence.entered_by) == (office.officer, office.officer)
    page = client.post(f"/xu-ly/vang-mat/{absence.pk}/ket-thuc/", follow=True).content.decode()
    assert "Nobody of yours is away or will be" in page
    assert _has(dossier) == office.officer


def test_the_head_enters_an_absence_for_an_officer_and_an_officer_only_the_own(office: Colleagues) -> None:
    wanted = _typed(office, user=str(office.mai.pk))
    assert speaking_english(office.world, "officer").post("/xu-ly/vang-mat/", wanted).status_code == 422
    assert not Absence.objects.exists()
    assert speaking_english(office.world, "head").post("/xu-ly/vang-mat/", wanted).status_code == 302
    assert Absence.objects.get().user == office.mai


def test_what_cannot_be_entered_is_told_beside_its_field(office: Colleagues) -> None:
    client: Client = speaking_english(office.world, "officer")
    answer = client.post("/xu-ly/vang-mat/", _typed(office, until="18/11/2026", reason="bệnh nhẹ"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "The last day cannot lie before the first day." in page
    assert "bệnh nhẹ" in page


def test_nobody_else_ends_or_reads_an_absence(office: Colleagues) -> None:
    absence = office.absent(office.officer, office.dua)
    for person in ("counter", "officer_elsewhere"):
        client = speaking_english(office.world, person)
        assert client.post(f"/xu-ly/vang-mat/{absence.pk}/ket-thuc/").status_code == 404
        assert (
            "Officer" not in client.get("/xu-ly/vang-mat/").content.decode().partition("<h1>")[2].partition("<form")[0]
        )
    absence.refresh_from_db()
    assert absence.ended_at is None


def test_the_dossier_page_tells_for_whom_somebody_stands_in(office: Colleagues) -> None:
    dossier = office.assigned(office.officer)
    office.absent(office.officer, office.dua, until=TODAY + timedelta(days=2))
    settle(at=AT)
    page = speaking_english(office.world, "head").get(f"/xu-ly/ho-so/{dossier.pk}/").content.decode()
    assert "Stands in for: Officer" in page
    assert "Officer (absent until 21/11/2026; Sung Dua gets it)" in page
