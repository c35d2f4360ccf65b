"""The columns that a worklist can show."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from dossiers.models import ChosenColumns


class Column(TextChoices):
    """The code always stands first; the others as somebody likes."""

    DUE = "due", _("Due")
    OWNER = "owner", _("Owner")
    PROCEDURE = "procedure", _("Procedure")
    STEP = "step", _("Step and who has it")
    STATUS = "status", _("Status")
    ASSIGNEE = "assignee", _("Officer")
    SUBMITTER = "submitter", _("Submitter")
    CHANNEL = "channel", _("Channel")
    RECEIVED = "received", _("Received at")
    APPOINTMENT = "appointment", _("Told to the applicant")


USUAL = (Column.DUE, Column.OWNER, Column.PROCEDURE, Column.STEP, Column.STATUS)


@dataclass(frozen=True)
class Heading:
    """A column as a template draws it."""

    name: str
    label: str


def columns_of(user: User) -> tuple[Column, ...]:
    """What somebody has chosen, in their order; a column that is not known any more is left out."""
    chosen = ChosenColumns.objects.filter(user=user).first()
    if chosen is None:
        return USUAL
    return tuple(Column(name) for name in chosen.columns if name in Column.values) or USUAL


def headings(columns: tuple[Column, ...]) -> list[Heading]:
    return [Heading(column.value, str(column.label)) for column in columns]
