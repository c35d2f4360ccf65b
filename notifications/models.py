"""Messages that leave the house, and notices inside it. No row points to a person's dossier or to a citizen."""

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
