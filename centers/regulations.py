"""Working regulations of centers: published as PDF from a day on, every version kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from centers.models import Center, Regulation
from common import files
from common.clock import local_date
from common.errors import Refusal
from policies.catalogue import PolicyKey
from policies.queries import number as policy_number


class RegulationRefused(Refusal):
    """The document is no PDF, or a version counts from that day already."""


@dataclass(frozen=True)
class Shown:
    """One regulation of a center: the version in force (None before its day), those to come, those of before."""

    center: Center
    title: str
    current: Regulation | None
    coming: tuple[Regulation, ...]
    earlier: tuple[Regulation, ...]


def publish(
    center: Center,
    *,
    title: str,
    number: str,
    effective_from: date,
    name: str,
    content: bytes,
    by: User,
    at: datetime,
) -> Regulation:
    """A new version of the regulation with this title. Raises RegulationRefused and common.files.UploadRefused."""
    most = policy_number(PolicyKey.UPLOAD_MAX_MB, on=local_date(at)) * 1024 * 1024
    if files.inspect_upload(name, content, most) != "application/pdf":
        raise RegulationRefused(_("A regulation is published as PDF."), field="file")
    title = " ".join(title.split())
    if Regulation.objects.filter(center=center, title=title, effective_from=effective_from).exists():
        raise RegulationRefused(_("A version of this regulation counts from that day already."), field="effective_from")
    kept = files.store(content)
    return Regulation.objects.create(
        center=center,
        title=title,
        number=number.strip(),
        effective_from=effective_from,
        file_name=files.display_name(name),
        size=kept.size,
        sha256=kept.sha256,
        key_id=kept.key_id,
        published_by=by,
        published_at=at,
    )


def shown(regulations: QuerySet[Regulation], *, today: date) -> list[Shown]:
    """Grouped by center and title; versions newest first."""
    groups: dict[tuple[int, str], list[Regulation]] = {}
    rows = regulations.select_related("center", "published_by")
    for row in rows.order_by("center__name_sort", "title", "-effective_from", "-id"):
        groups.setdefault((row.center_id, row.title), []).append(row)
    return [_group(versions, today) for versions in groups.values()]


def _group(versions: list[Regulation], today: date) -> Shown:
    begun = [row for row in versions if row.effective_from <= today]
    coming = tuple(row for row in versions if row.effective_from > today)
    first = versions[0]
    return Shown(first.center, first.title, begun[0] if begun else None, coming, tuple(begun[1:]))


def titles_of(center_ids: Collection[int]) -> list[str]:
    """The titles there are, to be typed again for a new version."""
    found = Regulation.objects.filter(center__in=list(center_ids)).order_by("title")
    return list(found.values_list("title", flat=True).distinct())
