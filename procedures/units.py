"""From the catalogue to places: which unit decides for a center, and which of its offices works on it."""

from django.utils.translation import gettext_lazy as _

from centers.models import Center, Office, Unit, UnitKind
from centers.queries import deciding_office
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
    """The office of the deciding unit that the dossier is sent to; raises NobodyDecides or centers' NoSuchOffice.

    In a commune the office of the sector; elsewhere the office that serves this center, else the first that serves
    the province. A body of the province that decides itself (level province, vertical agency) keeps its own office.
    """
    unit = deciding_unit_for(version, center, case)
    if unit.kind == UnitKind.AGENCY and version.procedure.level == Level.PROVINCE:
        own = unit.offices.filter(center=None).order_by("id").first()
        if own is not None:
            return own
    return deciding_office(unit, center=center, slug=version.office_slug)


def counted_level(level: Level | str, unit: Unit) -> Level:
    """Commune, province or vertical: the level a dossier counts under. Interconnected ones follow the deciding unit."""
    return COUNTED.get(Level(level)) or COUNTED_BY_UNIT[UnitKind(unit.kind)]
