"""From the catalogue to places: which unit decides for a center, and which of its offices works on it."""

from django.utils.translation import gettext_lazy as _

from centers.models import Center, Office, OfficeKind, Unit, UnitKind
from common.errors import Refusal
from procedures.models import DecidingKind, Level, ProcedureCase, ProcedureVersion

COUNTED = {
    Level.COMMUNE: Level.COMMUNE,
    Level.PROVINCE: Level.PROVINCE,
    Level.VERTICAL: Level.VERTICAL,
    Level.COMMUNE_THEN_PROVINCE: Level.PROVINCE,
}
COUNTED_BY_UNIT = {
    UnitKind.COMMUNE: Level.COMMUNE,
    UnitKind.PROVINCE: Level.PROVINCE,
    UnitKind.DEPARTMENT: Level.PROVINCE,
    UnitKind.AGENCY: Level.VERTICAL,
}


class NobodyDecides(Refusal):
    """The unit or office that the catalogue names does not exist in this installation."""

    default_message = _("The catalogue names a deciding unit or office that has not been set up here.")


def deciding_unit_for(version: ProcedureVersion, center: Center, case: ProcedureCase | None = None) -> Unit:
    """The unit proposed as deciding for a dossier received at the center; raises NobodyDecides.

    A department that is not set up is decided for by the province itself.
    """
    kind = case.deciding_kind if case is not None and case.deciding_kind else version.deciding_kind
    if kind == DecidingKind.COMMUNE:
        return center.unit
    if kind != DecidingKind.PROVINCE:
        named = Unit.objects.filter(kind=kind, slug=version.deciding_slug).first()
        if named is not None:
            return named
    if kind == DecidingKind.AGENCY:
        raise NobodyDecides
    province = Unit.objects.filter(kind=UnitKind.PROVINCE).order_by("code").first()
    if province is None:
        raise NobodyDecides
    return province


def office_for(version: ProcedureVersion, center: Center, case: ProcedureCase | None = None) -> Office:
    """The office of the deciding unit that the dossier is sent to; raises NobodyDecides.

    In a commune the office of the sector; elsewhere the office that serves this center, else the one for all.
    """
    unit = deciding_unit_for(version, center, case)
    offices = list(unit.offices.exclude(kind=OfficeKind.RECEPTION).order_by("id"))
    wanted = (
        [office for office in offices if unit == center.unit and office.slug == version.office_slug]
        or [office for office in offices if unit != center.unit and office.center_id == center.pk]
        or [office for office in offices if office.kind == OfficeKind.SPECIALISED and office.center_id is None]
        or [office for office in offices if office.kind == OfficeKind.SPECIALISED and unit == center.unit]
    )
    if not wanted:
        raise NobodyDecides
    return wanted[0]


def counted_level(level: Level | str, unit: Unit) -> Level:
    """Commune, province or vertical: the level a dossier counts under. Interconnected ones follow the deciding unit."""
    return COUNTED.get(Level(level)) or COUNTED_BY_UNIT[UnitKind(unit.kind)]
