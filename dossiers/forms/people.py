"""Owner and submitter at the desk: the number first, because the card is in the hand; what is known is filled in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from citizens.forms import PartyForm, initial_of
from citizens.identity import both_numbers, is_broken_card, number_kind_of, old_number_in, read_card
from citizens.models import Party, PartyKind
from citizens.queries import by_number

from .reception import LIVE

ORDER = (
    "number",
    "kind",
    "name",
    "birth_date",
    "gender",
    "ethnicity",
    "phone",
    "email",
    "province",
    "commune",
    "address_line",
)
OWNER, SUBMITTER = "owner", "submitter"
PHOTO = "card_photo"  # after the prefix: a photo of the identity card


@dataclass(frozen=True)
class PartyBlock:
    """A party form as the desk draws it; the box to tick stands apart, below its warnings."""

    form: PartyForm
    fields: Sequence[BoundField]
    checked_again: BoundField | None


def owner_form(data: QueryDict | None = None) -> PartyForm:
    form = PartyForm(data, prefix=OWNER, ask_again=_is_new(data, OWNER), keeps_old_number=True)
    form.fields["number"].widget.attrs.update(LIVE)
    form.fields["number"].help_text = _("Scan the card, or type the number")
    form.fields["number"].widget.attrs["accesskey"] = "1"
    if data is None:
        form.fields["number"].widget.attrs["autofocus"] = True
    return form


def submitter_form(data: QueryDict | None = None) -> PartyForm:
    form = PartyForm(data, prefix=SUBMITTER, ask_again=_is_new(data, SUBMITTER), keeps_old_number=True)
    form.fields["number"].help_text = _("Scan the card, or type the number")
    return form


def _is_new(data: QueryDict | None, prefix: str) -> bool:
    """A number the desk has entered before was looked at then; it is not asked about every time."""
    return data is not None and known_party(data, prefix) is None


def block(form: PartyForm) -> PartyBlock:
    return PartyBlock(
        form, [form[name] for name in ORDER], form["checked_again"] if form.warnings and form.ask_again else None
    )


def with_card(data: QueryDict, prefix: str, said: str) -> QueryDict:
    """What was typed, the number replaced by what the photographed card says, as a reader would have typed it."""
    read = data.copy()
    read[f"{prefix}-number"] = said
    return read


def known_party(data: QueryDict, prefix: str = OWNER) -> Party | None:
    """Whom the desk knows under the number that was typed or read from a card, or under the old number of the card."""
    typed, name = data.get(f"{prefix}-number", ""), data.get(f"{prefix}-name", "")
    card = read_card(typed)
    number = card.number if card else typed
    both = both_numbers(card) if card else data.get(f"{prefix}-old_number", "")
    kind = number_kind_of(data.get(f"{prefix}-kind", PartyKind.PERSON), number)
    name = name or (card.name if card else "")
    return by_number(number, kind, old=old_number_in(both, number), name=name)


def has_card(data: QueryDict, *prefixes: str) -> bool:
    """A card reader types the card and presses Enter: that is no wish to receive yet."""
    numbers = (data.get(f"{prefix}-number", "") for prefix in prefixes or (OWNER, SUBMITTER))
    return any(read_card(number) is not None for number in numbers)


def has_broken_card(data: QueryDict) -> bool:
    """Whether a reader typed only a part of a card, or of something else: nothing is received then."""
    return any(is_broken_card(data.get(f"{prefix}-number", "")) for prefix in (OWNER, SUBMITTER))


def is_looked_up(data: QueryDict, prefix: str = OWNER) -> bool:
    """A number and no name, then Enter: that asks who it is, where the desk knows them."""
    return not data.get(f"{prefix}-name", "").strip() and known_party(data, prefix) is not None


def next_field(form: PartyForm) -> str:
    """Where the desk goes on once a card has told who it is: the phone number where none is known, else no field."""
    return "" if form["phone"].value() else "phone"


def filled(data: QueryDict, party: Party, prefix: str = OWNER) -> QueryDict:
    """What was typed, empty fields filled with what is known of the party."""
    fuller = data.copy()
    known: dict[str, Any] = initial_of(party)
    has_commune = bool(data.get(f"{prefix}-commune"))
    for name, value in known.items():
        key = f"{prefix}-{name}"
        may_fill = not data.get(key) or (name == "province" and not has_commune)
        if value and may_fill:
            fuller[key] = f"{value:%d/%m/%Y}" if name == "birth_date" else str(value)
    return fuller
