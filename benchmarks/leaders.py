"""Measures what leaders ask of a filled database, and the jobs over all dossiers: one process, one connection.

Figures from spans stand beside the same question as a plain sum of all entries, in the same run. Jobs that write are
rolled back, so a second run finds the same database.
"""

import os
import subprocess
import sys
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random
from time import perf_counter
from typing import Any

from benchmarks.table import Line, middle, ninety_fifth, show, timed

RATES = """
SELECT center_id, {month}, sum(n) FILTER (WHERE measure = 'received'), sum(n) FILTER (WHERE measure = 'early'),
    sum(n) FILTER (WHERE measure = 'on_time'), sum(n) FILTER (WHERE measure = 'late'),
    sum(n) FILTER (WHERE measure = 'returned'), sum(n) FILTER (WHERE measure = 'withdrawn')
FROM {table} WHERE {wanted} measure IN ('received', 'early', 'on_time', 'late', 'returned', 'withdrawn') GROUP BY 1, 2
"""
RATES_PLAIN = RATES.format(month="date_trunc('month', day)", table="dossiers_ledgerentry", wanted="")
RATES_SPANS = RATES.format(month="first", table="dossiers_ledgerspan", wanted="span = 'month' AND")
CUBE_PLAIN = """
SELECT center_id, date_trunc('month', day), level, measure, sum(n) FROM dossiers_ledgerentry GROUP BY 1, 2, 3, 4
"""
CUBE_SPANS = """
SELECT center_id, first, level, measure, sum(n) FROM dossiers_ledgerspan WHERE span = 'month' GROUP BY 1, 2, 3, 4
"""
ONE_MONTH_PLAIN = """
SELECT center_id, level, channel, filed_by, measure, sum(n) FROM dossiers_ledgerentry
WHERE day <= %(until)s AND (day >= %(start)s OR measure = ANY(%(stocks)s)) GROUP BY 1, 2, 3, 4, 5
"""
ONE_CENTER_PLAIN = """
SELECT level, channel, filed_by, measure, sum(n) FROM dossiers_ledgerentry
WHERE center_id = %(center)s AND day <= %(until)s AND (day >= %(start)s OR measure = ANY(%(stocks)s))
GROUP BY 1, 2, 3, 4
"""
NAMES = ("vang thi my", "giang a sang", "ly thi", "nguyen van", "thao a", "sung", "hang thi lan", "ma a pao")
EXPORTED = 50_000
EXPORT = """
import django, resource, sys
django.setup()
from benchmarks.leaders import export
rows, seconds, size = export(int(sys.argv[1]))
print(rows, seconds, size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def main(size: int) -> None:
    import django

    django.setup()
    show(f"{size:,} dossiers: figures, one connection", figures())
    show(f"{size:,} dossiers: pages and searches, one connection", [*pages(), *searches()])
    show(f"{size:,} dossiers: jobs, rolled back", jobs())


def busiest_month() -> tuple[date, date, Any]:
    """The last whole month with bookings, and the center with most of them."""
    from centers.models import Center
    from dossiers.models import LedgerSpan

    rows = LedgerSpan.objects.filter(span="month", measure="received")
    last = rows.order_by("-first").values_list("first", flat=True).distinct()[1]
    most = rows.filter(first=last).order_by("-n").values_list("center", flat=True)[0]
    end = last.replace(day=monthrange(last.year, last.month)[1])
    return last, end, Center.objects.select_related("unit").get(pk=most)


def figures() -> list[Line]:
    from dossiers.measures import STOCKS
    from reports import durations
    from reports.measures import By
    from reports.queries import Scope, account, accounts_by_place

    start, end, center = busiest_month()
    given: dict[str, Any] = {"start": start, "until": end, "stocks": sorted(STOCKS), "center": center.pk}
    everywhere, one = Scope(None, start, end, By.RECEIVING, end), Scope(center, start, end, By.RECEIVING, end)
    return [
        *_beside("center × month, all years", lambda: _read(RATES_SPANS, {}), lambda: _read(RATES_PLAIN, {}), 3),
        *_beside("… × level × measure", lambda: _read(CUBE_SPANS, {}), lambda: _read(CUBE_PLAIN, {}), 3),
        *_beside(
            "all centers, one month", lambda: accounts_by_place(everywhere), lambda: _read(ONE_MONTH_PLAIN, given), 3
        ),
        *_beside("one center, one month", lambda: account(one), lambda: _read(ONE_CENTER_PLAIN, given), 7),
        _line("how long results took, one center by procedure", lambda: durations.by_procedure(one), 15),
        _line("how long results took, 99 centers", lambda: durations.by_center(everywhere, _every_center()), 7),
    ]


def _every_center() -> list[int]:
    from centers.models import Center

    return list(Center.objects.values_list("pk", flat=True))


def _beside(what: str, ours: Callable[[], object], plain: Callable[[], object], times: int) -> list[Line]:
    """The same question from spans (many times) and from the entries (`times`)."""
    fast, slow = timed(ours, times=5 * times), timed(plain, times=times)
    ratio = middle(slow) / middle(fast)
    return [
        Line(f"{what}, from spans", 1000 / middle(fast), middle(fast), None, f"p95 {ninety_fifth(fast):,.1f} ms"),
        Line(f"{what}, plain sum", 1000 / middle(slow), middle(slow), None, f"{ratio:,.0f} × as long"),
    ]


def _line(what: str, work: Callable[[], object], times: int) -> Line:
    work()
    taken = timed(work, times=times)
    return Line(what, 1000 / middle(taken), middle(taken), None, f"p95 {ninety_fifth(taken):,.1f} ms")


def _read(statement: str, given: dict[str, Any]) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()


def _client(username: str) -> Any:
    from django.conf import settings
    from django.test import Client

    from accounts.models import User

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(User.objects.get(username=username), backend="accounts.backends.StaffPasswordBackend")
    return client


def pages() -> list[Line]:
    from centers.samples import load_samples
    from common import clock

    load_samples(at=clock.now())
    start, end, _center = busiest_month()
    month = {"from": start.isoformat(), "to": end.isoformat()}
    year = {**month, "from": (start - timedelta(days=365)).replace(day=1).isoformat()}
    leader, supervisor = _client("lanhdao"), _client("giamsat")
    return [
        _line("page: leaders, one month", lambda: _get(leader, "/dieu-hanh/", month), 7),
        _line("page: leaders, all centers", lambda: _get(supervisor, "/dieu-hanh/", {**month, "center": ""}), 7),
        _line("page: province", lambda: _get(supervisor, "/dieu-hanh/tinh/", month), 7),
        _line("report II.06a, one month", lambda: _get(leader, "/dieu-hanh/bao-cao/06a/", month), 7),
        _line("report II.06a, one year", lambda: _get(leader, "/dieu-hanh/bao-cao/06a/", year), 7),
        _line(
            "report II.06a, one year, all centers",
            lambda: _get(supervisor, "/dieu-hanh/bao-cao/06a/", {**year, "center": ""}),
            3,
        ),
        _line("scorecard 766, one month", lambda: _get(leader, "/dieu-hanh/766/", month), 7),
        _line(
            "scorecard 766, one month, all centers",
            lambda: _get(supervisor, "/dieu-hanh/766/", {**month, "center": ""}),
            3,
        ),
        _line("scorecard 766, one year", lambda: _get(leader, "/dieu-hanh/766/", year), 3),
    ]


def _get(client: Any, address: str, data: dict[str, str]) -> None:
    answer = client.get(address, data)
    assert answer.status_code == 200, (address, answer.status_code)


def searches() -> list[Line]:
    """Of an officer in the worklist: by a name without accents, by a code; each its own word every time."""
    from dossiers.models import Dossier

    officer = _client("hotich")
    names = cycle(NAMES)
    codes = list(Dossier.objects.exclude(code=None).order_by("-pk").values_list("code", flat=True)[:500])
    Random(1).shuffle(codes)
    following = cycle(codes)
    return [
        _line("search by a name without accents", lambda: _found(next(names)), 80),
        _line("search by a code", lambda: _found(str(next(following))), 80),
        _line("worklist", lambda: _get(officer, "/xu-ly/", {}), 24),
        _line("worklist, by a name without accents", lambda: _get(officer, "/xu-ly/", {"q": next(names)}), 40),
        _line("worklist, by a code", lambda: _get(officer, "/xu-ly/", {"q": str(next(following))}), 40),
    ]


AS_IF_OPEN = """
UPDATE dossiers_dossier SET status = 'PROCESSING', held_by_pause = false, ended_at = NULL, delivered_at = NULL,
    return_kind = '', due_at = due.at, appointment_at = due.at, soon_at = due.at - interval '2 days'
