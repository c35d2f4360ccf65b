"""Nobody but `common.clock` asks what time it is: bans `auto_now` and the database's now() outside `recorded_at`.

Ruff bans the functions of Python and Django (`[tool.ruff.lint.flake8-tidy-imports]`); this finds the rest.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".venv", ".local", ".git", "tests", "docs"}
ALLOWED = "recorded_at"
SQL_CLOCK = re.compile(
    r"\b(?:now\(\)|current_timestamp|current_date|clock_timestamp\(\)|statement_timestamp\(\))", re.I
)
SQL_VERBS = re.compile(r"\b(select|insert|update|delete|create|alter|begin|returning|default)\b", re.I)


def findings(source: str) -> Iterator[tuple[int, str]]:
    """Line number and reason of each place of a Python source that asks a clock it may not ask."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.keyword(arg="auto_now" | "auto_now_add" as name):
                if not _is_allowed(lines, node.value.lineno):
                    yield node.value.lineno, f"{name}: pass the moment in as `at`"
            case ast.Call(func=ast.Name(id="Now") | ast.Attribute(attr="Now")):
                if not _is_allowed(lines, node.lineno):
                    yield node.lineno, "Now(): pass the moment in as `at`"
            case ast.Constant(value=str(text)) if SQL_VERBS.search(text):
                yield from _findings_in_sql(text, node.lineno)


def _findings_in_sql(text: str, first_line: int) -> Iterator[tuple[int, str]]:
    for offset, line in enumerate(text.splitlines()):
        if SQL_CLOCK.search(line) and ALLOWED not in line:
            yield first_line + offset, "the database's clock in SQL: pass the moment in as a parameter"


def _is_allowed(lines: list[str], number: int) -> bool:
    """The name of the field stands on the same line, or on the line that begins the call."""
    return any(ALLOWED in line for line in lines[max(0, number - 3) : number])


def main() -> int:
    found = False
    for path in sorted(ROOT.rglob("*.py")):
        inside = path.relative_to(ROOT)
        if NOT_OURS & set(inside.parts) or inside.parts[:2] == ("sapa_center", "checks"):
            continue
        for number, reason in findings(path.read_text()):
            sys.stdout.write(f"{inside}:{number}: {reason}\n")
            found = True
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
