"""Finding a dossier by what people have in their hands: code, name, phone, number of the identity card."""

import re
from datetime import datetime

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Reverse
from django.db.models.lookups import StartsWith

from accounts.models import User
from citizens.identity import is_old_number, normalise_number
from citizens.models import NumberKind, Party
from citizens.queries import number_hash
from common.text import fold
from dossiers import access
from dossiers.models import Dossier

SHORTEST_PIECE = 4  # letters of a code


def matches(text: str, user: User, at: datetime) -> Q:
    """A condition on dossiers that `user` sees. Numbers of people are compared by their keyed hash, never by digits.

    Each way of finding uses an index of its own, so the ways are united and not asked of each dossier. Offices find
    names among their own dossiers; whoever supervises centers, among all persons.
    """
    text = text.strip()
    by_name = access.named_among_own(user, at, text)
    ways = [] if by_name is None else [by_name]
    known = _numbers(text) if by_name is not None else Q(name_fold__contains=fold(text)) | _numbers(text)
    if known:
        people = Party.objects.filter(known).order_by().values("pk")
        ways += [Dossier.objects.filter(owner__in=people), Dossier.objects.filter(submitter__in=people)]
    if re.search(r"\d", text) and len(normalise_number("", text)) >= SHORTEST_PIECE:
        ways += [
            Dossier.objects.filter(code__startswith=text.upper()),
            Dossier.objects.filter(_ends_with(text.upper())),
        ]
    return Q(pk__in=_united(ways))


def _numbers(text: str) -> Q:
    """Persons by the number of a card or phone, where the text is one; an empty condition otherwise."""
    plain = normalise_number("", text)
    found = Q()
    if re.fullmatch(r"[0-9A-Z]{6,14}", plain) and re.search(r"\d", text):
        found |= Q(number_hash__in=[number_hash(kind, plain) for kind in NumberKind.values])
    if is_old_number(plain):
        found |= Q(old_number_hash=number_hash(NumberKind.CITIZEN_ID, plain))
    if re.fullmatch(r"\+?\d{9,11}", plain):
        found |= Q(phone=plain)
    return found


def _ends_with(code: str) -> StartsWith:
    """The end of a code is what people read out; the index is on the code from its end."""
    return StartsWith(Reverse("code"), Value(code[::-1]))


def _united(ways: list[QuerySet[Dossier]]) -> QuerySet[Dossier, int]:
    first, *others = [way.order_by().values("pk") for way in ways]
    return first.union(*others) if others else first  # type: ignore[return-value]
