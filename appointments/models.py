"""Times at the counter that somebody has reserved: no name, no number, only when and for which procedure."""

from django.db import models
from django.db.models import Q


class Appointment(models.Model):
    """One place at one moment. `secret` is the address of the slip; who has the slip can give the place back.

    The database refuses two who have the same place.
    """

    center = models.ForeignKey("centers.Center", models.PROTECT, db_index=False, related_name="+")
    procedure = models.ForeignKey("procedures.Procedure", models.PROTECT, db_index=False, related_name="+")
    starts_at = models.DateTimeField()
    place = models.PositiveSmallIntegerField()  # 1 up to the number of people at one moment
    secret = models.CharField(max_length=40, unique=True)
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["starts_at", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["center", "starts_at", "place"],
                condition=Q(cancelled_at__isnull=True),
                name="appointment_place_is_taken_once",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(came_at__isnull=True), name="appointment_came_or_not"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%d/%m/%Y %H:%M} #{self.place}"
