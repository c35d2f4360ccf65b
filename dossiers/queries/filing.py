"""Read models of the pages on which a dossier is prepared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from centers.models import Center
from citizens.forms import PartyForm, initial_of
from citizens.models import Party
from dossiers import drafts, own_papers, questionnaire
from dossiers.citizen_files import OTHER_PAPER, Slot
from dossiers.consents import consent_of
from dossiers.forms.filing import declared_forms
from dossiers.models import Dossier, FiledBy, Filing, Paper
from dossiers.own_papers import OwnPaper
from procedures.answers import blocks
from procedures.papers import kinds
from procedures.queries import papers_of, search
from procedures.questions import words
from procedures.search import ProcedureHit


@dataclass(frozen=True)
class FileRow:
    """A file that is kept already; `size` in bytes."""

    id: int
    name: str
    size: int


@dataclass(frozen=True)
class SlotRow:
    """A paper of the list, with what was uploaded for it and what is wrong with what was not.

    `needed`: whether it is in this case; None where the questions do not say. `again`: what was digitised before and
    is used here.
    """

    slot: Slot
    files: Sequence[FileRow]
    errors: Sequence[str]
    needed: bool | None = None
    again: Sequence[OwnPaper] = ()

    @property
    def is_given(self) -> bool:
        return bool(self.files or self.again)


@dataclass(frozen=True)
class SlotGroup:
    """Papers under one heading; `spared` are those that are not needed in this case."""

    label: str
    rows: Sequence[SlotRow]
    notes: Sequence[str]
    spared: Sequence[SlotRow] = ()


@dataclass(frozen=True)
class Step:
    """One page of filing: its number of all, its name, and whether it is done."""

    name: str
    label: str
    is_done: bool
    hint: str = ""
    question_page: str = ""

    def href(self, filing: Filing) -> str:
        if self.question_page:
            return reverse("dossiers:filing_questions", args=[filing.key, self.question_page])
        return reverse(f"dossiers:filing_{self.name}", args=[filing.key])

    def item(self, filing: Filing) -> dict[str, Any]:
        """As `components/task_list.html` wants it."""
        return {"label": self.label, "href": self.href(filing), "is_done": self.is_done, "hint": self.hint}


QUESTIONS = "questions:"
"""Begins the names of steps that are pages of questions."""


def steps_of_filing(filing: Filing, at: datetime) -> list[Step]:
    """The pages in their order; between the people and the papers the questions of the procedure."""
    again = own_papers.given(filing, at)
    missing = drafts.missing(filing, spared=questionnaire.spared(filing), has_given=bool(again))
    count = drafts.case_papers(filing).count()
    is_seen = count > 0 or "papers_seen" in filing.answers
    papers_done = is_seen and not missing.papers and not own_papers.is_lost(filing, again)
    return [
        *_people_steps(filing, missing),
        *(_question_step(page) for page in questionnaire.open_pages(filing, at)),
        Step("papers", _("Papers"), papers_done, _papers_hint(count, len(again))),
        Step("content", _("Result and note"), "return_center" in filing.answers),
        Step("review", _("Check and send"), is_done=False),
    ]


def _papers_hint(files: int, again: int) -> str:
    parts = [_("Files kept: %(count)s") % {"count": files} if files else ""]
    parts.append(_("Used again: %(count)s") % {"count": again} if again else "")
    return " · ".join(part for part in parts if part)


def _people_steps(filing: Filing, missing: drafts.Missing) -> list[Step]:
    if filing.is_helped:
        return [
            Step("submitter", _("Whom you help"), not missing.submitter),
            Step("consent", _("Their consent"), consent_of(filing) is not None),
        ]
    return [
        Step("submitter", _("About you"), not missing.submitter),
        Step("owner", _("Whom it is about"), not missing.owner),
    ]


def _question_step(page: questionnaire.OpenPage) -> Step:
    hint = _("The questions have changed. Please look again.") if page.look_again else ""
    return Step(f"{QUESTIONS}{page.key}", words(page.page.title), page.is_done, hint, page.key)


def step_after(filing: Filing, name: str, at: datetime) -> str:
    """Address of the page that follows a step."""
    steps = steps_of_filing(filing, at)
    place = next((place for place, step in enumerate(steps) if step.name == name), len(steps) - 2)
    return steps[min(place + 1, len(steps) - 1)].href(filing)


def slot_groups(filing: Filing, at: datetime, errors: Mapping[str, Sequence[str]] | None = None) -> list[SlotGroup]:
    """The published papers in their groups, each with its files, and a last group for other papers."""
    again = _used_again(filing, at)
    kept = kept_files(filing.papers.order_by("pk"))
    published = papers_of(filing.version)
    needs = questionnaire.needs(filing, [paper.name for group in published for paper in group.papers])
    groups = []
    for group in published:
        slots = [Slot(f"paper-{paper.id}", paper.name, paper.id) for paper in group.papers]
        rows = [
            replace(row, needed=needs[row.slot.name], again=_of_slot(row.slot, again))
            for row in slot_rows(slots, kept, errors or {})
        ]
        asked = sorted((row for row in rows if not _is_spared(row)), key=lambda row: not row.needed)
        groups.append(SlotGroup(group.label, asked, group.notes, [row for row in rows if _is_spared(row)]))
    other = slot_rows([Slot("other", OTHER_PAPER)], kept, errors or {})
    return [*groups, SlotGroup("", other, ())]


def _used_again(filing: Filing, at: datetime) -> Mapping[str, Sequence[OwnPaper]]:
    return {kind: own_papers.lines(filing, ones) for kind, ones in own_papers.given(filing, at).items()}


def _of_slot(slot: Slot, again: Mapping[str, Sequence[OwnPaper]]) -> list[OwnPaper]:
    return [one for kind in kinds(slot.name) for one in again.get(kind, ())]


def _is_spared(row: SlotRow) -> bool:
    """Not needed, and nobody has put anything there."""
    return row.needed is False and not row.is_given and not row.errors


def slot_rows(
    slots: Iterable[Slot], kept: Mapping[str, Sequence[FileRow]], errors: Mapping[str, Sequence[str]]
) -> list[SlotRow]:
    return [SlotRow(slot, kept.get(slot.name, ()), errors.get(slot.field, ())) for slot in slots]


def kept_files(papers: Iterable[Paper]) -> dict[str, list[FileRow]]:
    """Uploaded files by the name of their paper."""
    kept: dict[str, list[FileRow]] = {}
    for paper in papers:
        if paper.sha256:
            kept.setdefault(paper.name, []).append(FileRow(paper.pk, paper.file_name, paper.size))
    return kept


def slots_of(groups: Iterable[SlotGroup]) -> list[Slot]:
    return [row.slot for group in groups for row in (*group.rows, *group.spared)]


def asked_for_most(on: date, *, limit: int = 8) -> list[ProcedureHit]:
    """Procedures that can be filed online, those asked for most first."""
    return [hit for hit in search("", on=on, limit=5 * limit) if hit.takes_online and hit.has_time][:limit]


@dataclass(frozen=True)
class Review:
    """Everything of a draft once more; rows as `components/summary_list.html` wants them. `todo` is still missing.

    `answers` are the pages of questions as (heading, address, rows); `again` are own papers that are used again,
    `unfiled` the needed papers without any.
    """

    submitter: list[dict[str, Any]]
    owner: list[dict[str, Any]]
    is_about_me: bool
    papers: list[tuple[str, list[str]]]
    content: list[dict[str, Any]]
    todo: list[dict[str, Any]]
    answers: list[tuple[str, str, list[dict[str, Any]]]]
    again: list[OwnPaper]
    unfiled: list[str]


def review_of(filing: Filing, at: datetime) -> Review:
    submitter, owner = declared_forms(filing)
    steps = steps_of_filing(filing, at)
    todo = [step.item(filing) for step in steps if not step.is_done and (step.name in NEEDED or step.question_page)]
    rows = [row for group in slot_groups(filing, at) for row in group.rows]
    return Review(
        submitter=_declared(submitter),
        owner=_declared(owner) if owner else [],
        is_about_me=filing.answers.get("owner_chosen") == "me",
        papers=[(name, [row.name for row in rows]) for name, rows in kept_files(filing.papers.order_by("pk")).items()],
        content=_content_rows(filing),
        todo=todo,
        answers=_answer_rows(filing, at),
        again=[paper for row in rows for paper in row.again],
        unfiled=[row.slot.name for row in rows if row.needed and not row.is_given],
    )


def _answer_rows(filing: Filing, at: datetime) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Every page of questions, also one without an answer, so that it can be changed from here."""
    pages = questionnaire.pages_of(filing)
    said = {block.key: block.rows for block in blocks(pages, questionnaire.answers_of(filing, at))}
    return [
        (
            words(page.title),
            reverse("dossiers:filing_questions", args=[filing.key, page.key]),
            [{"label": row.label, "value": row.value} for row in said.get(page.key, ())],
        )
        for page in pages
    ]


