"""How long results took: classes that add up, medians of any sum, and the same numbers on the pages."""

from random import Random
from statistics import median

import pytest

from common.clock import moved_to
from dossiers import actions
from dossiers.compaction import compact
from dossiers.durations import DAY, EDGES, HOUR, class_of
from dossiers.measures import TOOK
from dossiers.models import LedgerSpan
from reports import durations
from reports.durations import LEAST, Spread, spread_of, words
from reports.measures import By
from reports.queries import Scope
from tests.dossiers.world import World
from tests.reports.lives import moment

NOW = moment(28, 12)


def november(world: World) -> Scope:
    return Scope.of(world.places.sa_pa, moment(1).date(), moment(30).date(), By.RECEIVING, NOW)


def classes_of(minutes: list[int]) -> list[int]:
    classes = [0] * len(TOOK)
    for one in minutes:
        classes[class_of(one)] += 1
    return classes


def test_a_class_holds_what_is_not_over_its_edge() -> None:
    assert [class_of(one) for one in (0, HOUR, HOUR + 1, EDGES[-1], EDGES[-1] + 1)] == [
        0,
        0,
        1,
        len(EDGES) - 1,
        len(EDGES),
    ]


@pytest.mark.parametrize("seed", range(20))
def test_the_median_of_classes_lies_in_the_class_of_the_true_median(seed: int) -> None:
    random = Random(seed)
    minutes = sorted(int(random.lognormvariate(7, 1.2)) for _number in range(501))
    found = spread_of(classes_of(minutes))
    assert found is not None
    assert found.count == 501
    assert class_of(int(found.median)) == class_of(int(median(minutes)))
    assert class_of(int(found.ninth)) == class_of(minutes[450])


def test_the_spread_of_two_places_together_is_that_of_their_sum() -> None:
    ours, theirs = [30] * 9, [9 * DAY]
    whole = spread_of([a + b for a, b in zip(classes_of(ours), classes_of(theirs), strict=True)])
    assert whole == spread_of(classes_of(ours + theirs))
    assert spread_of(classes_of([])) is None


def test_of_fewer_than_five_results_no_time_is_told() -> None:
    few, enough = spread_of(classes_of([9 * DAY] * (LEAST - 1))), spread_of(classes_of([9 * DAY] * LEAST))
    assert few is not None
    assert enough is not None
    assert (few.median_words, few.ninth_words) == ("–", "–")
    assert (enough.median_words, enough.ninth_words) == ("9,0 ngày", "9,8 ngày")


def test_a_page_with_few_results_says_why_it_tells_no_time(world: World) -> None:
    officer = world.actor("officer")
    dossier = actions.start(world.received(at=moment(2)), at=moment(2, 10), by=officer)
    actions.resolve(dossier, at=moment(3, 9), by=officer, result="1/UBND")
    with moved_to(NOW):
        asked = {"from": "2026-11-01", "to": "2026-11-30", "center": "sa-pa"}
        page = world.personas.client_of("leader").get("/dieu-hanh/", asked)
    text = " ".join(page.content.decode().split())
    assert "chỉ nêu khi có từ 5 kết quả trở lên" in text
    assert page.context["leader"].procedures[0].took.median_words == "–"


def test_words_tell_hours_below_a_working_day() -> None:
    assert [words(90), words(DAY), words(12 * HOUR), words(EDGES[-1] + 1)] == [
        "1,5 giờ",
        "1,0 ngày",
        "1,5 ngày",
        "hơn 120 ngày",
    ]


def test_a_pause_is_no_work_and_a_second_ending_has_its_own_time(world: World) -> None:
    """Received Monday 2 November at 9:00; two working days of work around a pause of more than a week."""
    officer, leader = world.actor("officer"), world.actor("leader")
    dossier = actions.start(world.received(at=moment(2)), at=moment(2, 10), by=officer)
    dossier = actions.request_supplement(dossier, ["Tờ khai"], at=moment(3, 9), by=officer, reason="thiếu")
    dossier = actions.supply(dossier, at=moment(11, 9), by=world.actor("counter"))
    dossier = actions.resolve(dossier, at=moment(12, 9), by=officer, result="7/UBND")
    assert durations.whole(november(world)) == Spread(1, *_middle_and_ninth(2 * DAY))
    dossier = actions.reopen(dossier, at=moment(16, 9), by=leader, reason="sai tên")
    actions.resolve(dossier, at=moment(16, 11), by=officer, result="8/UBND")
    both = durations.whole(november(world))
    assert both is not None
    assert (both.count, both.median) == (2, 2 * HOUR)


def test_classes_are_added_up_by_procedure_office_and_center_and_stay_out_of_spans(world: World) -> None:
    officer = world.actor("officer")
    dossier = actions.start(world.received(at=moment(2)), at=moment(2, 10), by=officer)
    actions.resolve(dossier, at=moment(3, 9), by=officer, result="1/UBND")
    fresh = _everywhere(world)
    compact()
    assert _everywhere(world) == fresh
    assert set(fresh) == {Spread(1, *_middle_and_ninth(DAY))}
    assert not LedgerSpan.objects.filter(measure__in=TOOK).exists()


def _everywhere(world: World) -> list[Spread]:
    scope = november(world)
    found = (
        durations.by_procedure(scope),
        durations.by_office(scope),
        durations.by_center(scope, [world.places.sa_pa.pk, world.places.ta_van.pk]),
    )
    return [spread for by_key in found for spread in by_key.values()]


def _middle_and_ninth(edge: int) -> tuple[float, float]:
    """Of one result in the class that ends with `edge`."""
    low = EDGES[EDGES.index(edge) - 1]
    return low + (edge - low) * 0.5, low + (edge - low) * 0.9
