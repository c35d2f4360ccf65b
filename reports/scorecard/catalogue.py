"""The items of the scorecard of Decision 766/QĐ-TTg (2022), as data: what is divided by what, and where it stands.

Groups, items and formulas as the portal of the Government Office describes them; docs/reports.md tells what is known
how well. How an item is counted from our data is in `counting.py`; points and bands in `scoring.py`. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from policies.catalogue import PolicyKey


class Owner(StrEnum):
    """Who can change an item."""

    CENTER = "center"
    PROVINCE = "province"  # or the systems it runs


@dataclass(frozen=True)
class Item:
    """`part` of `whole`, in words. `weight` None: for information. `target`: its place in policy kpi.targets."""

    number: str
    name: Any
    part: Any
    whole: Any
    remark: Any = ""
    owner: Owner = Owner.CENTER
    weight: PolicyKey | None = None
    target: int | None = None

    @property
    def group(self) -> int:
        """1 to 5."""
        return int(self.number[0])


GROUPS: Mapping[int, Any] = {
    1: _("Openness and transparency"),
    2: _("Progress and results"),
    3: _("Online services and payment"),
    4: _("Digitisation of dossiers"),
    5: _("Satisfaction"),
}
OWNERS: Mapping[Owner, Any] = {
    Owner.CENTER: _("What the center itself decides"),
    Owner.PROVINCE: _("What the province and its systems decide"),
}
BANDS = (_("Excellent"), _("Good"), _("Fair"), _("Average"), _("Weak"))
"""From the highest on; the lowest scores of the first four are policy kpi.bands."""

TONES = ("green", "green", "blue", "yellow", "red")

ENDED = _("dossiers resolved in the period")
ITEMS: tuple[Item, ...] = (
    Item(
        "1.1",
        _("Procedures announced on time"),
        _("procedures announced on time"),
        _("procedures to be announced"),
        owner=Owner.PROVINCE,
        weight=PolicyKey.KPI_ITEM_1_1,
    ),
    Item(
        "1.2",
        _("Procedures made public on time"),
        _("procedures updated and made public within 5 working days of the decision"),
        _("procedures in all"),
        owner=Owner.PROVINCE,
        weight=PolicyKey.KPI_ITEM_1_2,
    ),
    Item(
        "1.3",
        _("Procedures with all their parts"),
        _("of these with time limit, channels, papers, result, fees and legal basis"),
        _("procedures in force on the last day"),
        owner=Owner.PROVINCE,
        weight=PolicyKey.KPI_ITEM_1_3,
    ),
    Item(
        "1.4",
        _("Dossiers synchronised with the National Public Service Portal"),
        _("dossiers synchronised"),
        _("dossiers received in the period"),
        owner=Owner.PROVINCE,
        weight=PolicyKey.KPI_ITEM_1_4,
    ),
    Item(
        "2.1",
        _("Dossiers settled on time or still within time"),
        _("ended by the due moment, or open and within it, with at most one request for papers"),
        _("dossiers ended in the period and open at its end"),
        _("Compares moments, not dates. A second request for papers counts as late; the first one stops the clock."),
        weight=PolicyKey.KPI_ITEM_2_1,
    ),
    Item(
        "2.2",
        _("Average time to settle"),
        _("calendar days from the start of the clock to the result, on average"),
        _("calendar days that were allowed, on average"),
        _("For information; it gives no points."),
    ),
    Item(
        "3.1",
        _("Procedures offered online"),
        _("of these that can be filed online here"),
        _("procedures published as entirely or partly online"),
        owner=Owner.PROVINCE,
        weight=PolicyKey.KPI_ITEM_3_1,
        target=0,
    ),
    Item(
        "3.2",
        _("Online services that are used"),
        _("of these with at least one dossier online in the period"),
        _("procedures that can be filed online here"),
        weight=PolicyKey.KPI_ITEM_3_2,
    ),
    Item(
        "3.3",
        _("Dossiers handled entirely online"),
        _("of these online, with a signed electronic result where a result is due"),
        _("dossiers received in the period"),
        _("The share synchronised, by which it is multiplied, is not known here and not taken off."),
        weight=PolicyKey.KPI_ITEM_3_3,
        target=1,
    ),
    Item(
        "3.5",
        _("Procedures that can be paid online"),
        _("of these that can be paid by transfer or online"),
        _("procedures with a fee"),
        owner=Owner.PROVINCE,
        weight=PolicyKey.KPI_ITEM_3_5,
        target=2,
    ),
    Item(
        "3.6",
        _("Dossiers paid online"),
        _("of these paid by transfer or online"),
        _("dossiers received in the period that owe a fee"),
        weight=PolicyKey.KPI_ITEM_3_6,
    ),
    Item(
        "4.1",
        _("Dossiers with an electronic result"),
        _("of these with a signed electronic result"),
        ENDED,
        weight=PolicyKey.KPI_ITEM_4_1,
    ),
    Item(
        "4.2",
        _("Papers and result digitised"),
        _("of these with a file for every paper and a signed electronic result"),
        ENDED,
        weight=PolicyKey.KPI_ITEM_4_2,
        target=3,
    ),
    Item(
        "4.3",
        _("Digitised papers used again"),
        _("of these for which a paper of the applicant's store was used again"),
        ENDED,
        weight=PolicyKey.KPI_ITEM_4_3,
        target=4,
    ),
    Item(
        "4.4",
        _("Connection with the national data store"),
        _("connected"),
        _("to be connected"),
        owner=Owner.PROVINCE,
        weight=PolicyKey.KPI_ITEM_4_4,
    ),
    Item(
        "4.5",
        _("Population data used"),
        _("of these filed with an account verified by VNeID"),
        _("dossiers received online in the period"),
        weight=PolicyKey.KPI_ITEM_4_5,
    ),
    Item(
        "5.1",
        _("Petitions taken up"),
        _("of these answered, refused or sent back to be completed"),
        _("petitions that came in the period"),
        weight=PolicyKey.KPI_ITEM_5_1,
    ),
    Item(
        "5.2",
        _("Petitions handled on time"),
        _("of these with every step within its time (2, 5, 15 and 2 working days)"),
        _("petitions ended in the period, and open ones past their time"),
        weight=PolicyKey.KPI_ITEM_5_2,
    ),
    Item(
        "5.3",
        _("Satisfaction with answers to petitions"),
        _("answers that satisfied"),
        _("answers that were rated"),
        weight=PolicyKey.KPI_ITEM_5_3,
    ),
    Item(
        "5.4",
        _("Satisfaction with reception and handling"),
        _("the same less late ones (item 2.1), petitions and ratings “not satisfied”"),
        _("dossiers ended in the period and open at its end"),
        _("All of them less the shares of late dossiers, of petitions and of bad ratings."),
        weight=PolicyKey.KPI_ITEM_5_4,
        target=5,
    ),
)
BY_NUMBER: Mapping[str, Item] = {item.number: item for item in ITEMS}
