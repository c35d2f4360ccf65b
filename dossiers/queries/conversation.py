"""The conversation about a dossier as its pages show it, and how many messages somebody has not read yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from dossiers.actors import Actor
from dossiers.conversation import answers, is_applicant, is_over, open_until, reads
from dossiers.folder import folder_of
from dossiers.models import ConversationLine, ConversationMark, Dossier


@dataclass(frozen=True)
class SaidLine:
    """`who`: for applicants the office, never the name of an official; for staff with the name."""

    text: str
    at: datetime
    who: str
    is_own_side: bool
    is_new: bool


@dataclass(frozen=True)
class Conversation:
    """`is_shown`: there is something to read or to write; `until`: after the end, when writing ends."""

    is_shown: bool
    may_write: bool = False
    lines: Sequence[SaidLine] = ()
    until: datetime | None = None

    @property
    def new(self) -> int:
        return sum(line.is_new for line in self.lines)


HIDDEN = Conversation(is_shown=False)


def conversation_for(dossier: Dossier, reader: Actor, at: datetime) -> Conversation:
    """What this reader may see of it; nothing for helpers, supervisors and offices that do not see the dossier."""
    folder = folder_of(dossier)
    if not reads(folder, reader, at):
        return HIDDEN
    as_applicant = is_applicant(folder, reader, at)
    may_write = not is_over(dossier, at) and (as_applicant or answers(dossier, reader))
    rows = list(dossier.conversation.select_related("by", "office__unit").order_by("pk"))
    seen = _seen(dossier, reader)
    lines = [_line(row, reader, seen, as_applicant=as_applicant) for row in rows]
    return Conversation(bool(lines) or may_write, may_write, lines, open_until(dossier))


def _seen(dossier: Dossier, reader: Actor) -> int:
    marks = ConversationMark.objects.filter(dossier=dossier, reader=reader.account_id)
    return marks.values_list("line", flat=True).first() or 0


def _line(row: ConversationLine, reader: Actor, seen: int, *, as_applicant: bool) -> SaidLine:
    by_applicant = row.office is None
    who = row.by.full_name
    if row.office is not None:
        who = f"{row.office.name}, {row.office.unit.name}" if as_applicant else f"{who}, {row.office.name}"
    own_side = by_applicant == as_applicant
    is_new = row.pk > seen and row.by_id != reader.account_id and not own_side
    return SaidLine(row.text, row.at, who, own_side, is_new)


def unread_by_applicant(account: User, dossier_ids: Sequence[int]) -> Mapping[int, int]:
    """How many messages of offices this account has not seen, by dossier; in one statement."""
    mark = ConversationMark.objects.filter(dossier=OuterRef("dossier"), reader=account).values("line")[:1]
    rows = (
        ConversationLine.objects.filter(dossier__in=dossier_ids, office__isnull=False)
        .annotate(seen=Coalesce(Subquery(mark), 0))
        .filter(Q(pk__gt=F("seen")))
        .order_by()
        .values("dossier")
        .annotate(count=Count("pk"))
    )
    return {row["dossier"]: row["count"] for row in rows}
