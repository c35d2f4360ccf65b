from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from dossiers.delivery import Way

from .dossier import Dossier


class ResultWish(models.Model):
    """How the applicant wants to receive the result. The newest row counts; append-only, guarded by a trigger."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="wishes")
    way = models.CharField(max_length=10, choices=Way)
    address = models.CharField(max_length=300, blank=True)  # for the post: name, phone, place
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(way__in=Way.values), name="wish_way_is_known"),
            models.CheckConstraint(
                condition=Q(way=Way.POST) & ~Q(address="") | ~Q(way=Way.POST) & Q(address=""),
                name="wish_address_exactly_for_the_post",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.way}"
