"""What administrators change about a center and its offices; each change keeps before, after and who."""

from django.db import transaction
from django.utils.text import slugify

from accounts.models import User
from centers.models import Center, Office
from common.text import fold


@transaction.atomic
def save_center(center: Center, *, by: User) -> Center:
    """Keep what the public is told; an empty field becomes null, "not known"."""
    for name in ("address", "hotline", "email", "opening_hours"):
        setattr(center, name, getattr(center, name) or None)
    center._history_user = by  # type: ignore[attr-defined]
    center.save()
    return center


@transaction.atomic
def rename_office(office: Office, *, name: str, by: User) -> Office:
    office.name = name
    office._history_user = by  # type: ignore[attr-defined]
    office.save()
    return office


@transaction.atomic
def open_office(center: Center, *, name: str, kind: str, by: User) -> Office:
    """A further office of the unit of this center; its short name is made from its name and stays."""
    Center.objects.select_for_update(no_key=True).get(pk=center.pk)
    taken = set(Office.objects.filter(unit=center.unit_id).values_list("slug", flat=True))
    base = slugify(fold(name))[:50] or "co-quan"
    slug = next(one for one in (base, *(f"{base}-{n}" for n in range(2, 1000))) if one not in taken)
    office = Office(unit_id=center.unit_id, center=center, slug=slug, name=name, kind=kind)
    office._history_user = by  # type: ignore[attr-defined]
    office.save()
    return office
