"""Papers of a citizen that an office digitised before, offered when they file online for themselves.

What fits is what the desk ticks beforehand: the newest of its kind, valid, and on the published list in this case.
Whose it is, is asked more strictly, because nobody looks at a card here: the account is proven, the draft declares
exactly that person as its owner, and the dossier that the paper came with is open to them as its owner. So what a merge
brought along from another record stays closed, and a helper or a relative is offered nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from citizens.identity import number_kind_of
from citizens.models import Party, PartyKind
from citizens.queries import number_hash
from common.errors import Refusal
from common.text import fold, row_ids
from dossiers import questionnaire
from dossiers.access import owned_by
from dossiers.actions import save_filing
from dossiers.actions.digitising import valid_of
from dossiers.drafts import opened
from dossiers.models import DigitisedPaper, FiledBy, Filing
from dossiers.on_hand import USED, asked_rows
from procedures.papers import kinds

CHOSEN = "reuse"
"""In `Filing.answers`: ids of what is to be used again. Whether each may be is asked whenever it counts."""

Given = Mapping[str, list[DigitisedPaper]]
"""By kind, without accents and case (`procedures.papers.kinds`): what counts as given."""

NOT_YOURS = _("This paper cannot be used here: it is not yours, not valid any more, or not asked for.")


class NotThereNow(Refusal):
    default_message = _(
        "A paper that you wanted to use again is not valid any more, or not asked for in your case. "
        "Please look at the page “Papers” again and save it."
    )


@dataclass(frozen=True)
class OwnPaper:
    """One that is offered: what it is, the dossier it came with, and which office digitised it, when."""

    id: int
    kind: str
    issuer: str
    issued_on: date | None
    valid_until: date | None
    dossier_id: int
    paper_id: int
    code: str
    place: str
    at: datetime
    is_chosen: bool


def offered_to(filing: Filing, at: datetime) -> list[DigitisedPaper]:
    """What may be used again in this draft, by name; empty when in doubt."""
    person = _proven_owner(filing)
    if person is None or filing.account is None:
        return []
    theirs = DigitisedPaper.objects.filter(party=person, paper__dossier__in=owned_by(filing.account, at).values("pk"))
    found = valid_of(theirs.select_related("paper__dossier__receiving_center"), at)
    asked = _asked(filing) if found else frozenset()
    return [one for one in found if one.kind_fold in asked]


def lines(filing: Filing, offered: list[DigitisedPaper]) -> list[OwnPaper]:
    """As pages show them, ticked as they were saved."""
    chosen = set(chosen_ids(filing))
    return [_line(one, one.pk in chosen) for one in offered]


def given(filing: Filing, at: datetime) -> Given:
    """What was chosen and still counts. No statement where nothing was chosen."""
    chosen = set(chosen_ids(filing))
    found: dict[str, list[DigitisedPaper]] = {}
    for one in offered_to(filing, at) if chosen else []:
        if one.pk in chosen:
            found.setdefault(one.kind_fold, []).append(one)
    return found


def is_lost(filing: Filing, counts: Given) -> bool:
    """Whether something was chosen that does not count any more."""
    return len(chosen_ids(filing)) > sum(len(ones) for ones in counts.values())


def to_be_sent(filing: Filing, at: datetime) -> list[DigitisedPaper]:
    """What becomes a paper of the dossier. Raises `NotThereNow`: then nothing is sent."""
    counts = given(filing, at)
    if is_lost(filing, counts):
        raise NotThereNow
    return [one for ones in counts.values() for one in ones]


def ticked_in(typed: QueryDict) -> list[int]:
    return sorted(row_ids(typed.getlist(USED)))


def choose(filing: Filing, ticked: list[int], offered: list[DigitisedPaper], *, at: datetime) -> str:
    """Keep the page of papers with those ticks that are offered; what to tell about others, "" when there are none."""
    mine = [one.pk for one in offered if one.pk in ticked]
    save_filing(filing, at=at, answers={**filing.answers, "papers_seen": True, CHOSEN: mine})
    return "" if len(mine) == len(ticked) else str(NOT_YOURS)


def chosen_ids(filing: Filing) -> list[int]:
    return list(filing.answers.get(CHOSEN, ()))


def _proven_owner(filing: Filing) -> Party | None:
    """The person behind the account, if the draft is about them: number and name as declared."""
    if filing.filed_by != FiledBy.OWNER or filing.answers.get("owner_chosen") != "me":
        return None
    said = opened(filing.submitter)
    if said.get("kind") != PartyKind.PERSON:
        return None
    number = said.get("number", "")
    hashed = number_hash(number_kind_of(PartyKind.PERSON, number), number)
    rows = Party.objects.filter(account=filing.account_id, account_proven_at__isnull=False, merged_into__isnull=True)
    person = rows.order_by("-pk").first()
    if person is None or not hashed or hashed not in (person.number_hash, person.old_number_hash):
        return None
    return person if fold(said.get("name", "")) == person.name_fold else None


def _asked(filing: Filing) -> frozenset[str]:
    """Kinds on the published list in the chosen case, without those that the questions spare."""
    spared = set(questionnaire.spared(filing))
    rows = [row for row in asked_rows(filing.version, filing.case) if row.name not in spared]
    return frozenset(kind for row in rows for kind in kinds(row.name))


def _line(one: DigitisedPaper, is_chosen: bool) -> OwnPaper:
    dossier = one.paper.dossier
    assert dossier is not None  # offered are papers of dossiers that are open to the account
    return OwnPaper(
        id=one.pk,
        kind=one.kind,
        issuer=one.issuer,
        issued_on=one.issued_on,
        valid_until=one.valid_until,
        dossier_id=dossier.pk,
        paper_id=one.paper_id,
        code=dossier.code or "",
        place=dossier.receiving_center.name,
        at=one.at,
        is_chosen=is_chosen,
    )
