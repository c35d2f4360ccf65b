"""The scorecard as a table with live formulas: rates, points, sums of groups, the total and every band."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from policies.catalogue import Confidence
from reports.statutory.table import Cell, Head, Line, Note, Table

from .card import Band, Card, Group, Row
from .catalogue import BANDS

SOURCE = "Quyết định 766/QĐ-TTg ngày 23/6/2022"
OFFICIAL = (
    "Bộ chỉ số chỉ đạo, điều hành và đánh giá chất lượng phục vụ người dân, doanh nghiệp"
    " trong thực hiện thủ tục hành chính, dịch vụ công"
)
PART, WHOLE, RATE, FULL, HIGHEST, COUNTED, POINTS = "CDEFGHI"
"""Columns of the sheet that formulas name."""


def table_of(card: Card) -> Table:
    """Groups and total, then the items by who can change them."""
    places = _places(card)
    lines = [*_group_lines(card, places), *_item_lines(card, places)]
    heads = (
        Head(_("No."), 6, is_number=False),
        Head(_("Item, and how it is counted"), 60, is_number=False),
        Head(_("Numerator"), 11),
        Head(_("Denominator"), 11),
        Head(_("Rate (%)"), 10),
        Head(_("Full score from (%)"), 10),
        Head(_("Highest score"), 10),
        Head(_("Counted of it"), 10),
        Head(_("Score"), 10),
        Head(_("Band"), 13, is_number=False),
        Head(_("Known how well, and remarks"), 34, is_number=False),
    )
    title = _("Scorecard 766: quality of service")
    notes, errors = tuple(notes_of(card)), tuple(card.errors)
    return Table(title, OFFICIAL, heads, tuple(lines), notes, errors, (), SOURCE, how_counted())


def _places(card: Card) -> dict[str, int]:
    """The line of every group ("1"), of the total ("0") and of every item ("2.1")."""
    places = {str(group.number): place for place, group in enumerate(card.groups)}
    place = places["0"] = len(card.groups)
    for _owner, _name, rows in card.sections:
        place += 1  # the heading
        for row in rows:
            place += 1
            places[row.item.number] = place
    return places


def _group_lines(card: Card, places: dict[str, int]) -> list[Line]:
    lines = []
    for group in card.groups:
        below = [places[row.item.number] for row in card.rows if row.item.group == group.number and row.highest]
        lines.append(_sum_line(group, places[str(group.number)], below, card))
    below = [places[str(group.number)] for group in card.groups]
    return [*lines, _sum_line(card.total, places["0"], below, card, is_total=True)]


def _sum_line(group: Group, place: int, below: Sequence[int], card: Card, *, is_total: bool = False) -> Line:
    """What the lines `below` add up to."""
    counted, points, rate = (f"{column}[{place}]" for column in (COUNTED, POINTS, RATE))
    given = f"=SUM({_cells(HIGHEST, below)})" if is_total else ""
    cells = (
        Cell(str(group.number or "")),
        Cell(str(group.name)),
        Cell(""),
        Cell(""),
        Cell(group.share, formula=f'=IF({counted}=0,"–",ROUND({points}/{counted}*100,2))'),
        Cell(""),
        Cell(group.reached.highest, formula=given),
        Cell(group.reached.counted, formula=f"=SUM({_cells(COUNTED, below)})"),
        Cell(group.reached.points, formula=f'=IF({counted}=0,"–",SUM({_cells(POINTS, below)}))'),
        _band_cell(group.band, rate, card),
        Cell(_("Rate: score in percent of what could be counted") if is_total else ""),
    )
    return Line(cells, is_group=not is_total, is_total=is_total)


def _item_lines(card: Card, places: dict[str, int]) -> list[Line]:
    lines = []
    for _owner, name, rows in card.sections:
        lines.append(Line((Cell(""), Cell(str(name)), *[Cell("")] * 9), is_group=True))
        lines += [_item_line(row, places[row.item.number], card) for row in rows]
    return lines


def _item_line(row: Row, place: int, card: Card) -> Line:
    part, whole, rate, full, highest, points = (
        f"{column}[{place}]" for column in (PART, WHOLE, RATE, FULL, HIGHEST, POINTS)
    )
    divided = f"ROUND({part}/{whole}*100,2)"
    share = f'IF({highest}=0,"–",ROUND({points}/{highest}*100,2))'
    words = f"{row.item.name}: {row.item.part} / {row.item.whole}"
    cells: list[Cell] = [
        Cell(row.item.number),
        Cell(words),
        Cell("" if row.part is None else row.part, row.part_href),
        Cell("" if row.whole is None else row.whole, row.whole_href),
        Cell(row.rate, formula=f'=IF({whole}=0,"–",IF({part}<{whole},MIN(99.99,{divided}),{divided}))'),
    ]
    if row.highest is None:
        cells += [Cell("")] * 5
    else:
        cells += [
            Cell(Decimal(row.full_at)),
            Cell(row.highest.points),
            Cell(row.reached.counted, formula=f"=IF(ISNUMBER({rate}),{highest},0)"),
            Cell(row.points, formula=f'=IF(ISNUMBER({rate}),ROUND({highest}*MIN({rate}/{full},1),2),"–")'),
            _band_cell(row.band, share, card, given=f"ISNUMBER({points})"),
        ]
    full = _("%(tag)s rate for the full score") % {"tag": row.full_known} if row.full_known else ""
    return Line((*cells, Cell(". ".join(part.rstrip(".") for part in (row.known, full, row.why, row.remark) if part))))


def _cells(column: str, lines: Sequence[int]) -> str:
    return ",".join(f"{column}[{line}]" for line in lines)


def _band_cell(band: Band | None, share: str, card: Card, *, given: str = "") -> Cell:
    """The band of a share in percent; `share` is a cell, or a formula, that may give no number."""
    words = f'"{BANDS[-1]}"'
    for name, least in reversed(list(zip(BANDS[:-1], card.lowest, strict=True))):
        words = f'IF({share}>={least},"{name}",{words})'
    known = given or f"ISNUMBER({share})"
    return Cell(str(band.name) if band else "–", formula=f'=IF({known},{words},"–")')


def provisional() -> str:
    """What stands at the top while some highest score is not known."""
    return _("Provisional: highest scores tagged [U] are not known, and divided evenly in the group.")


def how_counted() -> tuple[str, ...]:
    """Sentence by sentence."""
    return (
        _("Each item is a rate: what counts, divided by what could count, in percent. Its line names both."),
        _("Late is a matter of dates: the day of the end lies after the day of the due date. The hour never decides."),
        _("Score = highest score × rate / rate for the full score, and never more than the highest score."),
        _("Check sum: the scores of the items add up to their group, and the groups to the total, converted to 100."),
        _("Source: Decision 766/QĐ-TTg of 23/6/2022."),
    )


def notes_of(card: Card) -> list[Note]:
    """What the reader must know to trust the total."""
    total, notes = card.total, []
    words = _("Reached: %(points)s of %(counted)s points that could be counted, of %(highest)s in all.")
    said = {
        "points": Cell(total.reached.points).written,
        "counted": Cell(total.reached.counted).written,
        "highest": Cell(total.reached.highest).written,
    }
    notes.append(Note(words % said))
    if card.not_counted:
        numbers = ", ".join(row.item.number for row in card.not_counted)
        words = _(
            "Not counted, since there is nothing to divide or nothing known: %(numbers)s. Their highest scores leave"
            " those of their groups; the total is converted to 100."
        )
        notes.append(Note(words % {"numbers": numbers}))
    if card.is_provisional:
        notes.append(Note(provisional()))
    late = _("Item 2.1: %(number)s late, overdue, or asked for papers more than once.") % {"number": card.late}
    notes.append(Note(late, card.late_href))
    bands = "; ".join(f"{name} ≥ {least}" for name, least in zip(BANDS[:-1], card.lowest, strict=True))
    words = _("Bands of 100: %(bands)s; %(weak)s below %(tag)s.")
    notes.append(Note(words % {"bands": bands, "weak": BANDS[-1], "tag": card.lowest_known}))
    notes.append(Note(_("Petitions count at the center they were sent to, whatever dossiers are counted by.")))
    notes.append(Note("; ".join(f"[{tag.value}] {tag.label}" for tag in Confidence)))
    return notes
