"""The fact files of this app, read once. Each says where its rows come from and how sure they are."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FACTS = Path(__file__).parent / "facts"


@cache
def facts(name: str) -> dict[str, Any]:
    """The content of `facts/<name>.json`; do not change it."""
    content: dict[str, Any] = json.loads((FACTS / f"{name}.json").read_text(encoding="utf-8"))
    return content
