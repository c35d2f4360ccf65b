"""Read models of the pages on which a dossier is prepared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from centers.models import Center
from citizens.forms import PartyForm, initial_of
from citizens.models import Party
from dossiers import drafts
from dossiers.citizen_files import OTHER_PAPER, Slot
from dossiers.forms.filing import declared_forms
from dossiers.models import Dossier, Filing, Paper
from procedures.queries import papers_of, search
from procedures.search import ProcedureHit


@dataclass(frozen=True)
class FileRow:
    """A file that is kept already; `size` in bytes."""

    id: int
    name: str
    size: int


@dataclass(frozen=True)
class SlotRow:
    """A paper of the list, with what was uploaded for it and what is wrong with what was not."""

    slot: Slot
    files: Sequence[FileRow]
    errors: Sequence[str]


@dataclass(frozen=True)
class SlotGroup:
    label: str
    rows: Sequence[SlotRow]
    notes: Sequence[str]


@dataclass(frozen=True)
class Step:
    """One page of filing: its number of all, its name, and whether it is done."""

    name: str
    label: str
    is_done: bool
    hint: str = ""

    def item(self, filing: Filing) -> dict[str, Any]:
        """As `components/task_list.html` wants it."""
        href = reverse(f"dossiers:filing_{self.name}", args=[filing.key])
        return {"label": self.label, "href": href, "is_done": self.is_done, "hint": self.hint}


def steps_of_filing(filing: Filing) -> list[Step]:
    """The five pages in their order."""
    missing = drafts.missing(filing)
    count = filing.papers.count()
    hint = _("Files kept: %(count)s") % {"count": count} if count else ""
    return [
        Step("submitter", _("About you"), not missing.submitter),
        Step("owner", _("Whom it is about"), not missing.owner),
        Step("papers", _("Papers"), not missing.papers and (count > 0 or "papers_seen" in filing.answers), hint),
        Step("content", _("Result and note"), "return_center" in filing.answers),
        Step("review", _("Check and send"), is_done=False),
    ]


def slot_groups(filing: Filing, errors: Mapping[str, Sequence[str]] | None = None) -> list[SlotGroup]:
    """The published papers in their groups, each with its files, and a last group for other papers."""
    kept = kept_files(filing.papers.order_by("pk"))
    groups = []
    for group in papers_of(filing.version):
        slots = [Slot(f"paper-{paper.id}", paper.name, paper.id) for paper in group.papers]
        groups.append(SlotGroup(group.label, slot_rows(slots, kept, errors or {}), group.notes))
    other = slot_rows([Slot("other", OTHER_PAPER)], kept, errors or {})
    return [*groups, SlotGroup("", other, ())]


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
    return [row.slot for group in groups for row in group.rows]


def asked_for_most(on: date, *, limit: int = 8) -> list[ProcedureHit]:
    """Procedures that can be filed online, those asked for most first."""
    return [hit for hit in search("", on=on, limit=5 * limit) if hit.takes_online and hit.has_time][:limit]


@dataclass(frozen=True)
class Review:
    """Everything of a draft once more; rows as `components/summary_list.html` wants them. `todo` is still missing."""

    submitter: list[dict[str, Any]]
    owner: list[dict[str, Any]]
    is_about_me: bool
    papers: list[tuple[str, list[str]]]
    content: list[dict[str, Any]]
    todo: list[dict[str, Any]]


def review_of(filing: Filing) -> Review:
    submitter, owner = declared_forms(filing)
    todo = [step.item(filing) for step in steps_of_filing(filing) if not step.is_done and step.name in NEEDED]
    return Review(
        submitter=_declared(submitter),
        owner=_declared(owner) if owner else [],
        is_about_me=filing.answers.get("owner_chosen") == "me",
        papers=[(name, [row.name for row in rows]) for name, rows in kept_files(filing.papers.order_by("pk")).items()],
        content=_content_rows(filing),
        todo=todo,
    )


NEEDED = ("submitter", "owner", "papers")


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


def known_about(account: User) -> dict[str, Any]:
    """What the account has declared about itself before: nobody declares the same twice."""
    last = Dossier.objects.filter(account=account).select_related("submitter__address_unit__parent").order_by("-pk")
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
