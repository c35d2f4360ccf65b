"""Whose figures a person may see: centers one by one, and for a supervisor these together.

A supervisor has a range of centers (design.md, part 4). "All centers" are never more than that range: where it leaves
out a center of the installation, every sum is taken over the range alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from accounts.permissions import Permission
from centers.models import Center
from centers.reach import StaffContext

from . import pages


@dataclass(frozen=True)
class Reach:
    """`centers` in Vietnamese order; `may_add_up`: they may be asked for together; `is_whole`: there are no others."""

    centers: Sequence[Center]
    may_add_up: bool = False
    is_whole: bool = False

    def __bool__(self) -> bool:
        return bool(self.centers)

    @property
    def within(self) -> tuple[Center, ...] | None:
        """What a sum over all of them is limited to; None: there is nothing else to be left out."""
        return None if self.is_whole else tuple(self.centers)

    @property
    def one_by_one(self) -> "Reach":
        """The same for a report that is never told of several together."""
        return replace(self, may_add_up=False)


def nav_of(staff: StaffContext) -> dict[str, Any]:
    """Which pages of oversight the navigation offers besides the figures."""
    return {
        "may_handle": staff.may(Permission.HANDLE_PETITIONS),
        "may_compare": staff.may(Permission.COMPARE_CENTERS),
    }


def reach_of(staff: StaffContext) -> Reach:
    """The centers in which somebody may see figures, and those that they supervise. At most two statements."""
    ids = staff.centers_with(Permission.SEE_FIGURES) | staff.supervised_center_ids
    centers = pages.centers_in_order(Center.objects.filter(id__in=ids).select_related("unit"))
    if not staff.supervised_center_ids:
        return Reach(centers)
    return Reach(centers, may_add_up=True, is_whole=not Center.objects.exclude(id__in=ids).exists())
