"""Who works where, in which role, from when until when."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import User
from accounts.roles import POSTED_ROLES, Role
from centers.models.place import Center, Office
from centers.models.unit import Unit


class PostingQuerySet(models.QuerySet["Posting"]):
    def in_force(self, on: date) -> "PostingQuerySet":
        """Postings that count on this day; both ends are inclusive."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on)


class Posting(models.Model):
    """A role in a place. `since` and `until` are the first and the last day it counts; rows are ended, not deleted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="postings")
    role = models.CharField(max_length=15, choices=Role.choices)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="postings")
    center = models.ForeignKey(Center, on_delete=models.PROTECT, null=True, blank=True, related_name="postings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="postings")
    title = models.CharField(max_length=150, blank=True)  # "Phó Chủ tịch UBND phường"; official, Vietnamese
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    history = HistoricalRecords()
    objects = PostingQuerySet.as_manager()

    _history_user: User | None  # who changes this row, for the history; otherwise the person of the request

    class Meta:
        ordering = ["user_id", "since", "id"]
        constraints = [
            models.CheckConstraint(name="posting_role_is_posted", condition=Q(role__in=POSTED_ROLES)),
            models.CheckConstraint(
                name="posting_has_its_place",
                condition=Q(role__in=[Role.COUNTER, Role.OFFICER, Role.HEAD], office__isnull=False)
                | Q(role=Role.HELPER, center__isnull=False)
                | Q(role=Role.SUPERVISOR, unit__isnull=False)
                | (Q(role__in=[Role.LEADER, Role.ADMINISTRATOR]) & (Q(center__isnull=False) | Q(unit__isnull=False))),
            ),
            models.CheckConstraint(
                name="posting_ends_after_it_begins", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
            models.UniqueConstraint(
                fields=["user", "role", "office", "center", "unit", "since"],
                name="posting_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.since}"
