"""What a counter receives: whole sectors and single procedures. A counter that names nothing receives everything."""

from django.db import models
from django.db.models import Q

from procedures.models.catalogue import Procedure, Sector


class CounterTask(models.Model):
    """A sector or a procedure that a counter receives."""

    counter = models.ForeignKey("centers.Counter", on_delete=models.CASCADE, related_name="tasks")
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["counter_id", "id"]
        constraints = [
            models.CheckConstraint(
                name="counter_task_is_one_thing",
                condition=Q(sector__isnull=True, procedure__isnull=False)
                | Q(sector__isnull=False, procedure__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["counter", "sector", "procedure"], name="counter_task_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counter_id}: {self.sector or self.procedure}"
