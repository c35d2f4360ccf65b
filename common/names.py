"""Names as they come in by forms and by the API."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.text import has_invisible


def validate_visible(name: str) -> None:
    """A validator of fields. Two names that look alike must be alike, on the page and in the search."""
    if has_invisible(name):
        raise ValidationError(
            _("The name holds characters that cannot be seen, as copied texts sometimes do. Type it anew."),
            code="invisible",
        )
