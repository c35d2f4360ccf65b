"""A center, the offices of units, and the counters people walk up to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from centers.models.unit import Unit


class Center(models.Model):
    """The public administration service center of one commune or ward.

    Address, hotline, e-mail and opening hours are null as long as nobody at the center has entered them.
    """

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="center")
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    name_sort = models.CharField(max_length=400, db_collation="C")  # by the unit's own name
    calendar = models.ForeignKey("workcalendar.Calendar", on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    coordination_lead = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="coordination_members"
    )
    address = models.CharField(max_length=300, null=True, blank=True)  # noqa: DJ001  null = not known
    hotline = models.CharField(max_length=30, null=True, blank=True)  # noqa: DJ001  null = not known
    email = models.EmailField(null=True, blank=True)  # noqa: DJ001  null = not known
    opening_hours = models.CharField(max_length=300, null=True, blank=True)  # noqa: DJ001  null = not known

    history = HistoricalRecords()

    class Meta:
        ordering = ["name_sort"]

    def __str__(self) -> str:
        return self.name


class OfficeKind(models.TextChoices):
    RECEPTION = "reception", _("Reception and return of results")
    SPECIALISED = "specialised", _("Specialised office")
    LEADERSHIP = "leadership", _("Leadership")
    RECORDS = "records", _("Records office")


class Office(models.Model):
    """A place of work inside a unit; dossiers are with an office, never with a single officer only.

    `center` is set for the offices of a commune or ward, and for the office of a department or agency that serves
    exactly one center (the ward's police); null for an office that serves the province.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="offices")
    center = models.ForeignKey(Center, on_delete=models.PROTECT, null=True, blank=True, related_name="offices")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=OfficeKind.choices)

    history = HistoricalRecords()

    class Meta:
        ordering = ["unit_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "slug"], name="office_slug_once_per_unit"),
            models.CheckConstraint(name="office_kind_is_known", condition=Q(kind__in=OfficeKind.values)),
            models.CheckConstraint(
                name="reception_is_at_a_center", condition=~Q(kind=OfficeKind.RECEPTION) | Q(center__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["center"], condition=Q(kind=OfficeKind.RECEPTION), name="one_reception_per_center"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Counter(models.Model):
    """A numbered desk of a center. `source` says where a default list comes from; empty = entered by the center."""

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="counters")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=150)
    is_open = models.BooleanField(default=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["center_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="counter_number_once_per_center"),
            models.CheckConstraint(name="counter_number_is_positive", condition=Q(number__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"
