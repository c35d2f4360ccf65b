"""Who else hears of a step with a result: its author that it was signed, and where it lay that it was taken back."""

from datetime import datetime

from dossiers.actors import Actor
from dossiers.letter_sweeps import leader_offices
from dossiers.letters import LetterState
from dossiers.models import Dossier, ResultDraft
from notifications.actions import office_notice, put_up

from .open_drafts import author_of, key_of, page_of, to_author

HANDED_ON = frozenset({LetterState.TO_CHECK, LetterState.TO_SIGN})


def tell_signed(draft: ResultDraft, *, at: datetime, by: Actor) -> None:
    author = author_of(draft)
    if author is not None and author != by.account_id:
        put_up([to_author(draft, author, name="sign", code=draft.dossier.code or "", at=at, by=by.name)])


def tell_taken_back(draft: ResultDraft, *, lay: LetterState, at: datetime, by: Actor) -> None:
    """`lay` is the state before; nothing where it had not been handed on."""
    if lay not in HANDED_ON or draft.state == lay:
        return
    notice = office_notice(
        key=key_of(draft, "taken_back"),
        office_id=_office_of(draft.dossier, lay),
        template="result_draft_taken_back",
        context={"code": draft.dossier.code or "", "by": by.name},
        url=page_of(draft),
        at=at,
    )
    put_up([notice])


def _office_of(dossier: Dossier, state: LetterState) -> int:
    """The deciding office checks; the leadership of its unit signs, where there is one."""
    if state == LetterState.TO_CHECK:
        return dossier.deciding_office_id
    return leader_offices({dossier.deciding_unit_id}).get(dossier.deciding_unit_id, dossier.deciding_office_id)
