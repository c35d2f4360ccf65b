from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .filing import Filing
from .paper import Paper


class ConsentWay(models.TextChoices):
    """How an owner agreed that somebody else files for them."""

    CODE = "code", _("a code sent to their phone")
    PAPER = "paper", _("their signature on paper, photographed")
    WITNESS = "witness", _("by word, before a witness")


class Consent(models.Model):
    """That the owner lets the account of a filing file it for them and see it until it ends (docs/helping.md).

    `digest` is a keyed hash over the filing and the owner as declared: for another filing, or after the owner was
    changed, it says nothing any more. Once the filing is sent, only the withdrawal is added (guarded by a trigger).
    """

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="consents")
    way = models.CharField(max_length=10, choices=ConsentWay)
    digest = models.CharField(max_length=64)
    owner_hash = models.CharField(max_length=64)  # keyed hash of the owner's number
    text_version = models.CharField(max_length=10)
    language = models.CharField(max_length=5)
    contact_hash = models.CharField(max_length=64, blank=True)  # keyed hash of where the code went
    evidence = models.ForeignKey(Paper, models.CASCADE, null=True, related_name="+")
    witness = models.BinaryField(null=True)  # name and number as JSON, encrypted under `key_id`
    key_id = models.CharField(max_length=40, blank=True)
    given_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, db_index=False, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(way=ConsentWay.CODE, evidence__isnull=True, witness__isnull=True) & ~Q(contact_hash="")
                | Q(way=ConsentWay.PAPER, evidence__isnull=False, witness__isnull=True, contact_hash="")
                | Q(way=ConsentWay.WITNESS, evidence__isnull=True, witness__isnull=False, contact_hash=""),
                name="consent_has_the_proof_of_its_way",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__gte=F("given_at"), withdrawn_by__isnull=False),
                name="consent_is_withdrawn_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["contact_hash"], condition=~Q(contact_hash=""), name="consent_by_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.way}"


class ConsentCode(models.Model):
    """The code an owner was sent last for a filing: a keyed hash of it, good once, for a while, for a few tries."""

    filing = models.OneToOneField(Filing, models.CASCADE, related_name="consent_code")
    digest = models.CharField(max_length=64)  # as in Consent: the code counts for this owner only
    code_hash = models.CharField(max_length=64)
    contact_hash = models.CharField(max_length=64)
    message_key = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return str(self.filing_id)
