"""Receptions and transitions through the actions, by two processes; beside them a bare insert of the same rows."""

import multiprocessing
import os
from collections.abc import Callable
from itertools import count
from random import Random
from time import perf_counter
from typing import Any

from benchmarks.table import Line, middle, timed

EACH = 300  # receptions per process
CENTERS = ("sa-pa", "ta-van")  # one for each process: receptions of one center queue up for its codes
PROCESSES = len(CENTERS)


def lines() -> list[Line]:
    """Measured one after the other; call it in a process that has not talked to the database yet."""
    spawn = multiprocessing.get_context("spawn")
    centers = spawn.Queue()
    for slug in CENTERS:
        centers.put(slug)
    with spawn.Pool(PROCESSES, _sit_down, (centers,)) as pool:
        received = _together(pool, _receive)
        bare = _together(pool, _insert_the_same)
        started = _together(pool, _start)
        resolved = _together(pool, _resolve)
    each = EACH * PROCESSES
    ratio = received[0] / bare[0]
    return [
        Line("bare INSERT of the rows of a reception", each / bare[0], bare[1], bare[2]),
        Line(
            "receive, through actions", each / received[0], received[1], received[2], f"{ratio:.1f} × the bare insert"
        ),
        Line("start, through actions", each / started[0], started[1], started[2]),
        Line("resolve, through actions", each / resolved[0], resolved[1], resolved[2]),
    ]


def _together(pool: Any, work: Callable[[int], tuple[list[float], int]]) -> tuple[float, float, int]:
    """Seconds in all, median milliseconds of one, SQL statements of one. Both processes warm up before."""
    pool.map(_warm, range(PROCESSES), chunksize=1)
    began = perf_counter()
    found = pool.map(work, range(PROCESSES), chunksize=1)
    taken = perf_counter() - began
    return taken, middle([one for seconds, _n in found for one in seconds]), found[0][1]


class Desk:
    """What one process needs: a stage with staff, one owner, one procedure; and the dossiers it has made."""

    def __init__(self, slug: str = CENTERS[0]) -> None:
        import django

        django.setup()
        from django.db import connection

        from accounts.models import Kind, User
        from accounts.roles import Role
        from centers.actions import appoint
        from centers.models import AddressUnit, Center, Office
        from centers.queries import reception_of
        from common import clock
        from dossiers.access import actor_for
        from dossiers.reference import deciders_for
        from procedures.models import ProcedureVersion
        from reports.stage import make_party

        at = clock.now()
        self.center = Center.objects.select_related("unit").get(slug=slug)
        limited = ProcedureVersion.objects.in_force(at.date()).exclude(unit__in=["same_day", "immediate"])
        communal = limited.exclude(unit=None).filter(deciding_kind="commune", cases=None)
        self.version = communal.select_related("procedure").order_by("procedure__code")[0]
        office = Office.objects.get(pk=deciders_for(self.version, self.center, None).office.pk)
        name = f"do-{slug}-{os.getpid()}-{at:%H%M%S}"
        user = User.objects.create(kind=Kind.STAFF, username=name, full_name="Đo tốc độ", created_at=at)
        appoint(user, Role.COUNTER, office=reception_of(self.center), since=at.date())
        officer = User.objects.create(kind=Kind.STAFF, username=f"{name}-cb", full_name="Đo tốc độ", created_at=at)
        appoint(officer, Role.OFFICER, office=office, since=at.date())
        self.clerk, self.officer = actor_for(user, at), actor_for(officer, at)
        commune = AddressUnit.objects.select_related("parent").get(code=self.center.unit.code)
        self.owner = make_party(Random(), commune, at=at)
        self.connection = connection
        self.made: list[Any] = []

    def receive(self) -> Any:
        from common import clock
        from dossiers import actions
        from dossiers.actions.intake import PaperIn
        from dossiers.models import Channel, FiledBy

        intake = actions.Intake(
            version=self.version,
            channel=Channel.COUNTER,
            filed_by=FiledBy.OWNER,
            owner=self.owner,
            submitter=self.owner,
            receiving_center=self.center,
            papers=(PaperIn(name="Tờ khai", originals=1),),
        )
        return actions.receive_at_counter(intake, at=clock.now(), by=self.clerk)


_desk: Desk | None = None


def _sit_down(centers: Any) -> None:
    """Each process takes the next center."""
    global _desk
    _desk = Desk(centers.get())


def _here() -> Desk:
    assert _desk is not None
    return _desk


def _warm(_number: int) -> None:
    _here().receive()


def _counted(work: Callable[[], object]) -> int:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(_here().connection) as queries:
        work()
    return sum(1 for query in queries if query["sql"] not in {"BEGIN", "COMMIT"})


def _receive(_number: int) -> tuple[list[float], int]:
    desk = _here()
    seconds = timed(lambda: desk.made.append(desk.receive()), times=EACH)
    return seconds, _counted(desk.receive)


def _start(_number: int) -> tuple[list[float], int]:
    return _each_dossier("start")


def _resolve(_number: int) -> tuple[list[float], int]:
    return _each_dossier("resolve")


def _each_dossier(verb: str) -> tuple[list[float], int]:
    from common import clock
    from dossiers import actions

    desk, waiting, done = _here(), iter(_here().made), []
    act = getattr(actions, verb)
    seconds = timed(lambda: done.append(act(next(waiting), at=clock.now(), by=desk.officer)), times=len(desk.made) - 1)
    statements = _counted(lambda: done.append(act(next(waiting), at=clock.now(), by=desk.officer)))
    desk.made = done
    return seconds, statements


TABLES = ("dossiers_dossierevent", "dossiers_leg", "dossiers_dossieraccess", "dossiers_issuedform",
          "dossiers_ledgerentry", "dossiers_paper")  # fmt: skip
OWN = {
    "dossiers_dossier": {"code": "%(key)s", "secret": "%(key)s"},
    "dossiers_issuedform": {"number": "%(number)s", "event_id": "event_id", "dossier_id": "%(new)s"},
}
"""What cannot be copied because it is unique."""


def _insert_the_same(_number: int) -> tuple[list[float], int]:
    """The rows of a reception copied by SQL, one statement a table, one transaction a dossier; no rules at all."""
    desk = _here()
    model = desk.receive().pk
    with desk.connection.cursor() as cursor:
        statements = [_copying(cursor, table) for table in ("dossiers_dossier", *TABLES)]
    numbers = count(Random().randrange(1_000_000, 2_000_000_000))

    def copy() -> None:
        from django.db import transaction

        given = {"model": model, "number": next(numbers), "key": f"copy-{model}-{next(numbers)}"}
        with transaction.atomic(), desk.connection.cursor() as cursor:
            cursor.execute(statements[0], given)
            given["new"] = cursor.fetchone()[0]
            for statement in statements[1:]:
                cursor.execute(statement, given)

    return timed(copy, times=EACH), len(statements)


def _copying(cursor: Any, table: str) -> str:
    """INSERT … SELECT of the rows of one dossier, with a new key."""
    cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
    names = [f'"{name}"' for (name,) in cursor.fetchall() if name != "id"]
    own = {f'"{name}"': value for name, value in OWN.get(table, {"dossier_id": "%(new)s"}).items()}
    values = ", ".join(own.get(name, name) for name in names)
    where = "id" if table == "dossiers_dossier" else "dossier_id"
    back = " RETURNING id" if table == "dossiers_dossier" else ""
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} WHERE {where} = %(model)s{back}"
