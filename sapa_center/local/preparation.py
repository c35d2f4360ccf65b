"""What has to be there before the portal serves, in order; what is done already and has not changed is skipped.

Runs as `manage.py prepare`, in one process of its own, between the start of the servers and that of the portal.
"""

import hashlib
import io
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from centers.samples import load_samples
from common import clock
from dossiers.measures import Measure
from dossiers.models import Dossier
from dossiers.rebuild import rebuild_ledger
from sapa_center.translations import compile_all

BASE = settings.BASE_DIR


@dataclass(frozen=True)
class Step:
    """One piece of work. It is done again when its fingerprint changes, or when the database is a new one.

    `fingerprint` None: the work itself knows what is left to do, so it is asked every time.
    """

    name: str
    work: Callable[[], None]
    fingerprint: Callable[[], str] | None = None


def prepare(steps: Iterable[Step], done: Path, say: Callable[[str], None]) -> None:
    """Do every step that is not done. `done` is the file that remembers fingerprints; `say` shows the progress."""
    remembered: dict[str, str] = json.loads(done.read_text()) if done.exists() and not is_new_database() else {}
    for step in steps:
        mark = step.fingerprint() if step.fingerprint else ""
        if mark and remembered.get(step.name) == mark:
            continue
        started = time.monotonic()
        step.work()
        if mark:
            remembered[step.name] = mark
            done.write_text(json.dumps(remembered))
        if mark or time.monotonic() - started > 1:
            say(f"{step.name}: {time.monotonic() - started:.1f} s")


def memory_of(database: Mapping[str, object], folder: Path) -> Path:
    """The file of fingerprints that belongs to this database."""
    name = "|".join(str(database.get(key, "")) for key in ("HOST", "PORT", "NAME"))
    return folder / f"prepared-{hashlib.sha256(name.encode()).hexdigest()[:12]}.json"


def is_new_database() -> bool:
    """Has nothing ever been migrated here?"""
    with connection.cursor() as cursor:
        return "django_migrations" not in connection.introspection.table_names(cursor)


def migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def command(name: str, *arguments: str) -> Callable[[], None]:
    """Work that calls a management command; its progress (stderr) is shown, its result is not."""

    def work() -> None:
        call_command(name, *arguments, stdout=io.StringIO())

    return work


def collect_static() -> None:
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)


def files_in(*folders: Path) -> str:
    """A fingerprint of the content of all files under these folders."""
    found = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        if "__pycache__" not in path.parts:
            found.update(str(path).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def static_files() -> str:
    return files_in(*map(Path, settings.STATICFILES_DIRS), BASE / "requirements")


def font_sources() -> str:
    return files_in(BASE / "requirements", BASE / "common" / "management", BASE / "static" / "img")


def reference_facts() -> str:
    """Facts and the code that loads them."""
    apps = [BASE / name for name in ("accounts", "policies", "workcalendar", "centers", "procedures")]
    return files_in(*apps, BASE / "sapa_center" / "reference.py")


def figures_defined() -> str:
    """What is booked, and how."""
    return ",".join(sorted(Measure))


def ledger_by_definition() -> None:
    """Measures that are new are booked for the dossiers that are there, too."""
    if Dossier.objects.exists():
        rebuild_ledger(processes=2)


def always() -> str:
    """For work that is done once per database."""
    return "done"


def sample_accounts() -> None:
    load_samples(at=clock.now())


def build_translations() -> None:
    for folder in settings.LOCALE_PATHS:
        compile_all(folder)


BUILDS = (
    Step("Translations", build_translations),
    Step("Web font", command("build_fonts"), font_sources),
    Step("Static files", collect_static, static_files),
)
DATABASE = (
    Step("Migrations", migrate),
    Step("Reference data", command("load_reference"), reference_facts),
)
EXAMPLES: tuple[Step, ...] = (
    Step("Ledger", ledger_by_definition, figures_defined),
    Step("Sample accounts", sample_accounts, always),
    Step("Example of Sa Pa", command("replay_sa_pa"), always),
    Step("Sample dossiers", command("load_samples"), always),
)
