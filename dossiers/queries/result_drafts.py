"""Results to be prepared, checked and signed: what waits for whom, and one of them with what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from dossiers.actors import Actor
from dossiers.letters import LIVE, RESULT_STEPS, LetterState, after_changing, possible, step_label
from dossiers.lifecycle import AWAITING, OPEN
from dossiers.models import Dossier, ResultDraft, ResultDraftStep

from .letters import READERS, StepLine
from .scans import Opened, opened
from .standing import Standing, Standings

MOST = 100
RELATIONS = ("dossier__version__procedure", "dossier__owner", "dossier__holder__unit")
TITLES: Mapping[LetterState, str | Promise] = {
    LetterState.TO_SIGN: _("Results to be signed"),
    LetterState.TO_CHECK: _("Results to be checked"),
    LetterState.DRAFT: _("Results to be prepared"),
}


@dataclass(frozen=True)
class DraftLine:
    """One draft of a queue."""

    id: int
    dossier_id: int
    code: str
    owner: str
    procedure: str
    opinion: str
    standing: Standing


@dataclass(frozen=True)
class DraftSection:
    name: str
    title: str | Promise
    lines: Sequence[DraftLine]
    total: int


@dataclass(frozen=True)
class DraftStep(StepLine):
    """What was done; with the words of the version that was written, where they are others than now."""

    opinion: str


@dataclass(frozen=True)
class DraftPage:
    """A draft: what may be done with it now, its files, and what was done."""

    draft: ResultDraft
    dossier: Dossier
    state: str
    steps: frozenset[str]
    is_taken_back: bool  # when this person changes it
    waits: bool  # for the applicant: nobody can sign now
    files: Sequence[Opened]
    done: Sequence[DraftStep]


def draft_queue(actor: Actor, at: datetime) -> list[DraftSection]:
    """Sections that hold something for this person, the most urgent lines first."""
    standings = Standings(at)
    found = [_section(state, waiting(actor, state), standings) for state in TITLES]
    return [section for section in found if section.lines]


def _section(state: LetterState, drafts: QuerySet[ResultDraft], standings: Standings) -> DraftSection:
    lines = [_line(draft, standings) for draft in drafts.select_related(*RELATIONS)[:MOST]]
    total = len(lines) if len(lines) < MOST else drafts.count()
    return DraftSection(f"result-{state.value}", TITLES[state], lines, total)


def waiting(actor: Actor, state: LetterState) -> QuerySet[ResultDraft]:
    """Drafts of one state whose dossier goes on, for the roles of the actor."""
    deciding, holding = (actor.offices_as(roles) for roles in READERS[state])
    mine = Q(dossier__deciding_office__in=deciding) | Q(dossier__holder__in=holding)
    goes_on = Q(dossier__status__in=OPEN) & ~Q(dossier__status__in=AWAITING)
    return ResultDraft.objects.filter(mine, goes_on, state=state).order_by(F("dossier__due_at").asc(), "pk")


def _line(draft: ResultDraft, standings: Standings) -> DraftLine:
    dossier = draft.dossier
    return DraftLine(
        id=draft.pk,
        dossier_id=dossier.pk,
        code=dossier.code or "",
        owner=dossier.owner.name,
        procedure=dossier.version.procedure.name,
        opinion=draft.opinion,
        standing=standings.of(dossier),
    )


def live_draft(dossier_id: int) -> ResultDraft | None:
    """The draft that is being worked on, if there is one."""
    return ResultDraft.objects.filter(dossier=dossier_id, state__in=LIVE).first()


def draft_page(draft: ResultDraft, roles: frozenset[Role]) -> DraftPage:
    """`draft` with its dossier loaded."""
    dossier, state = draft.dossier, LetterState(draft.state)
    waits = dossier.status in AWAITING and draft.state in LIVE
    steps = {step.name for step in possible(state, roles, steps=RESULT_STEPS)} if dossier.status in OPEN else set()
    return DraftPage(
        draft=draft,
        dossier=dossier,
        state=str(state.label),
        steps=frozenset(steps - {"sign"} if waits else steps),
        is_taken_back=state in LIVE and after_changing(state, roles) != state,
        waits=waits,
        files=[opened(paper, 1, is_large=False) for paper in draft.files.order_by("pk")],
        done=[_step(step, draft.opinion) for step in draft.steps.select_related("by").order_by("pk")],
    )


def _step(step: ResultDraftStep, opinion_now: str) -> DraftStep:
    said = step.said.get("opinion", "")
    return DraftStep(
        label=step_label(step.step),
        at=step.at,
        by=step.by.full_name if step.by else "",
        reason=step.reason,
        opinion=said if said != opinion_now else "",
    )
