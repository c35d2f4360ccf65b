"""Forms II.06a (by level and sector) and II.06b (by place) as tables."""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centers.models import Center, Unit
from reports import labels
from reports.measures import TOTAL, By
from reports.queries import Scope, assumed_post

from .form06 import COLUMNS, GROUPS, NOTES, SUMS, Numbers, numbers
from .queries import Booked, Sector, booked
from .table import Cell, Head, Line, Note, Table
from .words import COLUMN_NUMBERS, COLUMN_WORDS, NOTE_WORDS

SOURCE = gettext_lazy("Circular 01/2020/TT-VPCP")
ROMAN = ("I", "II", "III")
Opening = Callable[[int], str]


def form_06a(scope: Scope, query: Mapping[str, str]) -> Table:
    """Group rows by level, then sector; a level without bookings stands with zeros."""
    found = booked(scope)
    lines: list[Line] = []
    tops: list[int] = []
    errors: list[str] = []
    for number, level in zip(ROMAN, GROUPS, strict=True):
        of_level = [one for one in found if one.row.level == level]
        sectors = sorted({one.sector for one in of_level}, key=lambda sector: sector.order)
        tops.append(len(lines))
        below = [len(lines) + place for place in range(1, len(sectors) + 1)]
        top = numbers(one.row for one in of_level)
        name = str(labels.LEVELS[level])
        lines.append(_line(len(lines), number, name, top, _opening(level, query), below, is_group=True))
        errors += _errors(name, top)
        for place, sector in enumerate(sectors, start=1):
            one_sector = numbers(one.row for one in of_level if one.sector == sector)
            opening = _opening(level, query, sector)
            lines.append(_line(len(lines), str(place), sector.name, one_sector, opening))
            errors += _errors(f"{name}, {sector.name}", one_sector)
    total = numbers(one.row for one in found)
    lines.append(_line(len(lines), "", _("Total"), total, _opening(TOTAL, query), tops, is_total=True))
    return _table(
        "II.06a",
        _("Form II.06a: handling of procedures"),
        "Biểu số II.06a/VPCP/KSTT. Tình hình, kết quả giải quyết thủ tục hành chính tại cơ quan, đơn vị trực tiếp"
        " giải quyết thủ tục hành chính",
        lines,
        total,
        [*errors, *_errors(_("Total"), total)],
        scope,
        query,
        _("Sector, by level"),
    )


def form_06b(scope: Scope, query: Mapping[str, str]) -> Table:
    """One row per center (deciding: unit) that has bookings, and their sum."""
    found = booked(scope, by_place=True)
    by_place: dict[int, list[Booked]] = {}
    for one in found:
        assert one.place is not None
        by_place.setdefault(one.place, []).append(one)
    lines: list[Line] = []
    errors: list[str] = []
    for number, (name, place, slug) in enumerate(_places(scope, list(by_place)), start=1):
        one_place = numbers(one.row for one in by_place[place])
        opening = _opening(TOTAL, {**query, "center": slug} if slug else {**query, "unit": str(place)})
        lines.append(_line(len(lines), str(number), name, one_place, opening))
        errors += _errors(name, one_place)
    total = numbers(one.row for one in found)
    below = list(range(len(lines)))
    lines.append(_line(len(lines), "", _("Total"), total, _opening(TOTAL, query), below, is_total=True))
    return _table(
        "II.06b",
        _("Form II.06b: aggregation over centers and units"),
        "Biểu số II.06b/VPCP/KSTT. Tổng hợp tình hình, kết quả giải quyết thủ tục hành chính của các đơn vị",
        lines,
        total,
        [*errors, *_errors(_("Total"), total)],
        scope,
        query,
        _("Center or unit"),
    )


def _places(scope: Scope, ids: Sequence[int]) -> list[tuple[str, int, str]]:
    """Name, id and the slug of the center, "" for a unit without one; in Vietnamese order."""
    if scope.by is By.RECEIVING:
        centers = Center.objects.filter(pk__in=ids).select_related("unit").order_by("unit__name_sort", "pk")
        return [(center.name, center.pk, center.slug) for center in centers]
    slugs = dict(Center.objects.filter(unit__in=ids).values_list("unit", "slug"))
    units = Unit.objects.filter(pk__in=ids).order_by("name_sort", "pk")
    return [(unit.name, unit.pk, slugs.get(unit.pk, "")) for unit in units]


