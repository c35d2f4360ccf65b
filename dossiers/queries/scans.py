"""The scans of a dossier as the viewer shows them: the published list with its files, and one or two files opened."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from common import files, pages
from dossiers.models import Dossier, EarlierFile, Paper

FIRST = 3
PDF_OR_PHOTO = ("application/pdf", "image/jpeg", "image/png")


@dataclass(frozen=True)
class Shelf:
    """One row of the list with the files that were handed in for it; none: nothing was scanned."""

    name: str
    papers: list[Paper] = field(default_factory=list)


@dataclass(frozen=True)
class Opened:
    """A file opened at a page. `count` 0: it cannot be read."""

    paper: Paper
    page: int
    count: int
    is_large: bool
    earlier: list[EarlierFile]

    @property
    def first_pages(self) -> range:
        """What is shown of it on a page about something else."""
        return range(1, min(self.count, FIRST) + 1)

    @property
    def further(self) -> int | None:
        return FIRST + 1 if self.count > FIRST else None

    @property
    def before(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def after(self) -> int | None:
        return self.page + 1 if self.page < self.count else None


def scans_of(dossier: Dossier) -> list[Paper]:
    """The papers of the dossier with a file that can be shown, in the order of the list."""
    papers = dossier.papers.filter(content_type__in=PDF_OR_PHOTO).exclude(sha256="")
    return list(papers.select_related("required").order_by("kind", "required__number", "pk"))


def shelves(dossier: Dossier, papers: Iterable[Paper]) -> list[Shelf]:
    """Files under the row of the published list that they stand for; the others under what they are."""
    by_row: dict[int | None, list[Paper]] = {}
    for paper in papers:
        by_row.setdefault(paper.required_id, []).append(paper)
    handed_in = set(dossier.papers.exclude(required=None).values_list("required_id", flat=True))
    listed = [row for row in dossier.version.papers.all() if row.pk in handed_in or row.pk in by_row]
    shown = [Shelf(row.name, by_row.get(row.pk, [])) for row in listed]
    names: dict[str, list[Paper]] = {}
    for paper in by_row.get(None, []):
        names.setdefault(paper.name, []).append(paper)
    return shown + [Shelf(name, found) for name, found in names.items()]


def opened(paper: Paper, page: int, *, is_large: bool) -> Opened:
    """The file at that page, or at the nearest there is."""
    try:
        count = pages.count_pages(files.load(paper.sha256, paper.key_id), paper.content_type)
    except files.FileUnreadable:
        count = 0
    earlier = list(EarlierFile.objects.filter(paper=paper).select_related("by"))
    return Opened(paper, min(max(page, 1), max(count, 1)), count, is_large, earlier)
