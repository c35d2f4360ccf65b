"""The queue of letters to be prepared, checked and signed, and what is missing from it. Frozen lines; the number of
queries does not depend on their number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from common.clock import local_date, start_of_day
from dossiers.actors import Actor
from dossiers.apologies import EXEMPT, apology_by
from dossiers.letters import LIVE, WRITTEN_BY_ITSELF, Cause, LetterKind, LetterState, possible
from dossiers.letters import STEPS as LETTER_STEPS
from dossiers.lifecycle import OPEN
from dossiers.models import Dossier, IssuedForm, Letter, LetterStep

MOST = 100  # lines of one section; the next ones come up as these are done
RELATIONS = ("version__procedure", "owner", "holder", "deciding_unit")


@dataclass(frozen=True)
class QueueLine:
    """A letter, or (`letter_id` None) a late dossier without one. `latest`: until then it is in time."""

    letter_id: int | None
    dossier_id: int
    code: str
    kind: str
    owner: str
    procedure: str
    about_at: datetime
    latest: datetime
    is_past: bool
    ended_at: datetime | None
    new_at: datetime | None


@dataclass(frozen=True)
class Section:
    """One part of the queue; `total` counts all, `lines` are the first of them, the most urgent on top."""

    name: str
    title: str | Promise
    empty: str | Promise
    lines: Sequence[QueueLine]
    total: int


@dataclass(frozen=True)
class StepLine:
    label: str | Promise
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class LetterPage:
    """A letter with its dossier: what may be done with it, what was done, and the three dates."""

    letter: Letter
    dossier: Dossier
    kind: str
    state: str
    cause: str
    latest: datetime
    steps: frozenset[str] = field(default_factory=frozenset)
    done: Sequence[StepLine] = ()


TITLES: dict[LetterState, tuple[str | Promise, str | Promise]] = {
    LetterState.TO_SIGN: (_("To be signed"), _("No letter waits for a signature.")),
    LetterState.TO_CHECK: (_("To be checked"), _("No letter waits for a check.")),
    LetterState.DRAFT: (_("To be prepared"), _("No letter waits to be prepared.")),
}
READERS: dict[LetterState, tuple[frozenset[Role], frozenset[Role]]] = {
    # roles in the deciding office, roles in the office that holds the dossier
    LetterState.TO_SIGN: (frozenset({Role.LEADER}), frozenset()),
    LetterState.TO_CHECK: (frozenset({Role.HEAD, Role.LEADER}), frozenset()),
    LetterState.DRAFT: (frozenset({Role.OFFICER, Role.HEAD, Role.LEADER}), frozenset({Role.OFFICER, Role.HEAD})),
}
MISSING = "missing"


def queue(actor: Actor, *, at: datetime) -> list[Section]:
    """The sections that concern the actor, what has to be signed first."""
    sections = [
        _section(state, title, empty, waiting(actor, state), at)
        for state, (title, empty) in TITLES.items()
        if _offices(actor, state)[0]
    ]
    led = actor.offices_as(frozenset({Role.LEADER}))
    return [*sections, _missing(led, at)] if led else sections


def waiting(actor: Actor, state: LetterState) -> QuerySet[Letter]:
    """Letters of one state that are still needed, for the roles of the actor; the most urgent first."""
    deciding, holding = _offices(actor, state)
    mine = Q(dossier__deciding_office__in=deciding) | Q(dossier__holder__in=holding)
    return Letter.objects.filter(mine, _needed(), state=state).order_by("about_at", "pk")


def _needed() -> Q:
    """What the next sweep will withdraw is not shown any more; nor what a pause holds."""
    goes_on = Q(is_afterwards=False, dossier__ended_at=None, dossier__held_by_pause=False)
    is_over = Q(is_afterwards=True, dossier__ended_at__isnull=False)
    current = Q(about_at=F("dossier__due_at")) | Q(about_at=F("dossier__appointment_at"))
    return (goes_on | is_over) & current


def missing_open(offices: frozenset[int], *, at: datetime) -> QuerySet[Dossier]:
    """Overdue now, and no form 04 since the clock started."""
    late = Dossier.objects.filter(status__in=OPEN, held_by_pause=False, due_at__lt=start_of_day(local_date(at)))
    return _without_letter(late, offices).order_by("due_at", "pk")


def missing_ended(offices: frozenset[int]) -> QuerySet[Dossier]:
    """Ended late, and no form 04 since the clock started; newest first."""
    late = Dossier.objects.filter(ended_at__gt=F("due_at"), ended_at__date__gt=F("due_at__date"))
    return _without_letter(late, offices).order_by("-ended_at", "-pk")


def _without_letter(late: QuerySet[Dossier], offices: frozenset[int]) -> QuerySet[Dossier]:
    issued = IssuedForm.objects.filter(dossier=OuterRef("pk"), form="04", issued_at__gte=OuterRef("clock_from"))
    return late.filter(~Exists(issued), deciding_office__in=offices).exclude(source__in=EXEMPT)


def letter_page(letter: Letter, roles: frozenset[Role]) -> LetterPage:
    """`letter` with its dossier loaded as `access.PAGE_RELATIONS` says."""
    steps = letter.steps.select_related("by").order_by("pk")
    return LetterPage(
        letter=letter,
        dossier=letter.dossier,
        kind=str(LetterKind(letter.kind).label),
        state=str(LetterState(letter.state).label),
        cause=str(Cause(letter.cause).label),
        latest=apology_by(letter.dossier, letter.about_at),
        steps=frozenset(step.name for step in possible(LetterState(letter.state), roles)),
        done=[_step_line(step) for step in steps],
    )


def _offices(actor: Actor, state: LetterState) -> tuple[frozenset[int], frozenset[int]]:
    deciding, holding = READERS[state]
    return actor.offices_as(deciding), actor.offices_as(holding)


def _section(
    state: LetterState, title: str | Promise, empty: str | Promise, letters: QuerySet[Letter], at: datetime
) -> Section:
    related = [f"dossier__{name}" for name in RELATIONS]
    lines = [_line(letter.dossier, letter, at) for letter in letters.select_related(*related)[:MOST]]
    return Section(state.value, title, empty, lines, _total(lines, letters.count))


def _missing(offices: frozenset[int], at: datetime) -> Section:
    parts = [missing_open(offices, at=at), missing_ended(offices)]
    found = [dossier for part in parts for dossier in part.select_related(*RELATIONS)[:MOST]]
    about = Letter.objects.filter(dossier__in=[one.pk for one in found], kind=LetterKind.APOLOGY, state__in=LIVE)
    letters = {letter.dossier_id: letter for letter in about}
    lines = [_line(dossier, letters.get(dossier.pk), at) for dossier in found]
    total = _total(lines, lambda: sum(part.count() for part in parts))
    return Section(MISSING, _("Late without form 04"), _("No late dossier lacks its letter."), lines, total)


def _total(lines: Sequence[QueueLine], count: Callable[[], int]) -> int:
    return len(lines) if len(lines) < MOST else count()


def _line(dossier: Dossier, letter: Letter | None, at: datetime) -> QueueLine:
    assert dossier.due_at is not None
    about = letter.about_at if letter else dossier.due_at
    latest = apology_by(dossier, about)
    return QueueLine(
        letter_id=letter.pk if letter else None,
        dossier_id=dossier.pk,
        code=dossier.code or "",
        kind=str(LetterKind(letter.kind if letter else LetterKind.APOLOGY).label),
        owner=dossier.owner.name,
        procedure=dossier.version.procedure.name,
        about_at=about,
        latest=latest,
        is_past=at > latest,
        ended_at=dossier.ended_at,
        new_at=letter.new_at if letter else None,
    )


def _step_line(step: LetterStep) -> StepLine:
    known = LETTER_STEPS.get(step.step)
    label = known.label if known else WRITTEN_BY_ITSELF[step.step]
    return StepLine(label, step.at, step.by.full_name if step.by else "", step.reason)
