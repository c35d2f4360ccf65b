"""How many rows of a page, read from the address."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal

USUAL, MOST = 50, 100


class LimitInvalid(Refusal):
    default_message = _("“limit” is a whole number from 1 to 100.")

    def __init__(self) -> None:
        super().__init__(field="limit")


def limit_of(asked: Mapping[str, str]) -> int:
    """Rows of a page, 50 unless asked. Raises LimitInvalid."""
    text = asked.get("limit", str(USUAL))
    if not (text.isascii() and text.isdecimal() and len(text) <= 3 and 1 <= int(text) <= MOST):
        raise LimitInvalid
    return int(text)
