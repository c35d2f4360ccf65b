from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from dossiers.data_rights import UNFINISHED, DataState, DataWish

UNFINISHED_LIST = sorted(state.value for state in UNFINISHED)


class DataRequest(models.Model):
    """The register of requests about personal data (Personal Data Protection Law 91/2025/QH15), with their timers."""

    account = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    center = models.ForeignKey("centers.Center", models.PROTECT, related_name="+")
    wish = models.CharField(max_length=10, choices=DataWish)
    text = models.TextField()
    state = models.CharField(max_length=10, choices=DataState, default=DataState.OPEN)
    revision = models.PositiveIntegerField(default=1)
    calendar_version = models.ForeignKey("workcalendar.CalendarVersion", models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    first_answer_by = models.DateTimeField()
    fulfil_by = models.DateTimeField()
    first_answer_at = models.DateTimeField(null=True)
    is_extended = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DataState.values, wish__in=DataWish.values), name="data_request_words_are_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED_LIST, ended_at__isnull=True)
                | ~Q(state__in=UNFINISHED_LIST) & Q(ended_at__isnull=False),
                name="data_request_ends_with_its_state",
            ),
        ]
        indexes = [
            models.Index(
                fields=["center", "fulfil_by"], condition=Q(state__in=UNFINISHED_LIST), name="data_request_to_do"
            ),
            models.Index(fields=["account", "-received_at"], name="data_request_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.get_wish_display()} {self.pk}"


class DataRequestStep(models.Model):
    """What was done with a request, and what the person was told; append-only, guarded by a trigger."""

    request = models.ForeignKey(DataRequest, models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=12)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.request_id} {self.verb}"
