"""Reading what another system sends: bounded, and without text that the database could not keep."""

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, MultiPartParser

SURROGATE_OR_NUL = re.compile("[\0\ud800-\udfff]")


class CleanJSONParser(BaseParser):
    """UTF-8 JSON of at most DATA_UPLOAD_MAX_MEMORY_SIZE bytes; refuses NUL, halves of letters, NaN and depth."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        content = _bounded(stream)
        try:
            data = json.loads(content.decode("utf-8"), parse_constant=_no_constant)
            if b"\\u" in content or b"\0" in content:
                _refuse_broken_text(data)
        except (ValueError, RecursionError) as error:
            raise ParseError(_("The body is not JSON in UTF-8.")) from error
        return data


class CleanMultiPartParser(MultiPartParser):
    """Form data with files; text fields are held to the same rule as JSON."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        parsed = super().parse(stream, media_type, parser_context)
        for _name, values in parsed.data.lists():
            for value in values:
                _refuse_broken(value)
        return parsed


def _bounded(stream: Any) -> bytes:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    content: bytes = stream.read(most + 1)
    if len(content) > most:
        raise RequestDataTooBig
    return content


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _refuse_broken_text(data: Any) -> None:
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            _refuse_broken(value)
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]


def _refuse_broken(text: str) -> None:
    if SURROGATE_OR_NUL.search(text):
        raise ParseError(_("The body has a NUL or half a letter in it, which no text can have."))
