"""Rows about the figures: reporting months, the comparison of centers, and the scorecard of Decision 766."""

from collections.abc import Mapping

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .entry import Confidence, Entry, Unit, ValueKind, whole
from .keys import PolicyKey
from .sources import DECISION_766, OWN_CHOICE


def _item_score(item: str, most: int | None = None) -> Entry:
    """The highest score of an item of the scorecard. Empty: unknown, its share of what the group has left."""
    return whole(
        format_lazy(_("Scorecard: highest score of item {item} (empty: not known, divided evenly)"), item=item),
        most,
        Unit.POINTS,
        DECISION_766 if most is not None else f"{DECISION_766}; điểm thành phần chưa đối chiếu văn bản",
        "U" if most is None else "C",
        most=100,
        may_be_empty=True,
    )


ROWS: Mapping[PolicyKey, Entry] = {
    PolicyKey.REPORT_FIRST_DAY: whole(
        _("Reporting months begin on this day (15: from the 15th to the 14th)"),
        15,
        Unit.DAY_OF_MONTH,
        "Thông tư 01/2020/TT-VPCP",
        "G",
        least=1,
        most=28,
    ),
    PolicyKey.COMPARED_LEAST_SHOWN: whole(
        _("Comparison of centers: numbers of other centers are shown from this many dossiers on"),
        5,
        Unit.TIMES,
        OWN_CHOICE,
        "U",
        least=2,
        most=50,
    ),
    PolicyKey.KPI_BANDS: Entry(
        _("Scorecard: lowest score of excellent, good, fair, average"),
        [90, 80, 70, 50],
        ValueKind.NUMBERS,
        Unit.POINTS,
        DECISION_766,
        Confidence.GENERAL,
        most=100,
        count=4,
    ),
    PolicyKey.KPI_WEIGHTS: Entry(
        _("Scorecard: highest scores of the five groups"),
        [18, 20, 22, 22, 18],
        ValueKind.NUMBERS,
        Unit.POINTS,
        DECISION_766,
        Confidence.CONFIRMED,
        most=100,
        count=5,
    ),
    PolicyKey.KPI_TARGETS: Entry(
        _("Scorecard: percent that give the highest score of items 3.1, 3.3, 3.5, 4.2, 4.3, 5.4"),
        [80, 50, 80, 80, 80, 90],
        ValueKind.NUMBERS,
        Unit.NONE,
        DECISION_766,
        Confidence.SECONDARY,
        least=1,
        most=100,
        count=6,
    ),
    PolicyKey.KPI_TARGET_PAYMENT: whole(
        _("Scorecard: percent that give the highest score of item 3.6 (paid online)"),
        100,
        Unit.NONE,
        f"{DECISION_766}; ngưỡng chưa đối chiếu văn bản",
        "U",
        least=1,
        most=100,
    ),
    PolicyKey.KPI_ITEM_1_1: _item_score("1.1"),
    PolicyKey.KPI_ITEM_1_2: _item_score("1.2", 4),
    PolicyKey.KPI_ITEM_1_3: _item_score("1.3"),
    PolicyKey.KPI_ITEM_1_4: _item_score("1.4"),
    PolicyKey.KPI_ITEM_2_1: _item_score("2.1", 20),
    PolicyKey.KPI_ITEM_3_1: _item_score("3.1"),
    PolicyKey.KPI_ITEM_3_2: _item_score("3.2"),
    PolicyKey.KPI_ITEM_3_3: _item_score("3.3"),
    PolicyKey.KPI_ITEM_3_5: _item_score("3.5"),
    PolicyKey.KPI_ITEM_3_6: _item_score("3.6"),
    PolicyKey.KPI_ITEM_4_1: _item_score("4.1"),
    PolicyKey.KPI_ITEM_4_2: _item_score("4.2"),
    PolicyKey.KPI_ITEM_4_3: _item_score("4.3"),
    PolicyKey.KPI_ITEM_4_4: _item_score("4.4"),
    PolicyKey.KPI_ITEM_4_5: _item_score("4.5"),
    PolicyKey.KPI_ITEM_5_1: _item_score("5.1"),
    PolicyKey.KPI_ITEM_5_2: _item_score("5.2"),
    PolicyKey.KPI_ITEM_5_3: _item_score("5.3"),
    PolicyKey.KPI_ITEM_5_4: _item_score("5.4", 6),
}
