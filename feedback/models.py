"""Petitions with their timers, and ratings that nobody can trace back to a dossier."""

import json
import uuid
from collections.abc import Mapping

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from common import crypto
from feedback.petitions import UNFINISHED, Kind, RefusalReason, State, Verb

UNFINISHED_LIST = sorted(state.value for state in UNFINISHED)


class Petition(models.Model):
    """What somebody tells a center. Who it was lies encrypted; nobody but those who handle it reads it.

    `secret` is the address under which the sender follows and completes it. The public sees `public_question` and
    `public_answer` only, written by a person so that nobody can be recognised.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)  # the button pressed twice is one petition
    secret = models.CharField(max_length=32, unique=True)
    center = models.ForeignKey("centers.Center", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()  # within center and year
    kind = models.CharField(_("what it is about"), max_length=10, choices=Kind)
    text = models.TextField()
    dossier_code = models.CharField(max_length=40, blank=True)  # as typed by the sender, never checked aloud
    sender_encrypted = models.BinaryField(null=True)  # JSON {"name", "phone", "email"}
    sender_key_id = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=5, default="vi")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    revision = models.PositiveIntegerField(default=1)
    calendar_version = models.ForeignKey("workcalendar.CalendarVersion", models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    refuse_by = models.DateTimeField()
    ask_by = models.DateTimeField()
    answer_by = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)  # the first time
    ended_at = models.DateTimeField(null=True)  # answered or refused
    publish_by = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    refusal_reason = models.CharField(max_length=20, choices=RefusalReason, blank=True)
    answer = models.TextField(blank=True)  # to the sender, also why it is refused
    public_question = models.TextField(blank=True)
    public_answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["center", "year", "number"], name="petition_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=State.values, kind__in=Kind.values), name="petition_words_are_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.OPEN, State.ASKED], ended_at__isnull=True)
                | Q(state__in=[State.REFUSED, State.ANSWERED, State.PUBLISHED], ended_at__isnull=False) & ~Q(answer=""),
                name="petition_ends_with_words",
            ),
            models.CheckConstraint(
                condition=Q(state=State.REFUSED) & ~Q(refusal_reason="")
                | ~Q(state=State.REFUSED) & Q(refusal_reason=""),
                name="petition_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=State.PUBLISHED, published_at__isnull=False) & ~Q(public_answer="")
                | ~Q(state=State.PUBLISHED) & Q(published_at__isnull=True),
                name="petition_published_with_words",
            ),
            models.CheckConstraint(
                condition=Q(sender_encrypted__isnull=True, sender_key_id="")
                | Q(~Q(sender_key_id=""), sender_encrypted__isnull=False),
                name="petition_sender_whole_or_not",
            ),
        ]
        indexes = [
            models.Index(fields=["center", "answer_by"], condition=Q(state__in=UNFINISHED_LIST), name="petition_to_do"),
            models.Index(fields=["center", "-received_at"], name="petition_of_center"),
            models.Index(fields=["-published_at"], condition=Q(state=State.PUBLISHED), name="petition_public"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """What sender and staff call it."""
        return f"PA-{self.number}/{self.year}"

    def seal(self, sender: Mapping[str, str]) -> None:
        """Keep who sent it, encrypted for this row alone."""
        plain = json.dumps(dict(sender), ensure_ascii=False).encode()
        self.sender_key_id, self.sender_encrypted = crypto.encrypt(plain, context=self.key.bytes)

    def unsealed(self) -> dict[str, str]:
        """Who sent it, as far as it was told. Raises CannotDecrypt."""
        if self.sender_encrypted is None:
            return {}
        plain = crypto.decrypt(self.sender_key_id, self.sender_encrypted, context=self.key.bytes)
        return {str(name): str(value) for name, value in json.loads(plain).items()}


class PetitionStep(models.Model):
    """What happened to a petition; append-only. `by` is null for the sender and the system."""

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=10, choices=[(verb.value, verb.value) for verb in Verb])
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["petition", "id"], name="petition_steps")]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.verb}"


class PetitionReminder(models.Model):
    """Told once: this petition, this timer, this moment."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="reminders")
    timer = models.CharField(max_length=10)
    due_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["petition", "timer", "due_at"], name="petition_reminded_once")]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.timer}"


class Grade(models.IntegerChoices):
    """The three words of the national portal."""

    VERY_SATISFIED = 2, _("Very satisfied")
    SATISFIED = 1, _("Satisfied")
    NOT_SATISFIED = 0, _("Not satisfied")


class Contacts(models.IntegerChoices):
    """Indicators 3 and 4 of the evaluation: whom one had to see, how often."""

    ONCE = 2, _("Once or not at all")
    TWICE = 1, _("Twice")
    MORE = 0, _("More often, or other offices besides")


class Rating(models.Model):
    """One answer about one dossier, without the dossier: neither the row, its id nor its month tells which one.

    What the system knows (times, channel) is never asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    month = models.DateField()  # first day
    center = models.ForeignKey("centers.Center", models.PROTECT, related_name="+")  # the receiving one
    unit = models.ForeignKey("centers.Unit", models.PROTECT, related_name="+")  # the deciding one
    overall = models.PositiveSmallIntegerField(choices=Grade)
    attitude = models.PositiveSmallIntegerField(choices=Grade)
    contacts = models.PositiveSmallIntegerField(choices=Contacts)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(overall__in=Grade.values, attitude__in=Grade.values, contacts__in=Contacts.values),
                name="rating_grades_are_known",
            )
        ]
        indexes = [models.Index(fields=["center", "month"], name="rating_of_center")]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y}: {self.overall}"


class RatedDossier(models.Model):
    """This dossier was rated: once, and nobody knows how."""

    dossier = models.OneToOneField("dossiers.Dossier", models.PROTECT, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return str(self.dossier_id)
