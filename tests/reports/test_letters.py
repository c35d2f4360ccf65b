"""Late dossiers with and without form 04: counted as the late ones are, and opened one by one."""

from datetime import timedelta

import pytest

from dossiers import actions
from dossiers.actions import letters as letter_actions
from dossiers.models import Dossier, Source
from reports.letters import behind, letters
from reports.measures import LEVELS, By, LetterFate
from reports.queries import Scope, figures
from tests.dossiers.world import World
from tests.dossiers_letters.desk import AFTER_IT, DAY, DAY_BEFORE, TEXT, TWO_DAYS_BEFORE, ended_late, to_sign

pytestmark = pytest.mark.django_db
AT = AFTER_IT + 2 * DAY


def scope(world: World, by: By = By.RECEIVING, days_back: int = 30) -> Scope:
    first = AT.date() - timedelta(days=days_back)
    return Scope.of(world.places.sa_pa, first, AT.date(), by, AT)


def with_letter(world: World) -> Dossier:
    letter = to_sign(world)
    letter_actions.sign(letter, at=DAY_BEFORE, by=world.actor("leader"), seen=letter.revision)
    return letter.dossier


def test_every_late_dossier_stands_under_one_of_three(world: World) -> None:
    signed = with_letter(world)
    actions.resolve(signed, at=AFTER_IT, by=world.actor("officer"))
    ended_late(world)
    actions.return_(world.processing(), at=AFTER_IT, by=world.actor("officer"), reason="không đủ điều kiện")
    world.processing()  # overdue now
    taken_over = world.processing()
    Dossier.objects.filter(pk=taken_over.pk).update(source=Source.TAKE_OVER)
    actions.resolve(world.processing(), at=TWO_DAYS_BEFORE, by=world.actor("officer"))  # in time
    for by in By:
        found = letters(scope(world, by))["total"]
        assert (found.issued, found.missing, found.exempt) == (1, 3, 1)
        whole = figures(world.places.sa_pa, scope(world).start, scope(world).end, by, at=AT)
        for level in LEVELS:
            one, told = whole[level], letters(scope(world, by))[level]
            late = one.resolved.late + one.returned.late + one.withdrawn.late + one.pending.overdue
            assert told.issued + told.missing + told.exempt == late


@pytest.mark.parametrize("fate", LetterFate)
def test_each_number_opens_its_dossiers(world: World, fate: LetterFate) -> None:
    signed, late = with_letter(world), ended_late(world)
    other = world.processing()
    Dossier.objects.filter(pk=other.pk).update(source=Source.REPLAY)
    expected = {LetterFate.ISSUED: signed.pk, LetterFate.MISSING: late.pk, LetterFate.EXEMPT: other.pk}[fate]
    assert [(row["dossier"], row["times"]) for row in behind(f"letters.{fate}", "total", scope(world))] == [
        (expected, 1)
    ]
    assert not behind(f"letters.{fate}", "vertical", scope(world)).exists()


def test_a_letter_of_today_does_not_change_what_a_report_of_yesterday_says(world: World) -> None:
    dossier = ended_late(world)
    actions.apologise(dossier, cause="agency", reason=TEXT, at=AT, by=world.actor("leader"))
    yesterday = Scope.of(world.places.sa_pa, AFTER_IT.date(), AT.date() - DAY, By.RECEIVING, AT)
    assert letters(yesterday)["total"].missing == 1
    assert letters(scope(world))["total"].issued == 1


def test_a_letter_counts_for_the_clock_under_which_it_was_signed(world: World) -> None:
    """Late with letter, opened again, late again without one: one of each, and nothing is counted away."""
    dossier = actions.resolve(with_letter(world), at=AFTER_IT, by=world.actor("officer"))
    dossier = actions.reopen(dossier, at=AFTER_IT, by=world.actor("leader"), reason="có sai sót")
    assert dossier.due_at is not None
    later = dossier.due_at + 3 * DAY
    asked = Scope.of(world.places.sa_pa, AFTER_IT.date() - 30 * DAY, later.date(), By.RECEIVING, later)
    found = letters(asked)["total"]
    assert (found.issued, found.missing) == (1, 1)


def test_the_page_shows_them(world: World) -> None:
    from common.clock import moved_to

    with_letter(world)
    ended_late(world)
    with moved_to(AT):
        page = world.personas.client_of("leader").get("/dieu-hanh/").content.decode()
        assert "figure=letters.missing" in page
        opened = world.personas.client_of("leader").get(
            "/dieu-hanh/ho-so/",
            {"figure": "letters.missing", "level": "total", "from": "2026-11-01", "to": "2026-11-30"},
        )
    assert opened.context["value"] == 1
    assert len(opened.context["lines"]) == 1
