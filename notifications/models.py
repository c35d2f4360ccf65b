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
    ZALO = "zalo", _("Zalo")
    SMS = "sms", _("SMS")
    CALL = "call", _("Telephone")


class MessageState(models.TextChoices):
    WAITING = "waiting", _("waits to be sent")
    SENDING = "sending", _("is being sent")
    ASKING = "asking", _("outcome not known, being asked")
    UNCLEAR = "unclear", _("outcome not known, for a person")
    TO_CALL = "to_call", _("to be told by telephone")
    SENT = "sent", _("sent")
    FAILED = "failed", _("could not be delivered")


OVER = (MessageState.SENT, MessageState.FAILED)


class OutboxMessage(models.Model):
    """A message to be delivered: written in the transaction of what it tells, delivered as often as it takes, once.

    `key` names what is told, so that nothing is queued twice. `channel` is the one in use, `route` holds those that
    come after it when it cannot reach the person. `attempts` counts on the present channel.
    """

    key = models.CharField(max_length=120, unique=True)
    channel = models.CharField(max_length=10, choices=MessageChannel, default=MessageChannel.EMAIL)
    address = models.CharField(max_length=254, blank=True)  # e-mail
    phone = models.CharField(max_length=20, blank=True)
    route = ArrayField(models.CharField(max_length=10, choices=MessageChannel), default=list, blank=True)
    center = models.ForeignKey(
        "centers.Center", models.SET_NULL, null=True, db_index=False, related_name="+"
    )  # whose staff look after it
    is_urgent = models.BooleanField(default=False)  # leaves in quiet hours too: one-time codes
    language = models.CharField(max_length=5, default="vi")
    template = models.CharField(max_length=60)
    context = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)  # given up; listed for a person
    last_error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MessageState.values), name="message_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=MessageState.SENT, sent_at__isnull=False)
                | ~Q(state=MessageState.SENT) & Q(sent_at__isnull=True),
                name="message_sent_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state=MessageState.FAILED, failed_at__isnull=False)
                | ~Q(state=MessageState.FAILED) & Q(failed_at__isnull=True),
                name="message_failed_has_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["not_before", "id"], condition=Q(state=MessageState.WAITING), name="outbox_to_send"),
            models.Index(fields=["state", "channel"], condition=~Q(state__in=OVER), name="outbox_open"),
            models.Index(fields=["center", "created_at"], name="outbox_by_center"),
        ]

    def __str__(self) -> str:
        return self.key


class AttemptState(models.TextChoices):
    SENDING = "sending", _("is being sent")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    UNCLEAR = "unclear", _("outcome not known")
    REACHED = "reached", _("reached")
    NOT_REACHED = "not_reached", _("not reached")
    WRONG_NUMBER = "wrong_number", _("wrong number")


class AttemptReport(models.TextChoices):
    """What the provider told after it had taken it."""

    DELIVERED = "delivered", _("reached the phone")
    FAILED = "failed", _("did not reach the phone")


class MessageAttempt(models.Model):
    """One try to deliver a message, written before anything leaves, so that a lost worker leaves a trace.

    `uid` goes to the provider: it stays the same while the outcome of this try is not known, and is never used again.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(OutboxMessage, models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=10, choices=MessageChannel)
    state = models.CharField(max_length=12, choices=AttemptState, default=AttemptState.SENDING)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=80, blank=True)  # the provider's own name for it
    code = models.CharField(max_length=40, blank=True)  # the provider's word for what went wrong
    error = models.CharField(max_length=400, blank=True)
    segments = models.PositiveSmallIntegerField(default=0)  # of an SMS
    report = models.CharField(max_length=10, choices=AttemptReport, blank=True, db_default="", default="")
    reported_at = models.DateTimeField(null=True)  # when it reached the phone, or was told not to have
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")  # who called, or decided

    class Meta:
        ordering = ["message_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["message", "number"], name="attempt_once"),
            models.CheckConstraint(condition=Q(state__in=AttemptState.values), name="attempt_state_is_known"),
            models.CheckConstraint(
                condition=Q(report="", reported_at=None)
                | Q(report__in=AttemptReport.values, reported_at__isnull=False),
                name="attempt_report_has_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="attempt_of_provider"),
            models.Index(
                fields=["started_at"], condition=Q(channel="zalo", state="accepted", report=""), name="attempt_silent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}/{self.number}"


class ProviderToken(models.Model):
    """The pair of tokens of a provider (AES-GCM): both change together, a refresh token works once.

    `seed_hash` tells (keyed) from which token of the environment it began; `broken_at` that a new one must be entered.
    """

    name = models.CharField(max_length=20, unique=True)
    access_encrypted = models.BinaryField(null=True)
    access_key_id = models.CharField(max_length=40, blank=True)
    refresh_encrypted = models.BinaryField(null=True)
    refresh_key_id = models.CharField(max_length=40, blank=True)
    expires_at = models.DateTimeField(null=True)
    seed_hash = models.CharField(max_length=64, blank=True)
    broken_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


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
