"""What Django says of a form and has no Vietnamese for in its own catalogue: named here, translated in `locale/`."""

from django.utils.translation import gettext_noop

TEXTS = (
    gettext_noop("Null characters are not allowed."),
    gettext_noop("Enter a valid UUID."),
    gettext_noop("Enter a complete value."),
    gettext_noop("“%(pk)s” is not a valid value."),
)
