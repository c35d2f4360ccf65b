from django.db import models
from django.db.models import F, Q

from .dossier import Dossier


class Leg(models.Model):
    """A stretch of the way of a dossier: given by one office, confirmed by the next, until that one gives it on.

    The receiving office answers for the minutes from `confirmed_at` to the `confirmed_at` of the next leg, so late
    minutes belong to whoever held the dossier; the control slip (form 06) prints these rows.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, db_index=False, related_name="legs")
    number = models.PositiveSmallIntegerField()
    from_office = models.ForeignKey("centers.Office", models.PROTECT, null=True, related_name="+")
    given_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, db_index=False, related_name="+")
    given_at = models.DateTimeField()
    office = models.ForeignKey("centers.Office", models.PROTECT, related_name="legs")
    confirmed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, db_index=False, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    step_number = models.PositiveSmallIntegerField(null=True)
    step_due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="leg_number_is_unique"),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(confirmed_at__isnull=True), name="leg_one_is_in_transit"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_at__gte=F("given_at")),
                name="leg_confirmed_after_given",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(confirmed_at__isnull=False, ended_at__gte=F("confirmed_at")),
                name="leg_ended_after_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.number}"
