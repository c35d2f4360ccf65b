"""What the pages about merged records show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from citizens.duplicates import Likeness, probable
from citizens.identity import mask_number
from citizens.merging import CHOSEN_FIELDS
from citizens.models import Party, PartyMerge
from common.clock import local_date
from common.errors import Refusal
from dossiers.access import visible_to
from dossiers.lifecycle import Status
from dossiers.models import Dossier, DossierView, MergedDossier
from dossiers.reach import MergeReach
from policies.catalogue import PolicyKey
from policies.queries import share

PER_PAGE = 25
SHOWN_DOSSIERS = 20
SHOWN_MERGES = 20


class NoSuchRecord(Refusal):
    """Not there, merged already, or not for these eyes: the answer is the same."""


@dataclass(frozen=True)
class PairLine:
    """Two records that are probably one person; numbers are masked."""

    first: Party
    second: Party
    numbers: tuple[str, str]
    words: str | Promise


@dataclass(frozen=True)
class Pairs:
    """One page of them; `next_page` is 0 on the last one."""

    lines: Sequence[PairLine]
    number: int
    next_page: int


@dataclass(frozen=True)
class DossierOf:
    """A dossier of a person. Without `procedure` and address where the reader may not see the dossier itself."""

    id: int
    name: str
    procedure: str
    status: str
    status_label: str
    center: str
    is_visible: bool


@dataclass(frozen=True)
class Fact:
    """What a record says; `differs` when both records say something and not the same."""

    label: str | Promise
    value: str
    differs: bool


@dataclass(frozen=True)
class Record:
    """One of two records side by side; the number is masked."""

    party: Party
    facts: Sequence[Fact]
    dossiers: Sequence[DossierOf]
    total: int


@dataclass(frozen=True)
class MergeLine:
    """A merge as the page of a dossier tells it."""

    kept: str
    dropped: str
    at: datetime
    by: str
    reason: str
    undone_at: datetime | None
    undone_by: str
    undone_reason: str


LIKENESS: Mapping[Likeness, str | Promise] = {
    Likeness.BIRTH: _("same name and date of birth"),
    Likeness.PHONE: _("same phone number, similar name"),
}


def pairs(reach: MergeReach, number: int, *, at: datetime) -> Pairs:
    """A page of probable pairs. The number of queries does not depend on how many there are."""
    similarity = share(PolicyKey.MERGE_NAME_SIMILARITY, on=local_date(at))
    offset = (number - 1) * PER_PAGE
    found = probable(reach.parties(), similarity=similarity, offset=offset, limit=PER_PAGE + 1)
    shown = found[:PER_PAGE]
    wanted = {pk for pair in shown for pk in (pair.first, pair.second)}
    parties = Party.objects.select_related("address_unit__parent").in_bulk(wanted)
    lines = [_pair_line(parties[pair.first], parties[pair.second], pair.likeness) for pair in shown]
    return Pairs(lines, number, number + 1 if len(found) > PER_PAGE else 0)


def _pair_line(first: Party, second: Party, likeness: Likeness) -> PairLine:
    return PairLine(first, second, (mask_number(first.number), mask_number(second.number)), LIKENESS[likeness])


def records(reach: MergeReach, user: User, first: int, second: int, *, at: datetime) -> tuple[Record, Record]:
    """Both records with their dossiers, the open ones first. Raises NoSuchRecord."""
    parties = reach.parties().filter(merged_into=None).select_related("address_unit__parent")
    found = parties.in_bulk([first, second])
    if len(found) != 2:
        raise NoSuchRecord
    one, other = found[first], found[second]
    return _record(one, other, user, at), _record(other, one, user, at)


def _record(party: Party, other: Party, user: User, at: datetime) -> Record:
    own = Dossier.objects.filter(Q(owner=party) | Q(submitter=party))
    rows = own.select_related("version__procedure", "receiving_center")
    shown = list(rows.order_by(F("ended_at").desc(nulls_first=True), "-id")[:SHOWN_DOSSIERS])
    visible = set(visible_to(user, at).filter(pk__in=[one.pk for one in shown]).values_list("pk", flat=True))
    return Record(
        party=party,
        facts=_facts(party, other),
        dossiers=[_dossier_of(one, one.pk in visible) for one in shown],
        total=own.count(),
    )


FACTS = {
    "kind": _("Kind"),
    "name": _("Full name"),
    "number": _("Identity number or tax code"),
    "birth_date": _("Date of birth"),
    "gender": _("Gender"),
    "ethnicity": _("Ethnic group"),
    "phone": _("Phone number"),
    "email": _("E-mail"),
    "address": _("Address"),
    "account": _("Account"),
    "created_at": _("Entered on"),
}
NEVER_ALIKE = frozenset({"account", "created_at"})


def _facts(party: Party, other: Party) -> list[Fact]:
    facts = []
    for name, label in FACTS.items():
        value, beside = _written(party, name), _written(other, name)
        same_number = name == "number" and party.number == other.number
        differs = bool(value and beside) and (value != beside or name == "number") and not same_number
        facts.append(Fact(label, value, differs and name not in NEVER_ALIKE))
    return facts


def _dossier_of(dossier: Dossier, is_visible: bool) -> DossierOf:
    return DossierOf(
        id=dossier.pk,
        name=dossier.code or f"#{dossier.pk}",
        procedure=dossier.version.procedure.name if is_visible else "",
        status=dossier.status,
        status_label=str(Status(dossier.status).label),
        center=dossier.receiving_center.name,
        is_visible=is_visible,
    )


def differing(first: Party, second: Party) -> Mapping[str, tuple[str, str]]:
    """The fields to choose from, with both values as people read them."""
    found = {}
    for name in CHOSEN_FIELDS:
        values = _written(first, name), _written(second, name)
        if values[0] != values[1]:
            found[name] = values
    return found


def _written(party: Party, name: str) -> str:
    """A field as people read it, "" when it is empty."""
    match name:
        case "birth_date":
            return f"{party.birth_date:%d/%m/%Y}" if party.birth_date else ""
        case "created_at":
            return f"{local_date(party.created_at):%d/%m/%Y}"
        case "kind" | "gender":
            return str(getattr(party, f"get_{name}_display")())
        case "number":
            return mask_number(party.number)
        case "account":
            return str(_("proven to belong to an account")) if party.is_proven else ""
        case _:
            return str(getattr(party, name))


def record_look(user: User, *shown: Record, at: datetime) -> None:
    """Looking at a person is a view of the dossiers that are listed with them."""
    ids = {dossier.id for record in shown for dossier in record.dossiers}
    DossierView.objects.bulk_create(DossierView(dossier_id=pk, user=user, what="person", at=at) for pk in sorted(ids))


def recent_merges(reach: MergeReach) -> list[PartyMerge]:
    """The last merges within reach, newest first."""
    rows = PartyMerge.objects.filter(kept__in=reach.parties()).select_related("kept", "dropped", "by", "undone_by")
    return list(rows[:SHOWN_MERGES])


def merge_lines(dossier: Dossier) -> list[MergeLine]:
    """The merges that moved this dossier, newest first."""
    rows = MergedDossier.objects.filter(dossier=dossier).select_related(
        "merge__kept", "merge__dropped", "merge__by", "merge__undone_by"
    )
    return [_merge_line(row.merge) for row in rows.order_by("-merge")]


def _merge_line(merged: PartyMerge) -> MergeLine:
    return MergeLine(
        kept=merged.kept.name,
        dropped=merged.dropped.name,
        at=merged.at,
        by=merged.by.full_name,
        reason=merged.reason,
        undone_at=merged.undone_at,
        undone_by=merged.undone_by.full_name if merged.undone_by else "",
        undone_reason=merged.undone_reason,
    )
