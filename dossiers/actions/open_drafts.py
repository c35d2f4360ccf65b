"""A result that was being prepared is not needed any more once its dossier has ended; whoever prepared it hears so."""

from datetime import datetime

from django.db.models import F

from dossiers.letters import LIVE, LetterState
from dossiers.models import Dossier, ResultDraft, ResultDraftStep
from notifications.actions import put_up
from notifications.models import Notice

CLOSE = "close"


def close(dossier: Dossier, *, at: datetime, speaks: bool) -> None:
    """Close the draft there is; `at` is when the dossier ended, `speaks` whether its author is told."""
    live = ResultDraft.objects.filter(dossier=dossier, state__in=LIVE)
    draft = live.select_for_update().first()
    if draft is None:
        return
    live.update(state=LetterState.WITHDRAWN, revision=F("revision") + 1)
    author = author_of(draft)
    ResultDraftStep.objects.create(draft=draft, step=CLOSE, at=at)
    if speaks and author is not None:
        put_up([to_author(draft, author, name=CLOSE, code=dossier.code or "", at=at)])


def author_of(draft: ResultDraft) -> int | None:
    """Who handed it on last, or began it."""
    steps = draft.steps.filter(step__in=("draft", "hand_on")).order_by("-pk")
    return steps.values_list("by", flat=True).first()


def to_author(draft: ResultDraft, author: int, *, name: str, code: str, at: datetime, by: str = "") -> Notice:
    """An unsaved notice of a step to the person who prepared the draft."""
    return Notice(
        key=key_of(draft, name),
        user_id=author,
        template=f"result_draft_{name}",
        context={"code": code, "by": by},
        url=page_of(draft),
        created_at=at,
    )


def key_of(draft: ResultDraft, name: str) -> str:
    return f"result_draft/{draft.pk}/{draft.revision}/{name}"


def page_of(draft: ResultDraft) -> str:
    return f"/xu-ly/ky/ket-qua/{draft.pk}/"
