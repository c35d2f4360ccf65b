"""A change of a calendar between its preview and the last dossier that it moved."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .dossier import Dossier


class CalendarChange(models.Model):
    """A change of a calendar that somebody prepared, with the list of dossiers it would move (`moves`).

    Nothing counts before `confirmed_at`. `change` is a document of `workcalendar.changes`; `basis` names the calendar
    versions the list was made with ({calendar id: number}), `versions` those that the dossiers get ({center id: id}).
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    calendar = models.ForeignKey("workcalendar.Calendar", models.PROTECT, related_name="+")
    change = models.JSONField()
    reason = models.TextField()  # what applicants and leaders read; official, Vietnamese
    basis = models.JSONField(default=dict)
    versions = models.JSONField(default=dict)
    kept_promises = models.PositiveIntegerField(default=0)  # taken over with a due date of their own: never moved
    drafted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    listed_at = models.DateTimeField(null=True)  # the list is complete; null: it is being made in the background
    confirmed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)  # no dossier of the list waits any more

    class Meta:
        ordering = ["-drafted_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True, done_at__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, listed_at__isnull=False),
                name="calendar_change_confirmed_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="calendar_change_has_a_reason"),
        ]
        indexes = [
            models.Index(
                fields=["confirmed_at"],
                condition=Q(confirmed_at__isnull=False, done_at__isnull=True),
                name="calendar_change_under_way",
            )
        ]

    def __str__(self) -> str:
        return f"{self.calendar} {self.change.get('what')}"

    @property
    def is_under_way(self) -> bool:
        return self.confirmed_at is not None and self.done_at is None


class MoveState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    MOVED = "moved", _("moved")
    ENDED = "ended", _("left out: it had ended meanwhile")
    DIFFERENT = "different", _("left out: its dates had changed meanwhile")
    REFUSED = "refused", _("left out: it could not be moved")


LEFT_OUT = (MoveState.ENDED, MoveState.DIFFERENT, MoveState.REFUSED)


class CalendarMove(models.Model):
    """One dossier of the list: its due moment before and after. Equal ones mean that its clock stands still: it takes
    the new calendar over, and its date follows when the clock runs again."""

    change = models.ForeignKey(CalendarChange, models.CASCADE, related_name="moves")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+")
    due_before = models.DateTimeField()
    due_after = models.DateTimeField()
    state = models.CharField(max_length=10, choices=MoveState, default=MoveState.WAITING)

    class Meta:
        ordering = ["change_id", "due_before", "dossier_id"]
        constraints = [
            models.UniqueConstraint(fields=["change", "dossier"], name="calendar_move_once_per_dossier"),
            models.CheckConstraint(condition=Q(state__in=MoveState.values), name="calendar_move_state_is_known"),
        ]
        indexes = [
            models.Index(fields=["change", "due_before", "dossier"], name="calendar_move_in_order"),
            models.Index(fields=["change", "id"], condition=Q(state="waiting"), name="calendar_move_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.due_before:%d/%m/%Y} → {self.due_after:%d/%m/%Y}"

    @classmethod
    def shifting(cls) -> Q:
        """Those whose due date moves."""
        return ~Q(due_before=F("due_after"))
