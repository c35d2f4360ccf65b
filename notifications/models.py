"""Messages that leave the house, notices inside it, webhooks to other systems.

No row points to a person's dossier or to a citizen.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MessageChannel(models.TextChoices):
    EMAIL = "email", _("E-mail")


class OutboxMessage(models.Model):
    """A message to be delivered: written in the transaction of what it tells, delivered as often as it takes, once.

    `key` names what is told, so that nothing is queued twice.
    """

    key = models.CharField(max_length=120, unique=True)
    channel = models.CharField(max_length=10, choices=MessageChannel, default=MessageChannel.EMAIL)
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=5, default="vi")
    template = models.CharField(max_length=60)
    context = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)  # given up; listed for a person
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["not_before"], condition=Q(sent_at__isnull=True, failed_at__isnull=True), name="outbox_waiting"
            )
        ]

    def __str__(self) -> str:
        return self.key


class Notice(models.Model):
    """A notice inside the portal, for one person or for everybody in an office."""

    key = models.CharField(max_length=120, unique=True)
    user = models.ForeignKey("accounts.User", models.CASCADE, null=True, related_name="notices")
    office = models.ForeignKey("centers.Office", models.CASCADE, null=True, related_name="notices")
    template = models.CharField(max_length=60)
    context = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, office__isnull=True) | Q(user__isnull=True, office__isnull=False),
                name="notice_for_user_or_office",
            )
        ]
        indexes = [
            models.Index(
                fields=["office", "-created_at"], condition=Q(read_at__isnull=True), name="notice_office_unread"
            ),
            models.Index(fields=["user", "-created_at"], condition=Q(read_at__isnull=True), name="notice_user_unread"),
        ]

    def __str__(self) -> str:
        return self.key


class Webhook(models.Model):
    """An address of another system that hears what happens to the dossiers its account may see.

    The secret signs each delivery (AES-GCM under `secret_key_id`); until `previous_until` the one before signs too.
    """

    account = models.ForeignKey("accounts.User", models.PROTECT, related_name="webhooks")  # of kind system
    url = models.URLField(max_length=500)
    events = ArrayField(models.CharField(max_length=20), default=list, blank=True)  # transitions; empty = all
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    counts_from = models.DateTimeField()  # what is recorded from here on is delivered
    secret_encrypted = models.BinaryField()
    secret_key_id = models.CharField(max_length=40)
    previous_encrypted = models.BinaryField(null=True)
    previous_key_id = models.CharField(max_length=40, blank=True)
    previous_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(previous_encrypted__isnull=True, previous_key_id="", previous_until__isnull=True)
                | Q(previous_encrypted__isnull=False, previous_until__isnull=False) & ~Q(previous_key_id=""),
                name="webhook_previous_secret_whole_or_not",
            )
        ]
        indexes = [models.Index(fields=["account"], condition=Q(is_active=True), name="webhook_active")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.url}"


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("waits to be delivered")
    DELIVERED = "delivered", _("delivered to the other system")
    PARKED = "parked", _("given up for now")  # given up until somebody replays it; later ones of its topic wait


class WebhookDelivery(models.Model):
    """One event for one webhook. Within a topic ("dossier/123") deliveries leave one by one, by `sequence`.

    `uid` stays the same however often it is sent, so that the receiver knows it again.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    hook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    topic = models.CharField(max_length=60)
    sequence = models.PositiveIntegerField()
    event = models.CharField(max_length=20)
    payload = models.JSONField()
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)  # since it was queued or replayed
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    last_status = models.PositiveSmallIntegerField(null=True)  # HTTP
    last_error = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["hook_id", "topic", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["hook", "topic", "sequence"], name="delivery_once_per_event"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.DELIVERED) | Q(delivered_at__isnull=False),
                name="delivery_delivered_has_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at", "id"], condition=Q(state=DeliveryState.WAITING), name="delivery_waiting"),
            models.Index(
                fields=["hook", "topic", "sequence"],
                condition=~Q(state=DeliveryState.DELIVERED),
                name="delivery_undelivered",
            ),
            models.Index(fields=["hook", "created_at"], name="delivery_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.hook_id} {self.topic}/{self.sequence}"
