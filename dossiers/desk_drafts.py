"""Screens of the desk that nobody finished: what was typed is kept sealed in the draft that holds the scans already.

Sealed means encrypted in `Filing.owner`, where the rotation of keys finds it. A screen belongs to who typed it; it is
dropped like every draft after its expiry (policy filing.expiry_days).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User

from .actions.intake import expiry_of_drafts
from .citizen_files import remove_draft
from .drafts import NoSuchFiling, opened, sealed
from .models import Filing

SCREEN = "screen"  # in Filing.answers of a draft that holds one
RESUMED = "nhap"  # in the address: the key of the draft
PASSING = frozenset({"csrfmiddlewaretoken", "preview", "keep", "drop", "confirmed"})
"""What is posted but not typed."""

SAYS_NOTHING = frozenset(
    {"key", "way", "case", "return_center", "deciding_center", "receiving_center", "drawn_for", "wish-way"}
)
FIRST_VALUES = ("-kind", "-province")
NUMBERS = ("originals_", "certified_", "copies_", "fee-quantity_", "fee-copies_", "fee-extra_")
MOST = 20  # screens in the list


@dataclass(frozen=True)
class Unfinished:
    """A line of the list of own screens."""

    key: UUID
    procedure: str
    owner: str
    kept_at: datetime
    expires_at: datetime
    files: int
    address: str


def is_worth_keeping(typed: QueryDict) -> bool:
    """Whether anything stands there that the page did not put there itself."""
    return any(str(value).strip() for name, value in typed.items() if not _is_first_value(name))


def keep(filing: Filing, typed: QueryDict, *, query: str, at: datetime) -> None:
    """Keep what was typed; nothing happens once a dossier was made of it. `query` is what the reception carries on."""
    plain = {name: values for name, values in typed.lists() if name not in PASSING}
    screen = sealed({"typed": json.dumps(plain), "query": query})
    unfinished = Filing.objects.filter(pk=filing.pk, dossier=None)
    unfinished.update(owner=screen, answers={SCREEN: True}, updated_at=at, expires_at=expiry_of_drafts(at))


def forget(filing: Filing) -> None:
    """A dossier was made of it: what was typed stands there now."""
    Filing.objects.filter(pk=filing.pk).update(owner={}, answers={})


def typed_on(filing: Filing) -> QueryDict:
    """What stood on the screen, as the page would send it; empty when nothing can be read any more."""
    typed = QueryDict(mutable=True)
    for name, values in json.loads(opened(filing.owner).get("typed", "{}")).items():
        typed.setlist(name, values)
    return typed


def screen_of(user: User, key: UUID, at: datetime) -> Filing:
    """An own screen that can be gone on with. Raises NoSuchFiling."""
    filing = _own(user, at).filter(key=key).first()
    if filing is None:
        raise NoSuchFiling
    return filing


def unfinished_of(user: User, at: datetime) -> list[Unfinished]:
    """Own screens, newest first; two statements however many there are."""
    own = _own(user, at).select_related("version__procedure").prefetch_related("papers").order_by("-updated_at", "-pk")
    return [_line(filing) for filing in own[:MOST]]


def discard(user: User, key: UUID, at: datetime) -> None:
    """Throw a screen away with its files. Raises NoSuchFiling."""
    remove_draft(screen_of(user, key, at))


def address_of(filing: Filing) -> str:
    """Where the screen is gone on with."""
    query = opened(filing.owner).get("query", "")
    page = reverse("dossiers:receive", args=[filing.version.procedure.code])
    return f"{page}{query}{'&' if query else '?'}{urlencode({RESUMED: str(filing.key)})}"


def _own(user: User, at: datetime) -> QuerySet[Filing]:
    return Filing.objects.filter(account=user, dossier=None, answers__has_key=SCREEN, expires_at__gt=at)


def _line(filing: Filing) -> Unfinished:
    return Unfinished(
        key=filing.key,
        procedure=filing.version.procedure.name,
        owner=typed_on(filing).get("owner-name", ""),
        kept_at=filing.updated_at,
        expires_at=filing.expires_at,
        files=len(_files(filing)),
        address=address_of(filing),
    )


def _files(filing: Filing) -> Sequence[object]:
    return [paper for paper in filing.papers.all() if paper.sha256]


def _is_first_value(name: str) -> bool:
    return name in PASSING | SAYS_NOTHING or name.endswith(FIRST_VALUES) or name.startswith(NUMBERS)
