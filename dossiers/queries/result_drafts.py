"""Results to be prepared, checked and signed: what waits for whom, and one of them with what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from dossiers.actors import Actor
from dossiers.letters import LIVE, WRITTEN_BY_ITSELF, LetterState, possible
from dossiers.letters import STEPS as LETTER_STEPS
from dossiers.lifecycle import AWAITING, OPEN
from dossiers.models import Dossier, Paper, ResultDraft

from .letters import READERS, StepLine
from .standing import Standing, Standings

MOST = 100
RELATIONS = ("dossier__version__procedure", "dossier__owner", "dossier__holder__unit")
TITLES: Mapping[LetterState, str | Promise] = {
    LetterState.TO_SIGN: _("Results to be signed"),
    LetterState.TO_CHECK: _("Results to be checked"),
    LetterState.DRAFT: _("Results to be prepared"),
}
LABELS: Mapping[str, str | Promise] = {"sign": _("Signed"), "draft": _("Prepared")}


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


@dataclass(frozen=True)
class DraftPage:
    """A draft: what may be done with it now, its files, and what was done."""

    draft: ResultDraft
    dossier: Dossier
    state: str
    steps: frozenset[str]
    files: Sequence[Paper]
    done: Sequence[StepLine]


def draft_queue(actor: Actor, at: datetime) -> list[DraftSection]:
    """Sections that hold something for this person, the most urgent lines first."""
    standings = Standings(at)
    found = [
        DraftSection(f"result-{state.value}", title, _lines(waiting(actor, state), standings))
        for state, title in TITLES.items()
    ]
    return [section for section in found if section.lines]


def waiting(actor: Actor, state: LetterState) -> QuerySet[ResultDraft]:
    """Drafts of one state whose dossier goes on, for the roles of the actor."""
    deciding, holding = (actor.offices_as(roles) for roles in READERS[state])
    mine = Q(dossier__deciding_office__in=deciding) | Q(dossier__holder__in=holding)
    goes_on = Q(dossier__status__in=OPEN) & ~Q(dossier__status__in=AWAITING)
    return ResultDraft.objects.filter(mine, goes_on, state=state).order_by(F("dossier__due_at").asc(), "pk")


def _lines(drafts: QuerySet[ResultDraft], standings: Standings) -> list[DraftLine]:
    return [_line(draft, standings) for draft in drafts.select_related(*RELATIONS)[:MOST]]


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
    goes_on = dossier.status in OPEN and dossier.status not in AWAITING
    return DraftPage(
        draft=draft,
        dossier=dossier,
        state=str(state.label),
        steps=frozenset(step.name for step in possible(state, roles)) if goes_on else frozenset(),
        files=list(draft.files.order_by("pk")),
        done=[
            StepLine(_label(step.step), step.at, step.by.full_name if step.by else "", step.reason)
            for step in draft.steps.select_related("by").order_by("pk")
        ],
    )


def _label(step: str) -> str | Promise:
    if step in LABELS:
        return LABELS[step]
    return LETTER_STEPS[step].label if step in LETTER_STEPS else WRITTEN_BY_ITSELF[step]