NEEDED = ("submitter", "owner", "consent", "papers")


def _declared(form: PartyForm) -> list[dict[str, Any]]:
    return declaration_rows(form) if form.is_valid() else []


def _content_rows(filing: Filing) -> list[dict[str, Any]]:
    slug = filing.answers.get("return_center") or filing.center.slug
    place = Center.objects.get(slug=slug).name
    wish = drafts.wish_in(filing)
    rows: list[dict[str, Any]] = [
        {"label": _("Received by"), "value": filing.center.name, "is_official": True},
        {"label": _("How you receive the result"), "value": capfirst(wish.way.label)},
        {"label": _("By post to"), "value": wish.address},
        {"label": _("Collect the result at"), "value": place, "is_official": True},
        {"label": _("Your note"), "value": filing.note},
    ]
    return [row for row in rows if row["value"]]


def known_for(filing: Filing) -> dict[str, Any]:
    """First values about the submitter of a draft; of somebody who is helped nothing is known to the helper."""
    return known_about(filing.account) if filing.account and not filing.is_helped else {"kind": "person"}


def known_about(account: User) -> dict[str, Any]:
    """What the account has declared about itself before: nobody declares the same twice."""
    sent = Dossier.objects.filter(account=account).exclude(filed_by=FiledBy.HELPER)  # nothing of people they helped
    last = sent.select_related("submitter__address_unit__parent").order_by("-pk")
    party = next((dossier.submitter for dossier in last[:1] if dossier.submitter.entered_by_id == account.pk), None)
    party = party or _proven(account)
    if party is not None:
        return initial_of(party, with_number=True)
    return {"kind": "person", "name": account.full_name, "phone": account.phone, "email": account.email}


def _proven(account: User) -> Party | None:
    parties = Party.objects.filter(account=account, account_proven_at__isnull=False, merged_into__isnull=True)
    return parties.select_related("address_unit__parent").order_by("-pk").first()


def declaration_rows(form: PartyForm) -> list[dict[str, Any]]:
    """A declaration to be checked, as `components/summary_list.html` wants it. `form` must be valid."""
    data = form.to_data()
    place = data.address_unit
    parts = [data.address_line, place.name if place else "", place.parent.name if place and place.parent else ""]
    rows = [
        (_("Full name"), data.name),
        (_("Identity number or tax code"), data.number),
        (_("Date of birth"), f"{data.birth_date:%d/%m/%Y}" if data.birth_date else ""),
        (_("Phone number"), data.phone),
        (_("E-mail"), data.email),
        (_("Address"), ", ".join(part for part in parts if part)),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]
