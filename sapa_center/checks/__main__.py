"""`python -m sapa_center.checks`: run all checks, show what each one found, fail if any did."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


def checks() -> dict[str, list[str]]:
    """Name and command of every check, the quick ones first."""
    templates = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("**/templates/**/*.html") if _is_ours(path))
    python = [sys.executable]
    return {
        "format": [*_tool("ruff"), "format", "--check", "--quiet", "."],
        "lint": [*_tool("ruff"), "check", "--quiet", "."],
        "clock": [*python, "-m", "sapa_center.checks.clock"],
        "import rules": [*_tool("lint-imports"), "--no-cache"],
        "format of templates": [*_tool("djade"), "--check", "--target-version", "5.2", *templates],
        "lint of templates": [*_tool("djlint"), "--lint", "--quiet", "--configuration", "pyproject.toml", *templates],
        "compose file": [*_tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
        "translations": [*python, "-m", "sapa_center.checks.translations"],
        "Django": [*python, "manage.py", "check", "--fail-level", "WARNING"],
        "migrations": [*python, "manage.py", "makemigrations", "--check", "--dry-run"],
        "types": [*_tool("mypy"), "."],
    }


def main(wanted: Sequence[str]) -> int:
    """Run all checks, or the `wanted` ones. Returns 0 when all passed, else 1."""
    failed = []
    for name, command in checks().items():
        if wanted and name not in wanted:
            continue
        started = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, "NO_COLOR": "1"}, capture_output=True, text=True)
        mark = "ok    " if done.returncode == 0 else "FAILED"
        sys.stdout.write(f"{mark} {name} ({time.monotonic() - started:.1f} s)\n")
        if done.returncode:
            failed.append(name)
            sys.stdout.write(f"{done.stdout}{done.stderr}\n")
        sys.stdout.flush()
    if failed:
        sys.stdout.write(f"\nNot passed: {', '.join(failed)}\n")
    return 1 if failed else 0


def _tool(name: str) -> list[str]:
    return [str(BIN / name)]


def _is_ours(path: Path) -> bool:
    return not {".venv", ".local", "node_modules"} & set(path.relative_to(ROOT).parts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
