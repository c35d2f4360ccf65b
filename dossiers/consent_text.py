"""What an owner agrees to when somebody files for them. Who changes a word here gives it the next version."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

TEXT_VERSION = "1"


@dataclass(frozen=True)
class ConsentText:
    """`points` are read to the owner or stand on the paper they sign."""

    version: str
    points: tuple[str, ...]


def consent_text(*, helper: str, procedure: str) -> ConsentText:
    """The text in the language of the reader."""
    first = _("I let %(helper)s prepare and send one dossier for me: “%(procedure)s”.")
    return ConsentText(
        TEXT_VERSION,
        (
            first % {"helper": helper, "procedure": procedure},
            _("The dossier is mine: the result is made out in my name, and I answer for what it says."),
            _(
                "The helper sees what they enter and where the dossier is, until it ends. "
                "Papers I gave before, and the result, stay closed to them."
            ),
            _(
                "I can take this back at any time: on my own page, by telephone or at the counter. "
                "From then on the helper sees nothing more; what was sent stays sent."
            ),
        ),
    )
