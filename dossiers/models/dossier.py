from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Reverse
from django.utils.translation import gettext_lazy as _

from dossiers.lifecycle import AWAITING, BEFORE_RECEPTION, ENDED, OPEN, ReturnKind, Status
from workcalendar.engine import Unit

TO_DO = sorted({*OPEN, *BEFORE_RECEPTION, Status.RESOLVED})
SENT_BACK = Q(status__in=[Status.RETURNED, Status.WITHDRAWN])
OPEN_LIST, AWAITING_LIST = sorted(OPEN), sorted(AWAITING)  # in one order, so that migrations stay the same


class Channel(models.TextChoices):
    """How a dossier reached the center; values 1, 2, 3 of the national list `KenhThucHien`."""

    COUNTER = "counter", _("At the counter")
    ONLINE = "online", _("Online")
    POST = "post", _("By post")


class FiledBy(models.TextChoices):
    """Who really filed: a fact of its own, never guessed from the account."""

    OWNER = "owner", _("the owner")
    RELATIVE = "relative", _("somebody authorised by the owner")
    COUNTER = "counter", _("counter staff for the citizen")
    HELPER = "helper", _("a helper")
    POST = "post", _("the post")


ASSISTED = frozenset({FiledBy.COUNTER, FiledBy.HELPER})


class FigureLevel(models.TextChoices):
    """The level under which a dossier is counted."""

    COMMUNE = "commune", _("commune level")
    PROVINCE = "province", _("provincial level")
    VERTICAL = "vertical", _("police, military, insurance, tax")


class Source(models.TextChoices):
    """Where a row comes from. Only `here` speaks to the outside."""

    HERE = "here", _("entered here")
    TAKE_OVER = "take_over", _("taken over from another system")
    REPLAY = "replay", _("replayed from a published report")
    SAMPLE = "sample", _("sample data")


