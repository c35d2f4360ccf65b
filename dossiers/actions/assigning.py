"""Many dossiers to one colleague: each in a transaction of its own, with the revision that the person saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from accounts.models import User
from centers.absences import stand_ins
from centers.queries import memberships
from common.clock import local_date
from common.errors import Refusal
from dossiers.actors import Actor
from dossiers.models import Dossier

from .verbs import assign_as, facts_of_assignment

MOST = 500


class Outcome(StrEnum):
    MOVED = "moved"
    UNCHANGED = "unchanged"  # the colleague has it already
    REFUSED = "refused"


@dataclass(frozen=True)
class Result:
    """What became of one dossier of a batch; `why` is the message of a refusal."""

    dossier: Dossier
    outcome: Outcome
    why: str = ""


class TooMany(Refusal):
    def __init__(self) -> None:
        super().__init__(_("At most %(most)s dossiers are assigned at once.") % {"most": MOST})


def assign_many(
    dossiers: Sequence[Dossier], seen: Mapping[int, int], to: User, *, reason: str, at: datetime, by: Actor
) -> list[Result]:
    """Give dossiers to a colleague, or to who stands in; one result each, in their order. Raises TooMany.

    `seen` is the revision of each dossier that the person looked at; one that a colleague changed meanwhile is refused
    and keeps nobody from the others.
    """
    if len(dossiers) > MOST:
        raise TooMany
    on = local_date(at)
    facts = facts_of_assignment(to.pk, stand_ins(on))
    members = memberships({facts["to_user"]}, on)
    results = []
    for dossier in dossiers:
        if dossier.assignee_id == facts["to_user"] and dossier.stands_in_for_id == facts.get("stands_in_for"):
            results.append(Result(dossier, Outcome.UNCHANGED))
            continue
        try:
            assign_as(dossier, facts, members=members, at=at, by=by, seen=seen[dossier.pk], reason=reason)
        except Refusal as refusal:
            results.append(Result(dossier, Outcome.REFUSED, str(refusal)))
        else:
            results.append(Result(dossier, Outcome.MOVED))
    return results
