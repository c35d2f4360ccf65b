"""Cursors: opaque to the other side, the sort values of the last row to us. They carry nothing secret."""

import base64
import binascii
import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal

LONGEST = 400


class CursorInvalid(Refusal):
    """`field` is "cursor"."""

    default_message = _("This cursor is not one that a list has given. Begin without a cursor.")

    def __init__(self) -> None:
        super().__init__(field="cursor")


def written(values: list[Any]) -> str:
    """JSON values as one text that is safe in an address."""
    return base64.urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode().rstrip("=")


def read(cursor: str, kinds: tuple[type, ...]) -> list[Any]:
    """The values of a cursor, one of each kind. Raises CursorInvalid."""
    try:
        if len(cursor) > LONGEST:
            raise CursorInvalid
        values = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, RecursionError, binascii.Error) as error:
        raise CursorInvalid from error
    if not isinstance(values, list) or [type(value) for value in values] != list(kinds):
        raise CursorInvalid
    return values
