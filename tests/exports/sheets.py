"""Reading what was handed out, as somebody with a spreadsheet program would."""

import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.test import Client
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from common.clock import moved_to


def take(client: Client, address: str, at: datetime, **typed: str) -> Any:
    """Press the button of an export page."""
    client.cookies["django_language"] = "en"
    with moved_to(at):
        return client.post(address, {"extent": "masked", **typed})


def opened(answer: HttpResponse, *, with_values: bool = True) -> Workbook:
    """The workbook; with the values that formulas had when it was written, or with the formulas."""
    assert answer.status_code == 200, answer.content
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return load_workbook(io.BytesIO(content), data_only=with_values)


def table(page: Worksheet) -> list[dict[str, Any]]:
    """The rows below the heading, each by the words of the heading."""
    rows = list(page.iter_rows(values_only=True))
    head = next(number for number, row in enumerate(rows) if row.count(None) == 0)
    heading = [str(cell) for cell in rows[head]]
    return [dict(zip(heading, row, strict=True)) for row in _until_empty(rows[head + 1 :])]


def _until_empty(rows: list[Any]) -> Iterator[Any]:
    for row in rows:
        if row[0] is None:
            return
        yield row


def calculated(page: Worksheet, place: str) -> Any:
    """What the formula of a cell gives, worked out anew from the plain numbers it points to."""
    value = page[place].value
    if not (isinstance(value, str) and value.startswith("=")):
        return value
    text = re.sub(r"([A-Z])(\d+):([A-Z])(\d+)", lambda m: ",".join(_range(m)), value[1:])
    text = re.sub(r"(?<![<>=])=(?!=)", "==", text)
    names: dict[str, Any] = {}
    for cell in set(re.findall(r'\b[A-Z]\d+\b(?=(?:[^"]*"[^"]*")*[^"]*$)', text)):
        value = calculated(page, cell)
        names[cell] = _Number(value) if isinstance(value, int | float) else value
    return eval(text, {"__builtins__": {}}, {**names, **FUNCTIONS})


class _Number(float):
    """A branch of IF that nobody takes may divide by zero."""

    def __truediv__(self, other: float) -> float:
        return float(self) / float(other) if other else float("nan")

    def __rtruediv__(self, other: float) -> float:
        return float(other) / float(self) if self else float("nan")


def _range(match: re.Match[str]) -> list[str]:
    first, top, last, bottom = match.groups()
    letters = [chr(code) for code in range(ord(first), ord(last) + 1)]
    return [f"{letter}{row}" for letter in letters for row in range(int(top), int(bottom) + 1)]


FUNCTIONS: Mapping[str, Any] = {
    "SUM": lambda *numbers: sum(numbers),
    "MIN": min,
    "ROUND": lambda number, digits: number if number != number else int(number * 10**digits + 0.5) / 10**digits,
    "IF": lambda test, then, otherwise: then if test else otherwise,
}
