"""Names of places in a search: communes, wards and districts of today and of before July 2025. People add them;
procedures do not depend on them."""

import re
from collections.abc import Iterable

from centers.models import Unit, UnitKind
from centers.models.unit import Predecessor
from procedures.facts_file import everyday

KINDS = ("phuong", "xa", "thi tran", "thi xa", "huyen", "quan", "thanh pho", "tp", "tinh")
KIND_BEFORE = re.compile(rf"^({'|'.join(KINDS)}) ")


def places_in(words: list[str]) -> list[str]:
    """The folded place names among the words, with and without their kind ("xa sa pa", "sa pa"). One query.

    A name of one syllable is only taken with its kind before it: alone it is more likely a word.
    """
    text = f" {' '.join(words)} "
    found = []
    for name in _names():
        bare = KIND_BEFORE.sub("", name)
        if f" {bare} " not in text:
            continue
        named = [f"{kind} {bare}" for kind in KINDS if f" {kind} {bare} " in text]
        found += [*named, bare] if " " in bare or bare == name else named
    return found


def _names() -> Iterable[str]:
    today = Unit.objects.filter(kind__in=(UnitKind.COMMUNE, UnitKind.PROVINCE)).order_by().values_list("name_fold")
    before = Predecessor.objects.order_by().values_list("name_fold")
    yield from (name for (name,) in today.union(before))
    yield from everyday().former_places
