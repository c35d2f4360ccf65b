"""Guards that make the usual mistakes fail, and what several test folders share. See also [tool.pytest] settings:

an undefined template variable, a page of an unordered queryset and a naive datetime fail the test that uses them.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from xdist.scheduler import LoadScopeScheduling


def pytest_configure(config: pytest.Config) -> None:
    """Each xdist worker gets a queue and a cache of its own; static files come from their sources."""
    if not os.environ.get("DATABASE_URL") or not os.environ.get("REDIS_URL"):
        raise pytest.UsageError("The tests need servers: `make test` starts them, or set DATABASE_URL and REDIS_URL.")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        use_redis_number(1 + int(worker.removeprefix("gw")))
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.WHITENOISE_AUTOREFRESH = True  # else each test client reads the whole folder of collected files
    keep_for_the_whole_run()
    add_a_mirror()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed; real ones take 0.3 s each


TOGETHER = frozenset({"tests/reports/test_replay.py", "tests/reports/test_simulate.py"})
"""Files whose fixture takes up to a minute: one worker makes it for the whole file."""


class _Scheduler(LoadScopeScheduling):
    """Single tests to whoever is free, but some files as a whole. (`--dist loadgroup` needs node ids that pytest 9.2
    does not let anybody change.)"""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return path if path in TOGETHER else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return _Scheduler(config, log)


def keep_for_the_whole_run() -> None:
    """What processes keep for seconds does not expire in the middle of a test that counts statements."""
    from common import kept
    from policies import queries

    kept.SECONDS = queries.KEEP_SECONDS = 3600.0


def add_a_mirror() -> None:
    """The alias of the replica is the same database. Nothing reads from it before a test sets REPLICA_URL."""
    mirror = {"OPTIONS": settings.REPLICA_OPTIONS, "TEST": {"MIRROR": "default"}}
    settings.DATABASES["replica"] = {**settings.DATABASES["default"], **mirror}
    settings.REPLICA_URL = ""


def use_redis_number(number: int) -> None:
    settings.REDIS_URL = numbered(settings.REDIS_URL, number)
    settings.CACHES["default"]["LOCATION"] = settings.REDIS_URL
    settings.CELERY_BROKER_URL = numbered(settings.CELERY_BROKER_URL, number)
    os.environ["REDIS_URL"] = settings.REDIS_URL


def numbered(url: str, number: int) -> str:
    """The same server, another of its 16 numbered databases."""
    for key in ("?db=", "?virtual_host="):
        if key in url:
            return f"{url.partition(key)[0]}{key}{number}"
    head, _, last = url.rpartition("/")
    return f"{head}/{number}" if last.isdecimal() else f"{url.rstrip('/')}/{number}"


FULL_SIZE = os.environ.get("FULL_SIZE") == "1"


@pytest.fixture
def full_size() -> bool:
    """Is this `make prove`? Then tests marked `full` run at the size of their promise, else at a small one."""
    return FULL_SIZE


def examples(number: int, *, full: int) -> int:
    """How many generated cases a property is tried with."""
    return full if FULL_SIZE else number


@pytest.fixture
def process_environment(transactional_db: None) -> dict[str, str]:
    """Environment for processes that a test starts: they use the database of the test."""
    from django.db import connection

    values = connection.settings_dict
    host = str(values["HOST"]).replace("/", "%2F")
    port = f":{values['PORT']}" if values["PORT"] else ""
    password = f":{values['PASSWORD']}" if values["PASSWORD"] else ""
    url = f"postgres://{values['USER']}{password}@{host}{port}/{values['NAME']}"
    return {**os.environ, "DATABASE_URL": url, "REDIS_URL": settings.REDIS_URL}


Note = Callable[[str], None]


@pytest.fixture
def proof(record_property: Callable[[str, object], None]) -> Note:
    """Notes a measured figure of a proof; `make prove` keeps the notes in docs/proofs.md."""
    return lambda figure: record_property("proof", figure)


def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.pluginmanager.register(_Proofs())


class _Proofs:
    """Collects the notes of passed tests where all reports arrive, and puts them into the page after a full run."""

    def __init__(self) -> None:
        self.figures: dict[str, list[str]] = {}
        self.seconds: dict[str, list[float]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed and "full" in report.keywords:
            title = report.nodeid.partition("::")[2].partition("[")[0].removeprefix("test_").replace("_", " ")
            told = [str(figure) for key, figure in report.user_properties if key == "proof"]
            self.figures.setdefault(title, []).extend(told)
            self.seconds.setdefault(title, []).append(report.duration)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        is_worker = hasattr(session.config, "workerinput")
        if self.seconds and not is_worker and FULL_SIZE:
            rows = PROOFS_PAGE.read_text(encoding="utf-8").splitlines()
            kept = {row for row in rows if row.startswith("| ")} - {"| proof | measured |"}
            kept = {row for row in kept if row.split(" | ")[0].removeprefix("| ") not in self.seconds}
            made = {f"| {title} | {figure} |" for title in self.seconds for figure in self._told(title)}
            PROOFS_PAGE.write_text(PROOFS_HEAD + "\n".join(sorted(kept | made)) + "\n", encoding="utf-8")

    def _told(self, title: str) -> list[str]:
        taken = self.seconds[title]
        cases = "" if len(taken) == 1 else f"{len(taken)} cases "
        return self.figures[title] or [f"{cases}passed in {sum(taken):.0f} s"]


PROOFS_PAGE = Path(__file__).parent / "docs" / "proofs.md"
PROOFS_HEAD = """# Proofs

What `make prove` measured when each last ran at full size. The same tests run smaller in `make test`.

| proof | measured |
|---|---|
"""
