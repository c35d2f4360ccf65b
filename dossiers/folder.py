"""A dossier with all that hangs on it and decides about it: events, hand-overs, access rows. Read once, changed in
memory, written in one go.

Who acts gets it locked from `actions.interpreter.work_on`; who only looks reads it by `folder_of`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from django.db import connection

from accounts.roles import Role
from common import rows

from .actors import Actor
from .calendars import SHELF
from .history import fold
from .models import Dossier, DossierAccess, Ground, Leg, OriginalMove, history_of
from .state import Happening, State

R = TypeVar("R", Leg, DossierAccess)


@dataclass
class Folder:
    """One dossier in one transaction. Nothing is read before it is asked for, and nothing of an unsaved one."""

    dossier: Dossier
    _changed_legs: list[Leg] = field(default_factory=list)
    _changed_access: list[DossierAccess] = field(default_factory=list)
    new_moves: list[OriginalMove] = field(default_factory=list)
    has_papers: bool = True  # False: known to have none, so nobody looks for originals

    @cached_property
    def happenings(self) -> list[Happening]:
        """All events, sorted by `Happening.place`."""
        return history_of(self.dossier)

    @cached_property
    def state(self) -> State:
        """Where the events have led."""
        return fold(self.happenings, SHELF)

    @cached_property
    def legs(self) -> list[Leg]:
        """All hand-overs in their order."""
        return self._rows_of(Leg, "ORDER BY t.number")

    @cached_property
    def access(self) -> list[DossierAccess]:
        """All access rows, ended ones included."""
        return self._rows_of(DossierAccess)

    @property
    def waiting(self) -> Leg | None:
        """The hand-over that nobody has confirmed yet."""
        return next((leg for leg in self.legs if leg.confirmed_at is None), None)

    @property
    def under_way(self) -> Leg | None:
        """The leg of the office that has it now: confirmed, not given on."""
        confirmed = (leg for leg in reversed(self.legs) if leg.confirmed_at is not None and leg.ended_at is None)
        return next(confirmed, None)

    def acting_offices(self, at: datetime) -> frozenset[int]:
        """The offices that may act now; on a dossier that is only being received, the reception that holds it."""
        if not self.dossier.pk:
            return frozenset({self.dossier.holder_id})
        return frozenset(row.office_id for row in self.access if row.office_id is not None and row.acts(at))

    def asked_offices(self, at: datetime) -> frozenset[int]:
        """The offices that coordination slips let read the dossier now."""
        rows = (row for row in self.access if row.ground == Ground.COORDINATION)
        return frozenset(row.office_id for row in rows if row.office_id and row.sees(at))

    def roles_of(self, actor: Actor, at: datetime, offices: frozenset[int]) -> frozenset[Role]:
        """The roles in which an actor may act now; empty: none. `offices` are the `acting_offices` of the moment."""
        if actor.is_system:
            return frozenset({Role.SYSTEM})
        own = self._own_roles(actor, at) if actor.is_citizen or actor.is_helper else frozenset[Role]()
        return own | actor.roles_in(offices)

    def _own_roles(self, actor: Actor, at: datetime) -> frozenset[Role]:
        """What an account is by its own rows: helper by consent, otherwise submitter or proven owner."""
        if not self.dossier.pk:
            return frozenset({Role.CITIZEN if actor.is_citizen else Role.HELPER})
        own = [row for row in self.access if row.account_id == actor.account_id and row.acts(at)]
        return frozenset(Role.HELPER if row.ground == Ground.HELPER else Role.CITIZEN for row in own)

    def grant(
        self, ground: Ground, *, since: datetime, offices: Iterable[int] = (), account_id: int | None = None
    ) -> None:
        """Let them in for good; a row that is there stays as it is, and an office that only read acts again."""
        for office_id in sorted(offices):
            row = self._row_of(ground, office_id=office_id)
            if row is None:
                self._add_access(DossierAccess(dossier=self.dossier, office_id=office_id, ground=ground, since=since))
            elif row.acts_until is not None:
                row.acts_until = None
                self._note(row)
        if account_id is not None and self._row_of(ground, account_id=account_id) is None:
            self._add_access(DossierAccess(dossier=self.dossier, account_id=account_id, ground=ground, since=since))

    def make_read_only(self, ground: Ground, office_id: int, at: datetime) -> None:
        """An office that gave a step away still sees the dossier and acts on it no more (by that ground)."""
        row = self._row_of(ground, office_id=office_id)
        if row is not None and row.acts_until is None:
            row.acts_until = max(row.since, at)
            self._note(row)

    def let_read(self, ground: Ground, office_id: int, since: datetime) -> None:
        """Let an office look, and never act, until `end` is called."""
        if self._row_of(ground, office_id=office_id) is None:
            row = DossierAccess(dossier=self.dossier, office_id=office_id, ground=ground, since=since, acts_until=since)
            self._add_access(row)

    def end(self, ground: Ground, at: datetime, *, office_id: int | None = None) -> bool:
        """Nobody sees the dossier any more by this ground (`office_id`: not this office); answers whether any did."""
        rows = [row for row in self.access if row.ground == ground and row.until is None]
        ended = [row for row in rows if office_id in {None, row.office_id}]
        for row in ended:
            row.until = max(row.since, at)
            self._note(row)
        return bool(ended)

    def add_leg(self, leg: Leg) -> None:
        self.legs.append(leg)
        self._changed_legs.append(leg)

    def change_leg(self, leg: Leg) -> None:
        """Remember that a leg was changed."""
        if not any(known is leg for known in self._changed_legs):
            self._changed_legs.append(leg)

    def add_move(self, move: OriginalMove) -> None:
        """Something happened to originals."""
        self.new_moves.append(move)

    def write(self) -> None:
        """Write what was changed of legs, access and originals, each in one statement."""
        if self._changed_legs:
            self._changed_legs.sort(key=lambda leg: leg.number)
            rows.insert(self._changed_legs, LEG_CONTINUED)
        ended = [row for row in self._changed_access if row.pk and row.until is not None]
        if ended:
            DossierAccess.objects.bulk_update(ended, ["until"])
        if others := [row for row in self._changed_access if not (row.pk and row.until is not None)]:
            _write_access(self.dossier.pk, others)
        self._write_moves()
        self._changed_legs, self._changed_access, self.new_moves = [], [], []

    def _write_moves(self) -> None:
        """In the order in which they happened, because they are read by their keys: as many as possible in one
        statement, but a sending before its arrival, which names it."""
        batch: list[OriginalMove] = []
        for move in self.new_moves:
            if move.answers is not None and move.answers.pk is None:
                rows.insert(batch)
                batch = []
            batch.append(move)
        rows.insert(batch)

    def _rows_of(self, model: type[R], order: str = "") -> list[R]:
        """What points to the dossier; nothing points to an unsaved one."""
        return rows.read(model, f"WHERE t.dossier_id = %s {order}", [self.dossier.pk]) if self.dossier.pk else []

    def _row_of(
        self, ground: Ground, *, office_id: int | None = None, account_id: int | None = None
    ) -> DossierAccess | None:
        """The row that has not ended, if there is one."""
        wanted = (ground, office_id, account_id, None)
        found = (row for row in self.access if (row.ground, row.office_id, row.account_id, row.until) == wanted)
        return next(found, None)

    def _add_access(self, row: DossierAccess) -> None:
        self.access.append(row)
        self._note(row)

    def _note(self, row: DossierAccess) -> None:
        if not any(known is row for known in self._changed_access):
            self._changed_access.append(row)


def folder_of(dossier: Dossier) -> Folder:
    """For reading: what hangs on the dossier, as it is now."""
    return Folder(dossier)


LEG_CONTINUED = """
ON CONFLICT (dossier_id, number) DO UPDATE SET confirmed_at = excluded.confirmed_at,
    confirmed_by_id = excluded.confirmed_by_id, ended_at = excluded.ended_at,
    step_number = excluded.step_number, step_due_at = excluded.step_due_at
"""
WRITE_ACCESS = """
INSERT INTO dossiers_dossieraccess (dossier_id, account_id, office_id, ground, since, until, acts_until)
SELECT %s, unnest(%s::bigint[]), unnest(%s::bigint[]), unnest(%s::text[]), unnest(%s::timestamptz[]),
       unnest(%s::timestamptz[]), unnest(%s::timestamptz[])
ON CONFLICT (dossier_id, account_id, office_id, ground) WHERE until IS NULL
DO UPDATE SET until = excluded.until, acts_until = excluded.acts_until
"""


def _write_access(dossier_id: int, rows: list[DossierAccess]) -> None:
    columns = ("account_id", "office_id", "ground", "since", "until", "acts_until")
    values = [[_plain(getattr(row, name)) for row in rows] for name in columns]
    with connection.cursor() as cursor:
        cursor.execute(WRITE_ACCESS, [dossier_id, *values])


def _plain(value: object) -> object:
    return value.value if isinstance(value, Ground) else value