def _opening(level: str, query: Mapping[str, str], sector: Sector | None = None) -> Opening:
    def address(column: int) -> str:
        asked = {"figure": f"ii06a.{column}", "level": level, **query}
        if sector:
            asked["sector"] = str(sector.pk)
        return f"{reverse('reports:behind')}?{urlencode(asked)}"

    return address


def letter(column: int) -> str:
    """The letter of a column of the form in the sheet: (1) is A, (13) is M."""
    return chr(ord("A") + column - 1)


def _line(
    place: int,
    number: str,
    name: str,
    found: Numbers,
    opening: Opening,
    below: Sequence[int] = (),
    *,
    is_group: bool = False,
    is_total: bool = False,
) -> Line:
    """`below` are the lines that a group or the total adds up."""
    cells = [Cell(number), Cell(name)]
    for column in COLUMNS:
        value = found.column(column)
        if column in SUMS:
            formula = "=" + "+".join(f"{letter(part)}[{place}]" for part in SUMS[column])
        else:
            formula = "=" + "+".join(f"{letter(column)}[{line}]" for line in below) if below else ""
        wrong = column == 11 and not found.balances
        cells.append(Cell(value, opening(column) if value else "", formula, wrong))
    right, wrong_words = _("agrees"), _("DOES NOT AGREE")
    checked = f'=IF({letter(11)}[{place}]={letter(3)}[{place}]-{letter(7)}[{place}],"{right}","{wrong_words}")'
    cells.append(Cell(right if found.balances else wrong_words, "", checked, not found.balances))
    return Line(tuple(cells), is_group, is_total)


def _errors(name: str, found: Numbers) -> list[str]:
    if found.balances:
        return []
    words = _("%(name)s: (3) − (7) = %(expected)s, but (11) = %(counted)s. Do not hand in this report.")
    return [words % {"name": name, "expected": found.expected_open, "counted": found.column(11)}]


def _table(
    form: str,
    title: str,
    official: str,
    lines: list[Line],
    total: Numbers,
    errors: list[str],
    scope: Scope,
    query: Mapping[str, str],
    what: str,
) -> Table:
    heads = (
        Head(_("No."), 6, "(1)", is_number=False),
        Head(what, 40, "(2)", is_number=False),
        *(Head(words, 12, COLUMN_NUMBERS[column]) for column, words in COLUMN_WORDS.items()),
        Head(_("Check sum"), 14, "(11)=(3)−(7)", is_number=False),
    )
    post = assumed_post(scope)
    notes = [*_notes(total, query), *([Note(f"(5) {labels.note_on_post(post)}")] if post else [])]
    return Table(title, official, heads, tuple(lines), tuple(notes), tuple(errors), _checks(total), SOURCE, _how(form))


def _checks(total: Numbers) -> tuple[str, ...]:
    """The check sums of the total with their numbers."""
    written = {number: Cell(total.column(number)).written for number in COLUMNS}
    said = []
    for column, parts in SUMS.items():
        left = " + ".join(written[part] for part in parts)
        names = " + ".join(f"({part})" for part in parts)
        said.append(f"({column}) = {names}: {written[column]} = {left}")
    sign = "=" if total.balances else "≠"
    said.append(f"(11) = (3) − (7): {written[11]} {sign} {written[3]} − {written[7]}")
    return tuple(said)


def _how(form: str) -> tuple[str, ...]:
    return (
        _("A dossier counts as received on the day of its code; a submission that is not yet answered is not counted."),
        _("Late is a matter of dates: the day of the end lies after the day of the due date. The hour never decides."),
        _("So that the sums close, what was reopened or moved stands in (6), returned and withdrawn in (9) or (10)."),
        _("Check sums: (3) = (4) + (5) + (6), (7) = (8) + (9) + (10), (11) = (12) + (13) = (3) − (7)."),
        _("Source: Circular 01/2020/TT-VPCP, form %(form)s.") % {"form": form},
    )


def _notes(total: Numbers, query: Mapping[str, str]) -> list[Note]:
    """Every footnote with its count, also when it is 0: the reader need not guess."""
    notes = []
    for key, (column, _terms) in NOTES.items():
        number = total.notes[key]
        asked = urlencode({"figure": key, "level": TOTAL, **query})
        words = f"({column}) {NOTE_WORDS[key]}: {Cell(number).written}"
        notes.append(Note(words, f"{reverse('reports:behind')}?{asked}" if number else ""))
    return notes
