"""The three dates and the letters of a dossier, as its applicant may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dossiers.letters import Cause
from dossiers.models import Dossier, IssuedForm


@dataclass(frozen=True)
class LetterTold:
    """Form 04 as its applicant reads it; texts are official. `new_at` None: it came after the end."""

    form_id: int
    number: str
    issued_at: datetime
    cause: str
    reason: str
    new_at: datetime | None
    signed_by: str


@dataclass(frozen=True)
class Promises:
    """`promised_at` stands on the first slip, `due_at` decides, `appointment_at` is what is told now."""

    promised_at: datetime | None
    due_at: datetime | None
    appointment_at: datetime | None
    letters: Sequence[LetterTold]

    @property
    def has_moved(self) -> bool:
        """Whether there is more than one date to tell."""
        return len({self.promised_at, self.due_at, self.appointment_at}) > 1


def promises_of(dossier: Dossier) -> Promises:
    """A form without its letter (simulated: `docs/simulation.md`) has no words to show."""
    forms = dossier.forms.filter(form="04", letter__isnull=False).select_related("letter").order_by("-issued_at", "-pk")
    return Promises(
        promised_at=dossier.promised_at,
        due_at=dossier.due_at,
        appointment_at=dossier.appointment_at,
        letters=[_told(form) for form in forms],
    )


def _told(form: IssuedForm) -> LetterTold:
    return LetterTold(
        form_id=form.pk,
        number=f"{form.number}/{form.year}",
        issued_at=form.issued_at,
        cause=str(Cause(form.letter.cause).label),
        reason=form.letter.text,
        new_at=form.letter.new_at,
        signed_by=form.content["said"]["signed_by"],
    )
