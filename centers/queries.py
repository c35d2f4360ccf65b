"""Read models of places and people: who works where on a day, which offices they reach, which code a unit carries."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Kind, User
from accounts.permissions import Permission
from centers.models import AddressUnit, Center, Office, OfficeKind, Posting, Unit, UnitKind
from centers.reach import StaffContext, staff_of
from common import rows
from common.errors import Refusal
from common.text import fold

PROVISIONAL_IDENTIFIER = "{province}.{code}"


class NoSuchOffice(Refusal):
    """A unit has no office that could take the work; reference data or an administrator must add one."""


def postings_of(user: User, on: date) -> list[Posting]:
    """Postings in force on a local date, oldest first, with their places loaded."""
    return list(
        Posting.objects.in_force(on)
        .filter(user=user)
        .select_related("office", "center", "unit")
        .order_by("since", "id")
    )


def offices_of(user: User, on: date) -> frozenset[int]:
    """Ids of the offices the person reaches; a leader or administrator reaches every office of the center's unit."""
    return staff_of(user, on=on).office_ids


def centers_of(user: User, on: date) -> frozenset[int]:
    """Ids of the centers the person belongs to."""
    return staff_of(user, on=on).center_ids


def permissions_of(user: User, on: date) -> frozenset[Permission]:
    """Everything the person may do somewhere on that day."""
    return staff_of(user, on=on).permissions


def supervised_centers(user: User, on: date) -> QuerySet[Center]:
    """The range of centers a supervisor may compare; empty for everybody else."""
    return Center.objects.filter(id__in=staff_of(user, on=on).supervised_center_ids)


def centers_managed_by(staff: StaffContext, permission: Permission) -> list[int]:
    """Ids of the centers somebody administers with this permission: their own, or all below the unit they stand for."""
    lines = [line for line in staff.postings if permission in line.permissions]
    own = {line.center_id for line in lines if line.center_id is not None}
    units = {line.unit_id for line in lines if line.center_id is None}
    if units:
        below = Q(unit__in=units) | Q(unit__parent__in=units)
        own |= set(Center.objects.filter(below).order_by().values_list("pk", flat=True))
    return sorted(own)


def members_of(office: Office, on: date) -> QuerySet[User]:
    """Active people posted to an office on a day, in the order of their names."""
    return people_of([office.pk], on)


def people_of(office_ids: Collection[int], on: date) -> QuerySet[User]:
    """Active people posted to any of these offices on a day, in the order of their names."""
    in_force = Posting.objects.in_force(on).filter(office__in=office_ids)
    return User.objects.filter(is_active=True, kind=Kind.STAFF, id__in=in_force.values("user_id"))


def memberships(people: Collection[int], on: date) -> set[tuple[int, int]]:
    """(office, person) for those of these people who are active and posted to an office on a day."""
    posted = Posting.objects.in_force(on).filter(user__in=people, user__is_active=True, user__kind=Kind.STAFF)
    rows = posted.filter(office__isnull=False).order_by().values_list("office_id", "user_id")
    return {(office_id, user_id) for office_id, user_id in rows if office_id is not None}


def heads_of(office_ids: Collection[int], on: date) -> Mapping[int, frozenset[int]]:
    """Office → its active heads on a day; an office without one has none."""
    posted = Posting.objects.in_force(on).filter(office__in=office_ids, role="head", user__is_active=True)
    found: dict[int, set[int]] = {office_id: set() for office_id in office_ids}
    for office_id, user_id in posted.order_by().values_list("office_id", "user_id"):
        assert office_id is not None  # by the filter
        found[office_id].add(user_id)
    return {office_id: frozenset(people) for office_id, people in found.items()}


def leaders_of(center: Center, on: date) -> QuerySet[User]:
    """Active leaders of a center on a day."""
    in_force = Posting.objects.in_force(on).filter(center=center, role="leader")
    return User.objects.filter(is_active=True, kind=Kind.STAFF, id__in=in_force.values("user_id"))


def administrators_of(center: Center, on: date) -> QuerySet[User]:
    """Active administrators of a center on a day: its own, and those of the unit or of the province above it."""
    places = Q(center=center) | Q(unit__in=[center.unit_id, center.unit.parent_id])
    in_force = Posting.objects.in_force(on).filter(places, role="administrator")
    return User.objects.filter(is_active=True, kind=Kind.STAFF, id__in=in_force.values("user_id"))


def center_by_slug(slug: str) -> Center | None:
    """The center of this name in addresses."""
    return next(iter(rows.read(Center, "WHERE t.slug = %s", [slug])), None)


def reception_of(center: Center) -> Office:
    """The reception office of a center; raises NoSuchOffice."""
    return _office(Office.objects.filter(center=center, kind=OfficeKind.RECEPTION), center.unit)


def deciding_office(unit: Unit, *, center: Center, slug: str = "") -> Office:
    """The office that works on a dossier of `center` decided by `unit`.

    Of a commune: the office with this slug. Of a department or agency: the office that serves the center, else the
    first one that serves the province. Raises NoSuchOffice.
    """
    offices = Office.objects.filter(unit=unit, kind=OfficeKind.SPECIALISED).order_by("id")
    if unit.kind == UnitKind.COMMUNE:
        return _office(offices.filter(slug=slug) if slug else offices, unit)
    serving = offices.filter(center=center).first()
    return serving or _office(offices.filter(center=None), unit)


def province() -> Unit:
    """The one province of this installation."""
    return Unit.objects.get(kind=UnitKind.PROVINCE)


def code_identifier(unit: Unit) -> tuple[str, bool]:
    """The unit's part of dossier codes, and whether it is only provisional: ("H38.03006", True)."""
    if unit.identifier:
        return unit.identifier, False
    above = unit.parent
    while above is not None and above.identifier is None:
        above = above.parent
    prefix = above.identifier if above is not None else "X"
    return PROVISIONAL_IDENTIFIER.format(province=prefix, code=unit.code), True


def search_units(text: str, *, limit: int = 10) -> list[Unit]:
    """Communes and wards by their own or a former name, without accents ("ham rong" finds Phường Sa Pa)."""
    words = fold(text)
    communes = Unit.objects.filter(kind=UnitKind.COMMUNE)
    own = list(communes.filter(name_fold__contains=words)[:limit])
    former = communes.filter(predecessors__name_fold__contains=words).exclude(id__in=[u.pk for u in own]).distinct()
    return (own + list(former[:limit]))[:limit]


def address_provinces() -> list[AddressUnit]:
    """The 34 provinces in Vietnamese order."""
    return list(AddressUnit.objects.filter(parent=None))


def address_communes(province_code: str) -> list[AddressUnit]:
    """The communes, wards and special zones of a province in Vietnamese order; empty for an unknown code."""
    return list(AddressUnit.objects.filter(parent__code=province_code))


def _office(offices: QuerySet[Office], unit: Unit) -> Office:
    office = offices.first()
    if office is None:
        raise NoSuchOffice(_("%(unit)s has no office that could take this dossier.") % {"unit": unit.name})
    return office
