"""How a result reaches the applicant: over the counter, by post, or from the citizen's own page. Pure.

Results are handed out at the one-stop department, sent by post, or taken online; who collects for somebody else
shows an authorisation.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from common.text import fold


class Way(TextChoices):
    COUNTER = "counter", _("at the counter")
    POST = "post", _("by post")
    ONLINE = "online", _("from the citizen's own page")


class SignedOn(TextChoices):
    """Where the collector signed for the result; empty: nothing is known of a signature."""

    SCREEN = "screen", _("on the screen")
    PAPER = "paper", _("on paper")


class AuthorisationMissing(Refusal):
    default_message = _(
        "Who collects is neither owner nor submitter: enter number and date of the authorisation or letter of"
        " introduction."
    )


@dataclass(frozen=True)
class Handing:
    """What is said of one delivery beside who took the result."""

    way: Way = Way.COUNTER
    authorisation: str = ""  # number of the paper
    authorised_on: date | None = None
    signed: str = ""

    def facts(self) -> dict[str, Any]:
        """For the event; what is empty is left out."""
        authorised_on = self.authorised_on.isoformat() if self.authorised_on else ""
        known = {"authorisation": self.authorisation, "authorised_on": authorised_on, "signed": self.signed}
        return {"way": self.way.value, **{name: text for name, text in known.items() if text}}


def check_authorised(collector: str, known_names: Iterable[str], handing: Handing, on: date) -> None:
    """At the counter, a collector whose name is not among `known_names` needs an authorisation of `on` or earlier.

    Raises `AuthorisationMissing`.
    """
    if handing.way != Way.COUNTER or fold(collector) in {fold(name) for name in known_names}:
        return
    if not handing.authorisation.strip():
        raise AuthorisationMissing(field="authorisation")
    if handing.authorised_on is None or handing.authorised_on > on:
        raise AuthorisationMissing(field="authorised_on")


def way_of(facts: Mapping[str, Any]) -> str:
    """The way in words; empty for deliveries of before, or of other systems, that do not say it."""
    way = facts.get("way", "")
    return str(Way(way).label) if way in Way.values else ""
