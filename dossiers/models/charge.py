from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .dossier import Dossier


class ChargeSource(models.TextChoices):
    """Where a charge comes from."""

    PUBLISHED = "published", _("published fee of the procedure")
    ENTERED = "entered", _("entered at the counter with its legal basis")
    REQUESTED = "requested", _("asked for while the dossier was worked on")


class Charge(models.Model):
    """One line of what a dossier owes, in whole đồng. Rows are never deleted.

    `amount_vnd` is what the tariff says; `due_vnd` is what is owed of it: all, or 0 with a ground of exemption, or 0
    when the line was taken back with a reason.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, db_index=False, related_name="charges")
    number = models.PositiveSmallIntegerField()  # 1, 2, 3 … of the dossier
    source = models.CharField(max_length=10, choices=ChargeSource)
    label = models.CharField(max_length=200)  # official, Vietnamese
    quantity = models.CharField(max_length=80, blank=True)  # official: "3 trang × 2 bản"
    amount_vnd = models.PositiveBigIntegerField()
    due_vnd = models.PositiveBigIntegerField()
    basis = models.TextField(blank=True)  # the published words, or the text typed with the amount
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, db_index=False, related_name="+")
    ground = models.CharField(max_length=20, blank=True)  # code of `exemptions.EXEMPTIONS`
    ground_basis = models.TextField(blank=True)
    exempt_at = models.DateTimeField(null=True)
    exempt_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, db_index=False, related_name="+")
    void_reason = models.TextField(blank=True)
    void_at = models.DateTimeField(null=True)
    void_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, db_index=False, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="charge_number_is_unique"),
            models.CheckConstraint(condition=Q(source__in=ChargeSource.values), name="charge_source_is_known"),
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="charge_asks_something"),
            models.CheckConstraint(
                condition=Q(ground="", void_reason="", due_vnd=F("amount_vnd"))
                | (~Q(ground="") | ~Q(void_reason="")) & Q(due_vnd=0),
                name="charge_is_owed_or_says_why_not",
            ),
            models.CheckConstraint(
                condition=Q(ground="", ground_basis="", exempt_at=None)
                | ~Q(ground="") & ~Q(ground_basis="") & Q(exempt_at__isnull=False),
                name="charge_exemption_names_its_law",
            ),
            models.CheckConstraint(
                condition=Q(void_reason="", void_at=None) | ~Q(void_reason="") & Q(void_at__isnull=False),
                name="charge_taken_back_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(source=ChargeSource.ENTERED) & ~Q(source=ChargeSource.REQUESTED) | ~Q(basis=""),
                name="charge_entered_names_its_law",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.number}"


class PayMethod(models.TextChoices):
    """How money reached the center."""

    CASH = "cash", _("cash at the counter")
    BANK = "bank", _("bank transfer")
    GATEWAY = "gateway", _("online payment")


class Payment(models.Model):
    """Money that was taken for a dossier, or given back by a counter-entry. Rows are only ever added.

    The receipt is numbered per center and year; a counter-entry has the negative amount of the receipt that it cancels
    and a number of its own. `said` is what the receipt printed: the lines as they stood.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="payments")
    center = models.ForeignKey("centers.Center", models.PROTECT, db_index=False, related_name="+")
    method = models.CharField(max_length=10, choices=PayMethod)
    amount_vnd = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, db_index=False, related_name="+")
    payer = models.CharField(max_length=300)
    reference = models.CharField(max_length=120, blank=True)  # of the transaction outside; empty for cash
    number = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    cancels = models.OneToOneField("self", models.PROTECT, null=True, related_name="cancelled_by")
    reason = models.TextField(blank=True)
    said = models.JSONField(default=dict)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["center", "year", "number"], name="receipt_number_is_unique"),
            models.UniqueConstraint(
                fields=["method", "reference"], condition=~Q(reference="") & Q(cancels=None), name="payment_counts_once"
            ),
            models.CheckConstraint(condition=Q(method__in=PayMethod.values), name="payment_method_is_known"),
            models.CheckConstraint(
                condition=Q(cancels=None, amount_vnd__gt=0, reason="")
                | Q(cancels__isnull=False, amount_vnd__lt=0) & ~Q(reason=""),
                name="payment_or_counter_entry_with_reason",
            ),
            models.CheckConstraint(condition=Q(method=PayMethod.CASH) | ~Q(reference=""), name="payment_is_traceable"),
        ]
        indexes = [models.Index(fields=["center", "at"], name="payment_of_the_day")]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"
