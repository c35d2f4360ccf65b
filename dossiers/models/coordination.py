from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from dossiers.coordination import BY_THE_ASKED, SlipState

from .dossier import Dossier
from .paper import Paper


class CoordinationSlip(models.Model):
    """What one office asks another about a dossier, and the answer. While it is open, the asked one reads the dossier.

    `due_at` and `soon_at` are moments of working time by the calendar of the dossier. `answer` is the answer itself, or
    why the office is not competent. `reason` is why it was withdrawn.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, db_index=False, related_name="slips")
    number = models.PositiveSmallIntegerField()  # 1, 2, 3 … of the dossier
    office = models.ForeignKey("centers.Office", models.PROTECT, db_index=False, related_name="+")
    by_office = models.ForeignKey("centers.Office", models.PROTECT, db_index=False, related_name="+")
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, db_index=False, related_name="+")
    question = models.TextField()
    papers = models.ManyToManyField(Paper, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    soon_at = models.DateTimeField()
    state = models.CharField(max_length=13, choices=SlipState, default=SlipState.OPEN)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, db_index=False, related_name="+")
    answer = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    files = models.ManyToManyField(Paper, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="slip_number_is_unique"),
            models.UniqueConstraint(
                fields=["dossier", "office"], condition=Q(state=SlipState.OPEN), name="slip_office_is_asked_once"
            ),
            models.CheckConstraint(condition=Q(state__in=SlipState.values), name="slip_state_is_known"),
            models.CheckConstraint(condition=~Q(question=""), name="slip_asks_something"),
            models.CheckConstraint(
                condition=Q(state=SlipState.OPEN, closed_at__isnull=True)
                | ~Q(state=SlipState.OPEN) & Q(closed_at__gte=F("asked_at")),
                name="slip_is_closed_after_it_was_asked",
            ),
            models.CheckConstraint(
                condition=Q(state__in=BY_THE_ASKED) & ~Q(answer="") | ~Q(state__in=BY_THE_ASKED) & Q(answer=""),
                name="slip_says_what_was_answered",
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("asked_at")), name="slip_is_due_after_it_was_asked"),
        ]
        indexes = [
            models.Index(fields=["office", "due_at"], condition=Q(state=SlipState.OPEN), name="slip_asked_of"),
            models.Index(fields=["by_office", "due_at"], condition=Q(state=SlipState.OPEN), name="slip_asked_by"),
            models.Index(fields=["office", "-closed_at"], name="slip_closed_of"),
            models.Index(fields=["by_office", "-closed_at"], name="slip_closed_by"),
            models.Index(fields=["soon_at"], condition=Q(state=SlipState.OPEN), name="slip_soon"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == SlipState.OPEN


class SlipReminderKind(models.TextChoices):
    DUE_SOON = "due_soon", _("due soon")
    OVERDUE = "overdue", _("overdue")


class SlipReminder(models.Model):
    """A sweep has spoken of this slip: one row per slip, kind and due moment, whatever happens to the worker."""

    slip = models.ForeignKey(CoordinationSlip, models.PROTECT, db_index=False, related_name="reminders")
    kind = models.CharField(max_length=12, choices=SlipReminderKind)
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slip", "kind", "due_at"], name="slip_reminder_is_unique")]

    def __str__(self) -> str:
        return f"{self.slip_id} {self.kind}"