class Dossier(models.Model):
    """A dossier from its submission on. Never deleted; its status is assigned by `actions.advance` alone.

    The dates follow from the events (`history.fold`) and are stored so that lists and sweeps can use an index.
    """

    status = models.CharField(_("status"), max_length=20, choices=Status)
    revision = models.PositiveIntegerField(default=0)  # number of the last event; what an actor saw
    code = models.CharField(_("code"), max_length=40, null=True, unique=True)  # noqa: DJ001 - no code before reception
    secret = models.CharField(max_length=32, unique=True)  # the address in the QR code
    check_word = models.CharField(max_length=6)
    source = models.CharField(max_length=10, choices=Source, default=Source.HERE)

    version = models.ForeignKey("procedures.ProcedureVersion", models.PROTECT, related_name="+")
    case = models.ForeignKey("procedures.ProcedureCase", models.PROTECT, null=True, related_name="+")
    level = models.CharField(max_length=10, choices=FigureLevel)
    channel = models.CharField(max_length=10, choices=Channel)
    filed_by = models.CharField(max_length=10, choices=FiledBy)
    owner = models.ForeignKey("citizens.Party", models.PROTECT, related_name="owned_dossiers")
    submitter = models.ForeignKey("citizens.Party", models.PROTECT, related_name="submitted_dossiers")
    account = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")  # who filed online
    needs_interpreter = models.BooleanField(default=False)  # told at the desk; for the officers, on no paper
    language = models.CharField(max_length=5, default="vi")  # of the messages to the submitter

    receiving_center = models.ForeignKey("centers.Center", models.PROTECT, db_index=False, related_name="+")
    deciding_unit = models.ForeignKey("centers.Unit", models.PROTECT, related_name="+")
    deciding_office = models.ForeignKey("centers.Office", models.PROTECT, related_name="+")
    return_center = models.ForeignKey("centers.Center", models.PROTECT, related_name="+")
    holder = models.ForeignKey("centers.Office", models.PROTECT, related_name="held_dossiers")
    assignee = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    stands_in_for = models.ForeignKey(  # the absent officer to whom the assignee gives it back
        "accounts.User", models.PROTECT, null=True, db_index=False, related_name="+"
    )
    step_number = models.PositiveSmallIntegerField(null=True)
    step_due_at = models.DateTimeField(null=True)

    submitted_at = models.DateTimeField(null=True)
    answer_due_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    quantity = models.PositiveSmallIntegerField(null=True)
    unit = models.CharField(max_length=20, choices=[(u.value, u.value) for u in Unit], blank=True)
    cutoff = models.TimeField(null=True)
    calendar_version = models.ForeignKey("workcalendar.CalendarVersion", models.PROTECT, null=True, related_name="+")
    clock_from = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    soon_at = models.DateTimeField(null=True)  # from here on it is "due soon"
    appointment_at = models.DateTimeField(null=True)
    held_by_pause = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    return_kind = models.CharField(max_length=10, choices=ReturnKind, blank=True)
    delivered_at = models.DateTimeField(null=True)
    applicant_due_at = models.DateTimeField(null=True)  # when the applicant's own time to complete is over

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="dossier_status_is_known"),
            models.CheckConstraint(
                condition=Q(
                    received_at__isnull=True,
                    due_at__isnull=True,
                    promised_at__isnull=True,
                    clock_from__isnull=True,
                    code__isnull=True,
                    calendar_version__isnull=True,
                    soon_at__isnull=True,
                    appointment_at__isnull=True,
                    quantity__isnull=True,
                    unit="",
                )
                | Q(
                    received_at__isnull=False,
                    due_at__isnull=False,
                    promised_at__isnull=False,
                    clock_from__isnull=False,
                    code__isnull=False,
                    calendar_version__isnull=False,
                    soon_at__isnull=False,
                    appointment_at__gte=F("due_at"),
                    quantity__isnull=False,
                    unit__in=sorted(unit.value for unit in Unit),
                ),
                name="dossier_due_exactly_when_received",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[*OPEN_LIST, Status.RESOLVED, Status.RETURNED, Status.DELIVERED])
                | Q(received_at__isnull=False),
                name="dossier_open_means_received",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.SUBMITTED, Status.INCOMPLETE, Status.NOT_ACCEPTED])
                | Q(received_at__isnull=True),
                name="dossier_before_reception_means_not_received",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.DELIVERED, delivered_at__isnull=False)
                | ~Q(status=Status.DELIVERED) & Q(delivered_at__isnull=True),
                name="dossier_delivered_at_exactly_when_delivered",
            ),
            models.CheckConstraint(
                condition=Q(
                    channel__in=Channel.values,
                    level__in=FigureLevel.values,
                    filed_by__in=FiledBy.values,
                    source__in=Source.values,
                ),
                name="dossier_is_counted_under_known_keys",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[*OPEN_LIST, Status.SUBMITTED, Status.INCOMPLETE], ended_at__isnull=True)
                | Q(status__in=sorted([*ENDED, Status.NOT_ACCEPTED])) & Q(ended_at__isnull=False),
                name="dossier_ended_exactly_when_over",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.RETURNED) & ~Q(return_kind="")
                | ~Q(status=Status.RETURNED) & Q(return_kind=""),
                name="dossier_return_kind_when_returned",
            ),
            models.CheckConstraint(
                condition=Q(stands_in_for__isnull=True) | Q(assignee__isnull=False) & ~Q(stands_in_for=F("assignee")),
                name="dossier_held_for_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(held_by_pause=False) | Q(status__in=AWAITING_LIST), name="dossier_held_only_when_awaiting"
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "due_at"], condition=Q(status__in=TO_DO), name="dossier_to_do"),
            models.Index(OpClass(Reverse("code"), name="text_pattern_ops"), name="dossier_by_end_of_code"),
            models.Index(
                fields=["stands_in_for"], condition=Q(stands_in_for__isnull=False), name="dossier_held_for_another"
            ),
            models.Index(fields=["soon_at"], condition=Q(status__in=OPEN_LIST), name="dossier_due_soon"),
            models.Index(fields=["due_at"], condition=Q(status__in=OPEN_LIST), name="dossier_overdue"),
            models.Index(fields=["step_due_at"], condition=Q(status__in=OPEN_LIST), name="dossier_step_overdue"),
            models.Index(fields=["answer_due_at"], condition=Q(status=Status.SUBMITTED), name="dossier_first_answer"),
            models.Index(
                fields=["applicant_due_at"],
                condition=Q(status__in=[*AWAITING_LIST, Status.INCOMPLETE]),
                name="dossier_applicant_due",
            ),
            models.Index(
                fields=["deciding_office", "ended_at"], condition=Q(ended_at__gt=F("due_at")), name="dossier_ended_late"
            ),
            models.Index(fields=["ended_at", "due_at"], name="dossier_ended"),
            models.Index(fields=["receiving_center", "ended_at"], condition=SENT_BACK, name="dossier_sent_back"),
            models.Index(fields=["received_at"], condition=Q(source=Source.REPLAY), name="dossier_replayed"),
            models.Index(fields=["-id"], condition=Q(needs_interpreter=True), name="dossier_interpreted"),
            models.Index(fields=["receiving_center", "received_at"], name="dossier_received"),
            models.Index(fields=["receiving_center", "status", "submitted_at"], name="dossier_queue"),
        ]

    def __str__(self) -> str:
        return self.code or f"#{self.pk}"

    @property
    def has_slip(self) -> bool:
        """Whether form 01 was issued here: at its reception, which of a dossier taken over happened elsewhere."""
        return self.received_at is not None and self.source != Source.TAKE_OVER

    @property
    def is_open(self) -> bool:
        return self.status in OPEN
