from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.db.models.functions import Now

from common import rows
from dossiers.lifecycle import AWAITING, TRANSITIONS, Status
from dossiers.state import Happening

from .dossier import Dossier, Source

REASONED = [name for name, row in TRANSITIONS.items() if row.reason_needed]
OWNER_CHANGED = Q(transition="correct", facts__contains={"changed": ["owner"]})
TYPED_LATE = Q(facts__has_key="late") & ~Q(facts__has_key="follows")
INTERVENING = Q(transition__in=["reschedule", "extend", "reopen", "reclassify"]) | OWNER_CHANGED | TYPED_LATE
"""What changes the conditions under which figures arise; leaders see who did it."""


class DossierEvent(models.Model):
    """What happened to a dossier: `at` when it happened, `recorded_at` when the database learned of it.

    Append-only, guarded by a trigger. Features and reports read events, never the history tables.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, db_index=False, related_name="events")
    number = models.PositiveIntegerField()  # 1, 2, 3 … in the order of recording
    transition = models.CharField(max_length=20)
    from_status = models.CharField(max_length=20, blank=True)
    to_status = models.CharField(max_length=20)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    # null: the system; nobody asks for all that somebody did, and every event would pay for the index
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, db_index=False, related_name="+")
    role = models.CharField(max_length=20)
    office = models.ForeignKey("centers.Office", models.PROTECT, null=True, db_index=False, related_name="+")
    reason = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    source = models.CharField(max_length=10, choices=Source, default=Source.HERE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="event_number_is_unique"),
            models.CheckConstraint(
                condition=~Q(transition__in=REASONED) | ~Q(reason="") | Q(source=Source.TAKE_OVER),
                name="event_reason_where_needed",
            ),
            models.CheckConstraint(
                condition=Q(transition__in=list(TRANSITIONS), to_status__in=Status.values), name="event_is_in_the_table"
            ),
        ]
        indexes = [
            models.Index(fields=["at"], condition=INTERVENING, name="event_intervening"),
            models.Index(KT("facts__typed_on"), condition=TYPED_LATE, name="event_typed_late"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.number} {self.transition}"

    def as_happening(self) -> Happening:
        return Happening(
            self.transition, self.at, self.recorded_at, self.number, self.facts, self.source == Source.REPLAY
        )


def history_of(dossier: Dossier) -> list[Happening]:
    """The events of a dossier as the fold wants them: by moment, then by recording. Empty for an unsaved one."""
    if not dossier.pk:
        return []
    events = rows.read(DossierEvent, "WHERE t.dossier_id = %s ORDER BY t.at, t.recorded_at, t.number", [dossier.pk])
    return [event.as_happening() for event in events]


class DossierPause(models.Model):
    """A stretch in which the clock stood, as a row, so that reports need no fold. Follows from the events."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, db_index=False, related_name="pauses")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=20, choices=[(s.value, s.label) for s in Status if s in AWAITING])
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    holds = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="pause_number_is_unique"),
            models.UniqueConstraint(fields=["dossier"], condition=Q(ended_at__isnull=True), name="pause_one_is_open"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
                name="pause_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.started_at:%d/%m/%Y %H:%M}"
