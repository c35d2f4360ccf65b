"""Which papers, which fee and how much time in one's own case: a few choices, and what the catalogue says then.

Nothing is made up: asked are only the case of the version, the choices on which the questions of the procedure make a
paper depend (and what these choices hang on themselves), and the way of filing where the published fee says two
amounts. Where none of these exists, nothing is asked. Answers are choices only and travel in the address; anything
else in it is not read. Pure, but for the rows it is given.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from common.text import fold, format_vnd
from procedures.fee_rules import rule_of
from procedures.models import ProcedureVersion
from procedures.queries import PaperGroup, PaperRow, limit_of
from procedures.questions import (
    CHOSEN,
    FILED_FOR,
    NO,
    YES,
    Condition,
    PaperRule,
    Question,
    Schema,
    holds,
    words,
)

CASE, WAY = "truong-hop", "cach-nop"
"""Names in the address, beside the keys of questions; no key has a hyphen."""

ORDINARY = "0"  # the case without a row of its own
ONLINE, DIRECT = "online", "counter"


@dataclass(frozen=True)
class Choice:
    """`is_official`: in the Vietnamese words of the catalogue, whatever the language of the page."""

    value: str
    label: str
    is_chosen: bool
    is_official: bool = False


@dataclass(frozen=True)
class Ask:
    """One question with its choices."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    hint: str = ""

    @property
    def chosen(self) -> Choice | None:
        return next((choice for choice in self.choices if choice.is_chosen), None)


