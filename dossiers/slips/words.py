"""Words that several forms share: who issues it, where and when, how the applicant follows the dossier. No Typst."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from centers.models import Center
from common.clock import LOCAL_TZ, local_date
from common.qr import qr_svg_of
from dossiers.models import Dossier
from policies.catalogue import PolicyKey
from policies.queries import text as policy_text
from workcalendar.engine import Unit

UNITS = {
    Unit.WORKING_HOURS: "giờ làm việc",
    Unit.WORKING_DAYS: "ngày làm việc",
    Unit.CALENDAR_DAYS: "ngày",
    Unit.MONTHS: "tháng",
    Unit.CLOCK_HOURS: "giờ",
}


def tracking_address(dossier: Dossier) -> str:
    """The secret public address of a dossier, as the QR code says it."""
    return public_address(f"tra-cuu/{dossier.secret}/")


def public_address(path: str) -> str:
    """The full address of a public page; `path` without its first slash."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/{path}"


def qr_svg(dossier: Dossier) -> str:
    """The QR code of the dossier's tracking address."""
    return qr_svg_of(tracking_address(dossier))


def issuer_of(center: Center) -> Mapping[str, str]:
    """The two lines of who issues a form."""
    name = center.unit.name
    return {
        "superior": f"Ủy ban nhân dân {name}",
        "issuer": center.name.removesuffix(name[:1].lower() + name[1:]).strip(),
    }


def tracking_of(dossier: Dossier) -> Mapping[str, str]:
    """How the applicant follows the dossier."""
    return {"page": public_address("tra-cuu/"), "address": tracking_address(dossier), "check_word": dossier.check_word}


def legal_reference(at: datetime) -> str:
    """The circular with the forms that counted at that moment."""
    return policy_text(PolicyKey.LEGAL_FORM_REFERENCE, on=local_date(at))


def allowance_in_words(dossier: Dossier) -> str:
    if dossier.unit == Unit.IMMEDIATE:
        return "ngay khi tiếp nhận"
    if dossier.unit == Unit.SAME_DAY:
        after = f" (nhận sau {dossier.cutoff:%H:%M}: ngày làm việc tiếp theo)" if dossier.cutoff else ""
        return f"trong ngày làm việc{after}"
    return f"{dossier.quantity or 0:02d} {UNITS[Unit(dossier.unit)]}"


def moment_in_words(at: datetime | None) -> str:
    if at is None:
        return "–"
    local = at.astimezone(LOCAL_TZ)
    return f"{local:%H} giờ {local:%M} phút, ngày {local:%d/%m/%Y}"


def date_parts(at: datetime) -> dict[str, int]:
    day = local_date(at)
    return {"year": day.year, "month": day.month, "day": day.day}


def place_and_date(unit_name: str, at: datetime) -> str:
    """Decree 30/2020, Appendix I: the unit's own name, then the date; days below 10 and months 1, 2 with a zero."""
    day = local_date(at)
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{unit_name.split(' ', 1)[-1]}, ngày {day.day:02d} tháng {month} năm {day.year}"
