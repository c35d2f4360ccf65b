"""What a person may do today and where: postings read once, as frozen values. No query happens after `staff_of`."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from accounts.models import User
from accounts.permissions import Permission
from accounts.roles import HEAD_OF_RECEPTION, ROLES, Role
from centers.models import Center, Office, OfficeKind, Posting, UnitKind


@dataclass(frozen=True)
class PostingLine:
    """One posting in force. `office_ids` are the offices it reaches: its own, or all of the unit for leaders.

    A leader of a department or agency has a unit and no center: figures are counted by center, so none is within reach.
    """

    id: int
    role: Role
    title: str
    office_id: int | None
    office_name: str
    center_id: int | None
    center_slug: str
    center_name: str
    unit_id: int | None
    office_ids: frozenset[int]
    unit_name: str = ""  # of a posting to a unit itself
    office_kind: str = ""
    is_province: bool = False  # posted to the province itself, not to a center of it

    @property
    def permissions(self) -> frozenset[Permission]:
        if self.role == Role.HEAD and self.office_kind == OfficeKind.RECEPTION:
            return ROLES[self.role] | HEAD_OF_RECEPTION
        return ROLES[self.role]


@dataclass(frozen=True)
class StaffContext:
    """Who asks, and how far they reach on the day of the request.

    `center_ids` are the centers somebody belongs to (by office, center or unit); `supervised_center_ids` is the range
    of a supervisor, never access to single dossiers by rows.
    """

    user: User | None = None
    postings: tuple[PostingLine, ...] = ()
    permissions: frozenset[Permission] = field(default_factory=frozenset)
    office_ids: frozenset[int] = field(default_factory=frozenset)
    center_ids: frozenset[int] = field(default_factory=frozenset)
    supervised_center_ids: frozenset[int] = field(default_factory=frozenset)

    @property
    def place(self) -> str:
        """The name of the place of the first posting, official and Vietnamese; "" without one."""
        return next((line.office_name or line.center_name or line.unit_name for line in self.postings), "")

    def may(self, *permissions: Permission) -> bool:
        """True when any of the permissions is held anywhere."""
        return any(permission in self.permissions for permission in permissions)

    def roles_in(self, office_id: int) -> frozenset[Role]:
        """The roles this person has towards one office."""
        return frozenset(line.role for line in self.postings if office_id in line.office_ids)

    def offices_with(self, permission: Permission) -> frozenset[int]:
        """The offices in which this person holds the permission."""
        reach = [line.office_ids for line in self.postings if permission in line.permissions]
        return frozenset().union(*reach)

    def centers_with(self, permission: Permission) -> frozenset[int]:
        """The centers in which this person holds the permission."""
        lines = [line for line in self.postings if permission in line.permissions]
        return frozenset(line.center_id for line in lines if line.center_id is not None)

    def everywhere(self, permission: Permission) -> bool:
        """Whether the permission is held by a posting to the province itself."""
        return any(line.is_province and permission in line.permissions for line in self.postings)


def staff_of(user: User, *, on: date) -> StaffContext:
    """The postings in force on a local date, in at most three queries."""
    if not user.can_be_posted or not user.is_active:
        return StaffContext(user=user)
    postings = list(
        Posting.objects.in_force(on)
        .filter(user=user)
        .select_related("office__center", "center", "unit")
        .order_by("since", "id")
    )
    offices_by_unit = _offices_of_whole_units(postings)
    lines = tuple(_line(posting, offices_by_unit) for posting in postings)
    supervised = {p.unit_id for p in postings if p.role == Role.SUPERVISOR and p.unit_id is not None}
    return StaffContext(
        user=user,
        postings=lines,
        permissions=frozenset().union(*(line.permissions for line in lines)),
        office_ids=frozenset().union(*(line.office_ids for line in lines)),
        center_ids=frozenset(line.center_id for line in lines if line.center_id is not None),
        supervised_center_ids=_centers_below(supervised),
    )


def _offices_of_whole_units(postings: list[Posting]) -> dict[int, frozenset[int]]:
    """Unit id → its offices, for leaders and administrators (not the agencies that serve the same ward)."""
    units = {unit_id for posting in postings if (unit_id := _whole_unit(posting)) is not None}
    found: dict[int, set[int]] = {unit_id: set() for unit_id in units}
    if units:
        for unit_id, office_id in Office.objects.filter(unit_id__in=units).values_list("unit_id", "id"):
            found[unit_id].add(office_id)
    return {unit_id: frozenset(ids) for unit_id, ids in found.items()}


def _whole_unit(posting: Posting) -> int | None:
    """The unit in all of whose offices a posting counts: that of its center, or the department a leader leads."""
    if posting.center is not None:
        return posting.center.unit_id if posting.role in _WHOLE_UNIT else None
    return posting.unit_id if posting.role == Role.LEADER else None


def _line(posting: Posting, offices_by_unit: dict[int, frozenset[int]]) -> PostingLine:
    center = posting.center or (posting.office.center if posting.office else None)
    reach = frozenset[int]() if posting.office_id is None else frozenset({posting.office_id})
    if (whole := _whole_unit(posting)) is not None:
        reach |= offices_by_unit[whole]
    return PostingLine(
        id=posting.pk,
        role=Role(posting.role),
        title=posting.title,
        office_id=posting.office_id,
        office_name=posting.office.name if posting.office else "",
        center_id=center.pk if center else None,
        center_slug=center.slug if center else "",
        center_name=center.name if center else "",
        unit_id=posting.unit_id or (posting.office.unit_id if posting.office else None),
        office_ids=reach,
        unit_name=posting.unit.name if posting.unit else "",
        office_kind=posting.office.kind if posting.office else "",
        is_province=bool(posting.unit and posting.unit.kind == UnitKind.PROVINCE and not center),
    )


def _centers_below(units: Collection[int]) -> frozenset[int]:
    """All centers of a province, or those of the communes that somebody is posted to."""
    if not units:
        return frozenset()
    below = Q(unit__in=units) | Q(unit__parent__in=units, unit__kind=UnitKind.COMMUNE)
    return frozenset(Center.objects.filter(below).values_list("id", flat=True))


_WHOLE_UNIT = frozenset({Role.LEADER, Role.ADMINISTRATOR})
