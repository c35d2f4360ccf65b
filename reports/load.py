"""Reference data of the reports: the named periods that every installation starts with."""

from datetime import date

from centers.models import Center

from .models import NamedPeriod

FIRST = {
    "slug": "sa-pa-2025-07",
    "name": "Sa Pa, 22 ngày đầu hoạt động (số liệu đã công bố)",
    "start": date(2025, 7, 1),
    "end": date(2025, 7, 22),
}
OF_CENTER = "sa-pa"


def load() -> int:
    """Add the period that Sa Pa published if it is not there; returns how many were added."""
    period, is_new = NamedPeriod.objects.get_or_create(slug=FIRST["slug"], defaults=FIRST)
    if period.center is None:
        period.center = Center.objects.filter(slug=OF_CENTER).first()
        period.save(update_fields=["center"])
    return int(is_new)
