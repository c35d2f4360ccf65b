"""What `make run` prints when the portal serves: each section is a function that answers text."""

from collections.abc import Iterable

from django.utils.module_loading import import_string

# Dotted paths of functions without arguments, in the order of the page. An empty text is left out.
SECTIONS: tuple[str, ...] = ()


def text(sections: Iterable[str] = SECTIONS) -> str:
    """The sections, with an empty line between them."""
    return "\n\n".join(part for path in sections if (part := import_string(path)().strip("\n")))