@dataclass(frozen=True)
class CasePapers:
    """Papers under one heading: those to hand in in this case, those that are not needed, and what explains them."""

    label: str
    needed: tuple[PaperRow, ...]
    papers: tuple[PaperRow, ...]
    spared: tuple[PaperRow, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class MyCase:
    """`groups`: the list of papers, narrowed as far as the answers decide. `query` holds the choices that count."""

    asks: tuple[Ask, ...]
    groups: tuple[CasePapers, ...]
    case_id: int | None
    case_label: str | None  # None: no case was chosen
    is_online: bool
    query: str

    @property
    def is_begun(self) -> bool:
        return bool(self.query)

    @property
    def is_complete(self) -> bool:
        return self.is_begun and all(ask.chosen for ask in self.asks)

    @property
    def spared(self) -> int:
        return sum(len(group.spared) for group in self.groups)


def my_case(
    version: ProcedureVersion, schema: Schema, groups: Sequence[PaperGroup], given: Mapping[str, str]
) -> MyCase:
    """What is asked, and what the answers in `given` make of the published list `groups`."""
    case, way = _case_of(version, given), _way_of(version, given)
    rules = [rule for rule in schema.papers if set(_looked_at(rule.needed)) and _is_listed(rule, groups)]
    asked, said = _asked(schema, rules, given)
    asks = tuple(ask for ask in (case, *asked, way) if ask is not None)
    number = case.chosen.value if case and case.chosen else None
    found = next((one for one in version.cases.all() if str(one.number) == number), None)
    label = None if number is None else found.label if found else version.time_label
    is_settled = all(ask.chosen for ask in asked)
    others = {fold(one.label) for one in version.cases.all() if label is not None and one != found}
    return MyCase(
        asks=asks,
        groups=tuple(
            _narrowed(group, rules, said, is_settled=is_settled) for group in groups if fold(group.label) not in others
        ),
        case_id=found.pk if found else None,
        case_label=label,
        is_online=way is not None and way.chosen is not None and way.chosen.value == ONLINE,
        query=urlencode([(ask.name, ask.chosen.value) for ask in asks if ask.chosen]),
    )


def online_price(label: str, amount: int | None, note: str) -> str:
    """What is paid for a dossier that is filed online, where the published words say another amount; "" where not."""
    rule = rule_of(label, amount, note)
    return format_vnd(rule.online) if rule.online and rule.online != rule.each else ""


def _case_of(version: ProcedureVersion, given: Mapping[str, str]) -> Ask | None:
    rows = [(str(case.number), case.label) for case in version.cases.all()]
    official = {number for number, _label in rows} | ({ORDINARY} if version.time_label else set())
    if limit_of(version) is not None:
        rows.insert(0, (ORDINARY, version.time_label or _("The ordinary case")))
    return _ask(CASE, _("Which case is yours?"), rows, given, official=official) if len(rows) > 1 else None


def _way_of(version: ProcedureVersion, given: Mapping[str, str]) -> Ask | None:
    """Asked where the fee published for filing online is another one."""
    if not any(online_price(fee.label, fee.amount_vnd, fee.note) for fee in version.fees.all()):
        return None
    rows = [(ONLINE, _("Online")), (DIRECT, _("At the counter or by post"))]
    return _ask(WAY, _("How will you file?"), rows, given)


def _asked(schema: Schema, rules: Iterable[PaperRule], given: Mapping[str, str]) -> tuple[list[Ask], dict[str, str]]:
    """The choices that decide, as far as they are asked after the answers before them; and those answers."""
    deciding = _deciding(schema, rules)
    asks: list[Ask] = []
    said: dict[str, str] = {}
    if FILED_FOR in deciding:
        rows = [("me", _("Me")), ("other", _("Somebody else who has authorised me in writing"))]
        asks.append(_ask(FILED_FOR, _("Whom is the dossier about?"), rows, given))
        said |= _answer(asks[-1])
    for page in schema.pages:
        if not holds(page.when, said):
            continue
        shown = [one for one in page.questions if one.key in deciding and holds(one.when, said)]
        new = [_ask(one.key, words(one.label), _options(one), given, hint=words(one.hint)) for one in shown]
        for ask in new:
            said |= _answer(ask)  # of the whole page: conditions look at earlier pages only
        asks += new
    return asks, said


def _deciding(schema: Schema, rules: Iterable[PaperRule]) -> set[str]:
    """Keys of choices on which a paper depends, and of those on which these depend."""
    hangs_on = {
        one.key: {*_looked_at(page.when), *_looked_at(one.when)} for page in schema.pages for one in page.questions
    }
    found: set[str] = set()
    left = {key for rule in rules for key in _looked_at(rule.needed)}
    while left:
        key = left.pop()
        found.add(key)
        left |= hangs_on.get(key, set()) - found
    return found


def _looked_at(condition: Condition) -> Iterator[str]:
    """Keys of the questions that a condition looks at."""
    if isinstance(condition, bool):
        return
    for part in (*condition.get("all", ()), *condition.get("any", ())):
        yield from _looked_at(part)
    if "question" in condition:
        yield condition["question"]


def _is_listed(rule: PaperRule, groups: Iterable[PaperGroup]) -> bool:
    return any(paper.name.startswith(rule.begins) for group in groups for paper in group.papers)


def _options(question: Question) -> list[tuple[str, str]]:
    if question.type not in CHOSEN:
        return []
    if question.type == "yes_no":
        return [(YES, _("Yes")), (NO, _("No"))]
    return [(one.value, words(one.label)) for one in question.options]


def _ask(
    name: str,
    label: str,
    rows: Iterable[tuple[str, str]],
    given: Mapping[str, str],
    *,
    hint: str = "",
    official: Collection[str] = (),
) -> Ask:
    choices = tuple(Choice(value, text, given.get(name) == value, value in official) for value, text in rows)
    return Ask(name, label, choices, hint)


def _answer(ask: Ask) -> dict[str, str]:
    return {ask.name: ask.chosen.value} if ask.chosen else {}


def _narrowed(
    group: PaperGroup, rules: Sequence[PaperRule], said: Mapping[str, str], *, is_settled: bool
) -> CasePapers:
    """A paper is spared only once every question is answered; one that no rule names always stays on the list."""
    needs = {paper: _need(paper.name, rules, said) for paper in group.papers}
    spared = tuple(paper for paper, need in needs.items() if is_settled and need is False)
    needed = tuple(paper for paper, need in needs.items() if need)
    rest = tuple(paper for paper in group.papers if paper not in spared and paper not in needed)
    return CasePapers(group.label, needed, rest, spared, group.notes)


def _need(name: str, rules: Sequence[PaperRule], said: Mapping[str, str]) -> bool | None:
    found = [holds(rule.needed, said) for rule in rules if name.startswith(rule.begins)]
    return any(found) if found else None
