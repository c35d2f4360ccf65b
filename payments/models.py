"""Money that reaches the account of a center: statements of the bank, single transfers, and what became of each."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from payments.vietqr import LONGEST_ACCOUNT, Account


class Statement(models.Model):
    """A statement of the bank that somebody imported. Rows are only ever added."""

    center = models.ForeignKey("centers.Center", models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    rows = models.PositiveIntegerField()
    known_before = models.PositiveIntegerField()  # rows that an earlier statement had
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.file_name


class Source(models.TextChoices):
    BANK = "bank", _("bank transfer")
    GATEWAY = "gateway", _("online payment")


class State(models.TextChoices):
    MATCHED = "matched", _("matched")
    WAITING = "waiting", _("waits for a person")
    RETURNED = "returned", _("returned to the payer")


class Problem(models.TextChoices):
    """Why a person has to look."""

    NO_CODE = "no_code", _("no code of a dossier in it")
    SEVERAL = "several", _("several codes in it")
    AMOUNT = "amount", _("another amount than what is owed")
    NOTHING_OWED = "nothing_owed", _("nothing is owed (any more)")
    ENDED = "ended", _("the dossier has ended without a result, or is not received")


class Incoming(models.Model):
    """One transfer. It counts once (center, source, reference); it is matched, waits, or was returned with a reason."""

    center = models.ForeignKey("centers.Center", models.PROTECT, db_index=False, related_name="+")
    source = models.CharField(max_length=10, choices=Source)
    statement = models.ForeignKey(Statement, models.PROTECT, null=True, related_name="incoming")
    line = models.PositiveIntegerField(null=True)  # in the file
    at = models.DateTimeField()
    amount_vnd = models.PositiveBigIntegerField()
    reference = models.CharField(max_length=120)
    memo = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=State)
    problem = models.CharField(max_length=16, choices=Problem, blank=True)
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, null=True, related_name="+")
    payment = models.OneToOneField("dossiers.Payment", models.PROTECT, null=True, related_name="incoming")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["center", "source", "reference"], name="incoming_counts_once"),
            models.CheckConstraint(
                condition=Q(source__in=Source.values, state__in=State.values), name="incoming_words_are_known"
            ),
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="incoming_is_money"),
            models.CheckConstraint(
                condition=Q(state=State.MATCHED, payment__isnull=False) | ~Q(state=State.MATCHED) & Q(payment=None),
                name="incoming_matched_means_paid",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.WAITING) | Q(closed_at=None) & ~Q(problem=""),
                name="incoming_waits_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RETURNED) | ~Q(reason="") & Q(closed_at__isnull=False),
                name="incoming_returned_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["center", "at"], name="incoming_of_the_day"),
            models.Index(fields=["center", "at"], condition=Q(state=State.WAITING), name="incoming_waiting"),
        ]

    def __str__(self) -> str:
        return self.reference


class BankAccount(models.Model):
    """The account that a center named from `at` on; the newest row counts. Rows are only ever added (trigger)."""

    center = models.ForeignKey("centers.Center", models.PROTECT, db_index=False, related_name="+")
    bin = models.CharField(max_length=6)
    number = models.CharField(max_length=LONGEST_ACCOUNT)
    holder = models.CharField(max_length=100)
    bank = models.CharField(max_length=100)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, db_index=False, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(bin__regex=r"^[0-9]{6}$", number__regex=r"^[0-9A-Za-z]{1,19}$") & ~Q(holder="", bank=""),
                name="bank_account_fits_into_a_code",
            )
        ]
        indexes = [models.Index(fields=["center", "-at", "-id"], name="bank_account_of_center")]

    def __str__(self) -> str:
        return f"{self.center_id} {self.at:%d/%m/%Y}"

    @property
    def account(self) -> Account:
        return Account(self.bin, self.number, self.holder, self.bank)


class Order(models.Model):
    """What somebody wanted to pay at the payment gateway. It says nothing about money; transfers do."""

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="+")
    key = models.CharField(max_length=40, unique=True)
    amount_vnd = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.key


class Nonce(models.Model):
    """Of a callback that was read: it counts once. Dropped once it is too old to be accepted."""

    nonce = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.nonce
