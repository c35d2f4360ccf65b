"""Who came to a reception and got no code, as a list and one by one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from centers.models import Center
from common.clock import end_of_day, start_of_day
from common.text import fold
from dossiers.actors import Actor
from dossiers.arrivals import Visitor, visible_to, visitor_of
from dossiers.models import Arrival, ArrivalOutcome
from dossiers.refusals import label_of

RELATIONS = ("version__procedure", "by", "continued_dossier")


@dataclass(frozen=True)
class ArrivalWish:
    """Which arrivals of which center; both days included, `text` may be empty."""

    center: Center
    first: date
    last: date
    text: str = ""


@dataclass(frozen=True)
class ArrivalLine:
    """`number` of the form, "" for guidance; `came_of_it` is the code of the dossier, "" for none."""

    id: int
    at: datetime
    outcome: str
    label: str
    number: str
    visitor: Visitor
    procedure: str
    procedure_code: str
    by: str
    is_continued: bool
    came_of_it: str

    @property
    def tone(self) -> str:
        return TONES[ArrivalOutcome(self.outcome)]


TONES = {ArrivalOutcome.GUIDANCE: "grey", ArrivalOutcome.FORM_02: "yellow", ArrivalOutcome.FORM_03: "red"}


def arrival_lines(actor: Actor, wish: ArrivalWish) -> list[ArrivalLine]:
    """Newest first, all of the days: two statements, however many came."""
    rows = visible_to(actor).filter(center=wish.center, at__gte=start_of_day(wish.first), at__lte=end_of_day(wish.last))
    lines = [_line(row) for row in rows.select_related(*RELATIONS).order_by("-at", "-id")]
    words = fold(wish.text).split()
    return [line for line in lines if _says(line, words)]


def _line(row: Arrival) -> ArrivalLine:
    procedure = row.version.procedure if row.version else None
    return ArrivalLine(
        id=row.pk,
        at=row.at,
        outcome=row.outcome,
        label=str(ArrivalOutcome(row.outcome).label),
        number=number_of(row),
        visitor=visitor_of(row),
        procedure=procedure.name if procedure else "",
        procedure_code=procedure.code if procedure else "",
        by=row.by.full_name,
        is_continued=row.is_continued,
        came_of_it=(row.continued_dossier.code or "") if row.continued_dossier else "",
    )


def _says(line: ArrivalLine, words: Iterable[str]) -> bool:
    text = fold(" ".join([line.visitor.name, line.visitor.phone, line.procedure, line.procedure_code, line.number]))
    return all(word in text for word in words)


def number_of(arrival: Arrival) -> str:
    """ "12/2026", or nothing for guidance."""
    return f"{arrival.number}/{arrival.year}" if arrival.number else ""


@dataclass(frozen=True)
class ArrivalPage:
    """One arrival with what its page shows; `papers` as (name, what is wrong)."""

    arrival: Arrival
    label: str
    number: str
    visitor: Visitor
    papers: Sequence[tuple[str, str]]
    refusal: str
    earlier_id: int | None


def arrival_page(arrival: Arrival) -> ArrivalPage:
    """Needs what `arrivals.arrival_for` loads."""
    earlier = Arrival.objects.filter(continued_arrival=arrival).values_list("pk", flat=True).first()
    return ArrivalPage(
        arrival=arrival,
        label=str(ArrivalOutcome(arrival.outcome).label),
        number=number_of(arrival),
        visitor=visitor_of(arrival),
        papers=[(paper["name"], paper["wrong"]) for paper in arrival.papers],
        refusal=label_of(arrival.refusal_code),
        earlier_id=earlier,
    )
