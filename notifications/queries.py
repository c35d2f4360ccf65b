"""Notices as pages show them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from .models import Notice
from .wording import notice_text


@dataclass(frozen=True)
class NoticeLine:
    id: int
    text: str
    url: str
    created_at: datetime


def _unread(user_id: int, office_ids: Collection[int]) -> QuerySet[Notice]:
    return Notice.objects.filter(Q(user_id=user_id) | Q(office_id__in=office_ids), read_at=None)


def unread_count(user_id: int, office_ids: Collection[int]) -> int:
    """How many unread notices, at most 100 (the page says 99+)."""
    return _unread(user_id, office_ids)[:100].count()


def unread(user_id: int, office_ids: Collection[int], *, limit: int = 50) -> list[NoticeLine]:
    notices = _unread(user_id, office_ids).order_by("-created_at", "-id")[:limit]
    return [NoticeLine(n.pk, notice_text(n.template, n.context), n.url, n.created_at) for n in notices]
