"""Pages of a scan turned, put in another order, or split off into a paper of their own. The original stays kept.

Only scans of the application and of supplements, by the office that holds the dossier; a file with an electronic
signature is left as it is, because the signature covers its bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from common import files, pages
from common.errors import Refusal
from common.pages import Leaf
from common.signatures import Signed, signed_state
from dossiers.actors import Actor
from dossiers.models import DigitisedPaper, EarlierFile, Paper
from procedures.models import RequiredPaper

from .digitising import DESCRIBED, NotTheOffice, may_digitise
from .interpreter import work_on

MOST_PAGES = 60
"""Pages of a file that can be arranged here; a longer one is scanned anew in parts."""


class NotArranged(Refusal):
    """The paper has no scan of its own here, is signed, or has too many pages."""


class PagesMovedOn(Refusal):
    default_message = _("Somebody arranged the pages of this file since you opened it. Look again.")


class PagesMissing(Refusal):
    default_message = _("Every page has its place exactly once, and at least one stays.")


class NothingArranged(Refusal):
    default_message = _("Nothing was changed: the pages are as they were.")


@dataclass(frozen=True)
class Arrangement:
    """Pages that stay, in their new order, and pages that become a paper of their own: `name`, or one of the list."""

    stays: Sequence[Leaf]
    goes: Sequence[Leaf] = ()
    name: str = ""
    required: RequiredPaper | None = None


def arrange(dossier_paper: Paper, arrangement: Arrangement, *, at: datetime, by: Actor, seen_file: str) -> EarlierFile:
    """Give the paper its pages in the new arrangement; `seen_file` is the hash of the file that was looked at.

    Raises NotTheOffice, NotArranged, PagesMovedOn, PagesMissing, NothingArranged, common.pages.NotRearranged.
    """
    assert dossier_paper.dossier is not None
    with work_on(dossier_paper.dossier) as work:
        if by.account_id is None or not may_digitise(work.dossier, by):
            raise NotTheOffice
        paper = Paper.objects.select_for_update(of=("self",)).get(pk=dossier_paper.pk, dossier=work.dossier)
        if paper.sha256 != seen_file:
            raise PagesMovedOn
        content = files.load(paper.sha256, paper.key_id)
        check_arrangeable(paper, content)
        _check(arrangement, pages.count_pages(content, paper.content_type))
        if arrangement.goes and DigitisedPaper.objects.filter(paper=paper).exists():
            raise NotArranged(_("This paper has been described for later use; it cannot be split any more."))
        moved_to = _split_off(paper, arrangement, content, at=at, by_id=by.account_id) if arrangement.goes else None
        earlier = EarlierFile.objects.create(
            paper=paper,
            file_name=paper.file_name,
            content_type=paper.content_type,
            size=paper.size,
            sha256=paper.sha256,
            key_id=paper.key_id,
            leaves=[[leaf.number, leaf.turn] for leaf in arrangement.stays],
            moved=[[leaf.number, leaf.turn] for leaf in arrangement.goes],
            moved_to=moved_to,
            at=at,
            by_id=by.account_id,
        )
        _put(paper, pages.rearranged(content, paper.content_type, arrangement.stays))
        paper.save(update_fields=["size", "sha256", "key_id"])
    return earlier


def check_arrangeable(paper: Paper, content: bytes) -> None:
    """Raises NotArranged with the reason why the pages of this paper stay as they are."""
    if paper.kind not in DESCRIBED or paper.reused_id is not None:
        raise NotArranged(_("Only scans that came with this dossier can be arranged."))
    signed = signed_state(content, paper.content_type)
    if signed in {Signed.WHOLE, Signed.PART}:
        raise NotArranged(_("This file carries an electronic signature. Changing its pages would break it."))
    if signed is Signed.UNREADABLE and paper.content_type == "application/pdf":
        raise pages.NotRearranged  # it may be signed all the same
    count = pages.count_pages(content, paper.content_type)
    if count == 0:
        raise pages.NotRearranged
    if count > MOST_PAGES:
        raise NotArranged(
            _("This file has %(count)s pages; at most %(most)s can be arranged here.")
            % {"count": count, "most": MOST_PAGES}
        )


def _check(arrangement: Arrangement, count: int) -> None:
    everything = sorted(leaf.number for leaf in (*arrangement.stays, *arrangement.goes))
    if everything != list(range(1, count + 1)) or not arrangement.stays:
        raise PagesMissing
    if not arrangement.goes and list(arrangement.stays) == [Leaf(number) for number in range(1, count + 1)]:
        raise NothingArranged


def _split_off(paper: Paper, arrangement: Arrangement, content: bytes, *, at: datetime, by_id: int) -> Paper:
    required = arrangement.required
    name = required.name if required is not None else " ".join(arrangement.name.split())
    if not name:
        raise NotArranged(_("Say what the pages are that are split off."), field="name")
    new = Paper(
        dossier=paper.dossier,
        kind=paper.kind,
        required=required,
        name=name,
        file_name=paper.file_name,
        content_type=paper.content_type,
        added_at=at,
        added_by_id=by_id,
    )
    _put(new, pages.rearranged(content, paper.content_type, arrangement.goes))
    new.save()
    return new


def _put(paper: Paper, content: bytes) -> None:
    stored = files.store(content)
    paper.size, paper.sha256, paper.key_id = stored.size, stored.sha256, stored.key_id