FROM (
    SELECT id, %(at)s::timestamptz + ((number %% 100) - 2) * interval '1 day' AS at
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM dossiers_dossier WHERE received_at IS NOT NULL
          ORDER BY id LIMIT %(wanted)s) received
) due
WHERE due.id = dossiers_dossier.id
"""
"""So many dossiers open, due on a hundred days in a row: of each hundred two are overdue and three due soon."""
SWEPT = 1_000_000


def _found(text: str) -> None:
    """The first page of what an officer finds, without drawing it."""
    from accounts.models import User
    from centers.reach import staff_of
    from common import clock
    from dossiers.queries.worklist import View, Wish, worklist

    at = clock.now()
    user = User.objects.get(username="hotich")
    worklist(user, staff_of(user, on=clock.local_date(at)).office_ids, Wish(View.ALL, text=text), at=at)


def jobs() -> list[Line]:
    command = [sys.executable, "-c", EXPORT, str(EXPORTED)]
    told = subprocess.check_output(command, env={**os.environ, "DJANGO_SETTINGS_MODULE": "sapa_center.settings"})
    rows, seconds, size, megabytes = told.split()
    remark = f"{int(rows):,} rows, {int(size) / 1e6:.1f} MB, peak memory {int(megabytes)} MiB"
    export_line = Line("export, rows a second", int(rows) / float(seconds), 1000 * float(seconds), None, remark)
    return [export_line, *_sweeps()]


def _sweeps() -> list[Line]:
    """Over a million open dossiers, or all there are: rolled back, then cleaned up after."""
    from django.db import connection, transaction

    from common import clock
    from dossiers.models import ReminderKind

    now = clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(AS_IF_OPEN, {"at": now, "wanted": SWEPT})
        there = cursor.rowcount
        cursor.execute("ANALYZE dossiers_dossier")
        found = [_sweep(kind, now, there) for kind in (ReminderKind.DUE_SOON, ReminderKind.OVERDUE)]
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) dossiers_dossier")
    return found


def _sweep(kind: Any, now: datetime, there: int) -> Line:
    """First what is new, then the same again with nothing new: how a sweep ends every quarter of an hour."""
    from dossiers import sweeps

    began = perf_counter()
    new = sweeps.sweep(kind, at=now)
    first = perf_counter() - began
    again = timed(lambda: sweeps.sweep(kind, at=now), times=3)
    remark = f"{there:,} open; first {new:,} reminders in {first:.1f} s, then nothing new in {middle(again):,.0f} ms"
    return Line(f"sweep {kind}, new reminders a second", new / first, 1000 * first, None, remark)


def export(rows: int) -> tuple[int, float, int]:
    """A list of so many dossiers, recorded and written as the page does: rows, seconds, bytes of the file."""
    from django.db import transaction

    from accounts.models import User
    from common import clock
    from common.spreadsheet import Sheet, as_response
    from dossiers.access import actor_for
    from dossiers.actions.export import Wanted, record_export
    from dossiers.exports import lists
    from dossiers.exports.masking import Masking
    from dossiers.models import Dossier, ExportKind

    at = clock.now()
    by = actor_for(User.objects.get(username="lanhdao"), at)
    newest = Dossier.objects.order_by("-pk").values("pk")[:rows]
    with transaction.atomic():
        began = perf_counter()
        record = record_export(Dossier.objects.filter(pk__in=newest), Wanted(ExportKind.WORKLIST), at=at, by=by)
        cells = lists.rows(record, Masking.of(record, by), at=at)
        answer: Any = as_response([Sheet("Hồ sơ", "Đo tốc độ", lists.columns(), cells)], "do")
        size = sum(len(piece) for piece in answer.streaming_content)
        taken = perf_counter() - began
        transaction.set_rollback(True)
    return record.count, taken, size


if __name__ == "__main__":
    main(int(sys.argv[1]))
