"""How one version follows another: nothing that was promised under the old one changes."""

from datetime import date, timedelta

from simple_history.utils import bulk_create_with_history

from accounts.models import User
from procedures.models import FeeItem, ProcedureCase, ProcedureVersion, ProcessStep, RequiredPaper


def end_before(version: ProcedureVersion, day: date, *, by: User | None = None) -> None:
    """The version counts up to the day before `day`."""
    version.valid_to = day - timedelta(days=1)
    if by is not None:
        version._history_user = by  # type: ignore[attr-defined]
    version.save(update_fields=["valid_to"])


def successor_of(version: ProcedureVersion, *, valid_from: date, by: User | None = None) -> ProcedureVersion:
    """A saved copy of the version with all its parts, in force from `valid_from`; the old one ends the day before.

    A version that was to follow later keeps its day: the copy ends where the old one ended.
    """
    papers, steps = list(version.papers.all()), list(version.steps.all())
    cases, fees = list(version.cases.all()), list(version.fees.all())
    last_number = version.procedure.versions.latest("number").number
    valid_to = version.valid_to
    end_before(version, valid_from, by=by)
    copy = ProcedureVersion.objects.get(pk=version.pk)
    copy.pk, copy._state.adding = None, True
    copy.number, copy.valid_from, copy.valid_to = last_number + 1, valid_from, valid_to
    if by is not None:
        copy._history_user = by  # type: ignore[attr-defined]
    copy.save()
    parts: list[RequiredPaper | ProcessStep | ProcedureCase | FeeItem] = [*papers, *steps, *cases, *fees]
    for part in parts:
        part.pk, part._state.adding, part.version = None, True, copy
    RequiredPaper.objects.bulk_create(papers)
    ProcessStep.objects.bulk_create(steps)
    bulk_create_with_history(cases, ProcedureCase, default_user=by)
    bulk_create_with_history(fees, FeeItem, default_user=by)
    return copy
