from django.db import models
from django.db.models import Q

from dossiers.measures import Measure

from .dossier import Channel, Dossier, FigureLevel, FiledBy


class LedgerKeys(models.Model):
    """What a figure can be grouped by. `day` is the local date of the event, never of its recording.

    Every booking pays for every index, so only those are kept that some figure is read by.
    """

    day = models.DateField()
    center = models.ForeignKey("centers.Center", models.PROTECT, db_index=False, related_name="+")
    unit = models.ForeignKey("centers.Unit", models.PROTECT, db_index=False, related_name="+")
    procedure = models.ForeignKey("procedures.Procedure", models.PROTECT, db_index=False, related_name="+")
    level = models.CharField(max_length=10, choices=FigureLevel)
    channel = models.CharField(max_length=10, choices=Channel)
    filed_by = models.CharField(max_length=10, choices=FiledBy)
    measure = models.CharField(max_length=20)
    n = models.IntegerField()

    class Meta:
        abstract = True


class LedgerEntry(LedgerKeys):
    """One booking of one dossier. Insert-only, guarded by a trigger; only `totalled` ever changes, once.

    The dossier stays on the row, so that every figure opens exactly the dossiers it was summed from
    (docs/adr/0004-ledger-entries-keep-their-dossier.md).
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, db_index=False, related_name="bookings")
    event_number = models.PositiveIntegerField()
    totalled = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(n=0) & Q(measure__in=[measure.value for measure in Measure]), name="ledger_books_something"
            )
        ]
        indexes = [
            models.Index(fields=["center", "measure", "day"], name="ledger_by_center"),
            models.Index(fields=["unit", "measure", "day"], name="ledger_by_unit"),
            models.Index(fields=["dossier"], name="ledger_by_dossier"),
            models.Index(fields=["id"], condition=Q(totalled=False), name="ledger_fresh"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.measure} {self.n:+d}"


class LedgerTotal(LedgerKeys):
    """Entries of one day and the same keys, added up. Pages read totals plus the entries not yet in them."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["center", "measure", "day", "unit", "procedure", "level", "channel", "filed_by"],
                name="ledger_total_is_unique",
            ),
        ]
        indexes = [models.Index(fields=["unit", "measure", "day"], name="ledger_total_by_unit")]

    def __str__(self) -> str:
        return f"{self.day} {self.measure} {self.n}"


class Span(models.TextChoices):
    DAY = "day", "day"
    MONTH = "month", "month"


class LedgerSpan(models.Model):
    """Totals of a day or of a calendar month without the procedure: what figures of many centers are read from.

    `first` is the day, or the first day of the month. Kept by the job that makes the totals, in the same statement.
    """

    span = models.CharField(max_length=5, choices=Span)
    first = models.DateField()
    center = models.ForeignKey("centers.Center", models.PROTECT, db_index=False, related_name="+")
    unit = models.ForeignKey("centers.Unit", models.PROTECT, db_index=False, related_name="+")
    level = models.CharField(max_length=10, choices=FigureLevel)
    channel = models.CharField(max_length=10, choices=Channel)
    filed_by = models.CharField(max_length=10, choices=FiledBy)
    measure = models.CharField(max_length=20)
    n = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["center", "span", "measure", "first", "unit", "level", "channel", "filed_by"],
                name="ledger_span_is_unique",
            ),
            models.CheckConstraint(
                condition=Q(span=Span.DAY) | Q(span=Span.MONTH, first__day=1), name="ledger_span_begins_its_month"
            ),
        ]
        indexes = [
            models.Index(fields=["span", "first"], name="ledger_span_by_time"),
            models.Index(fields=["unit", "span", "measure", "first"], name="ledger_span_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.span} {self.first} {self.measure} {self.n}"
