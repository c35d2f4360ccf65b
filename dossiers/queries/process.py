"""Where a dossier is in the process of its procedure, as a picture: what is done, where it is now, what is late."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from dossiers.calendars import SHELF
from dossiers.custody import held
from dossiers.lifecycle import Status
from dossiers.models import Dossier, Leg
from procedures.diagram import Box, Diagram, diagram_of
from procedures.models import StepRole
from procedures.steps import StepRow

from .lines import end_of_way


def process_of_dossier(dossier: Dossier, steps: Sequence[StepRow], at: datetime) -> Diagram:
    """Each step with its role and who has or had it; in two queries however many steps there are."""
    people = ("office", "confirmed_by")
    legs = list(dossier.legs.select_related(*people).order_by("number"))
    late = _late_steps(dossier, legs, at)
    return diagram_of([_box(step, dossier, legs, late, steps) for step in steps])


def _box(step: StepRow, dossier: Dossier, legs: Sequence[Leg], late: set[int], steps: Sequence[StepRow]) -> Box:
    here = _step_now(dossier, steps)
    is_over = dossier.delivered_at is not None
    state = "current" if step.number == here and not is_over else "done" if is_over or step.number < here else "todo"
    if state == "current" and not (dossier.is_open or dossier.status == Status.RESOLVED):
        state = "todo"
    return Box(
        number=step.number,
        name=step.name,
        role=step.role_name or str(StepRole(step.role).label),
        time="" if step.hours is None else _("%(number)s h") % {"number": number_format(step.hours.normalize())},
        state=state,
        who=_who(step, dossier, legs, state),
        is_late=step.number in late,
    )


def _step_now(dossier: Dossier, steps: Sequence[StepRow]) -> int:
    """What is resolved is in its last step; 0 before reception."""
    if steps and dossier.status == Status.RESOLVED:
        return steps[-1].number
    return dossier.step_number or 0


def _who(step: StepRow, dossier: Dossier, legs: Sequence[Leg], state: str) -> str:
    """Office and person that have the step now, or took it over when it was done; nobody before."""
    if state == "current":
        waiting = next((leg for leg in legs if leg.confirmed_at is None), None)
        if waiting is not None:
            return waiting.office.name
        return _joined(dossier.holder.name, dossier.assignee.full_name if dossier.assignee else "")
    done = [leg for leg in legs if leg.step_number == step.number and leg.confirmed_at is not None]
    if state != "done" or not done:
        return ""
    return _joined(done[-1].office.name, done[-1].confirmed_by.full_name if done[-1].confirmed_by else "")


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _late_steps(dossier: Dossier, legs: Sequence[Leg], at: datetime) -> set[int]:
    """Steps that were given on after their due date, and the one that is past it now; a pause that holds stops that."""
    if dossier.calendar_version_id is None:
        return set()
    had = held(legs, SHELF[dossier.calendar_version_id], end_of_way(dossier, at))
    late = {leg.step_number for leg, one in zip(legs, had, strict=True) if one.timing == "late" and leg.step_number}
    runs = dossier.is_open and not dossier.held_by_pause and dossier.step_due_at is not None
    if runs and dossier.step_due_at is not None and dossier.step_due_at < at and dossier.step_number:
        late.add(dossier.step_number)
    return late
