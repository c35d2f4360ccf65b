"""Finding a dossier by what people have in their hands: code, name, phone, number of the identity card."""

import re

from django.db.models import Q

from citizens.identity import normalise_number
from citizens.models import NumberKind
from citizens.queries import number_hash
from common.text import fold

SHORTEST_PIECE = 4  # letters of a code


def matches(text: str) -> Q:
    """A condition on dossiers. Numbers of people are compared by their keyed hash, never by their digits."""
    text = text.strip()
    folded, plain = fold(text), normalise_number("", text)
    found = Q(owner__name_fold__contains=folded) | Q(submitter__name_fold__contains=folded)
    if not re.search(r"\d", text):
        return found
    if len(plain) >= SHORTEST_PIECE:
        found |= Q(code__icontains=text)
    if re.fullmatch(r"[0-9A-Z]{6,14}", plain):
        hashes = [number_hash(kind, plain) for kind in NumberKind.values]
        found |= Q(owner__number_hash__in=hashes) | Q(submitter__number_hash__in=hashes)
    if re.fullmatch(r"\+?\d{9,11}", plain):
        found |= Q(owner__phone=plain) | Q(submitter__phone=plain)
    return found
