from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .dossier import Dossier
from .paper import Paper


class MoveKind(models.TextChoices):
    SENT = "sent", _("sent")
    ARRIVED = "arrived", _("arrived")
    CALLED_BACK = "called_back", _("called back")
    GIVEN_BACK = "given_back", _("given back to the citizen")
    KEPT = "kept", _("kept with the file")


class OriginalMove(models.Model):
    """What happened to originals of a paper: rows are only ever added (`dossiers.originals` tells where they are).

    Inside one place (a center, a department) originals go with the dossier and need no row. Between places they are
    SENT by one office to another, with a leg or on their own, and ARRIVE as often as it takes until all are there:
    `answers` names the sending. `count` 0 with a note: the receiver looked, and none was there.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="original_moves")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="moves")
    kind = models.CharField(max_length=12, choices=MoveKind)
    count = models.PositiveSmallIntegerField()
    office = models.ForeignKey("centers.Office", models.PROTECT, related_name="+")  # where it happened
    to_office = models.ForeignKey("centers.Office", models.PROTECT, null=True, related_name="+")
    leg_number = models.PositiveSmallIntegerField(null=True)  # of the hand-over that they go with
    answers = models.ForeignKey("self", models.PROTECT, null=True, related_name="answered_by")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MoveKind.values), name="original_move_kind_is_known"),
            models.CheckConstraint(
                condition=Q(count__gt=0) | (Q(kind=MoveKind.ARRIVED) & ~Q(note="")),
                name="original_move_moves_something",
            ),
            models.CheckConstraint(
                condition=Q(kind=MoveKind.SENT, to_office__isnull=False) & ~Q(to_office=F("office"))
                | ~Q(kind=MoveKind.SENT) & Q(to_office__isnull=True),
                name="original_move_sent_to_an_office",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[MoveKind.ARRIVED, MoveKind.CALLED_BACK], answers__isnull=False)
                | Q(kind__in=[MoveKind.SENT, MoveKind.GIVEN_BACK, MoveKind.KEPT], answers__isnull=True),
                name="original_move_arrival_answers_a_sending",
            ),
            models.CheckConstraint(
                condition=~Q(kind=MoveKind.KEPT) | ~Q(note=""), name="original_move_kept_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.kind} {self.count}"
