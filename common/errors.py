"""The base of every refusal: a situation the rules foresee, told to the person in their own language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Something the rules do not allow. `str(refusal)` is the translated message for the person who asked.

    Subclasses set `default_message` or pass `message`; `field` names the form field the message belongs beside.
    """

    default_message: str | Promise = _("This cannot be done.")

    def __init__(self, message: str | Promise | None = None, *, field: str | None = None) -> None:
        self.message: str | Promise = self.default_message if message is None else message
        self.field = field
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)
