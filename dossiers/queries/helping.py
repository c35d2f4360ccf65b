"""Read models of helping: what somebody files for others, and who helps with a dossier."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from dossiers import access
from dossiers.actors import Actor
from dossiers.folder import folder_of
from dossiers.lifecycle import TRANSITIONS, Status
from dossiers.models import Consent, Dossier, FiledBy, Filing, Ground, Paper, PaperKind
from dossiers.offers import offers
from dossiers.standpoint import standpoint_of

from .own import NEEDS_YOU, Request, request_in
from .plain_words import Due, Words, due_of, words_of

SEEN_BY_HELPERS = (PaperKind.APPLICATION, PaperKind.SUPPLEMENT)


@dataclass(frozen=True)
class HelpedRow:
    """A line of the list."""

    id: int
    code: str
    procedure: str
    owner: str
    status: str
    label: str
    words: Words
    needs_you: bool


@dataclass(frozen=True)
class HelpedPage:
    """One dossier as who helps sees it: where it is, what it needs, and the files they added themselves.

    `prints_receipt`: the owner can be reached by no message, so the helper prints the receipt for them.
    """

    dossier: Dossier
    label: str
    words: Words
    due: Due | None
    request: Request | None
    papers: Sequence[Paper]
    verbs: frozenset[str]
    prints_receipt: bool

    @property
    def status(self) -> str:
        return self.dossier.status


@dataclass(frozen=True)
class Help:
    """Who filed a dossier for its owner, by which consent; `is_open`: they still see it."""

    helper: str
    way: str
    text_version: str
    given_at: datetime | None
    withdrawn_at: datetime | None
    is_open: bool
    may_end: bool


def helped_rows(dossiers: Iterable[Dossier]) -> list[HelpedRow]:
    return [
        HelpedRow(
            id=dossier.pk,
            code=dossier.code or "",
            procedure=dossier.version.procedure.name,
            owner=dossier.owner.name,
            status=dossier.status,
            label=str(Status(dossier.status).label),
            words=words_of(dossier),
            needs_you=dossier.status in NEEDS_YOU,
        )
        for dossier in dossiers
    ]


def helped_page(user: User, dossier_id: int, at: datetime) -> HelpedPage:
    """Raises `NoSuchDossier` for what this account does not help with now."""
    dossier = access.helped_by(user, at).select_related(*access.PAGE_RELATIONS).filter(pk=dossier_id).first()
    if dossier is None:
        raise access.NoSuchDossier
    events = list(dossier.events.order_by("at", "recorded_at", "number"))
    added = dossier.papers.filter(added_by=user, kind__in=SEEN_BY_HELPERS).exclude(sha256="")
    return HelpedPage(
        dossier=dossier,
        label=str(Status(dossier.status).label),
        words=words_of(dossier),
        due=due_of(dossier, at),
        request=request_in(dossier, events),
        papers=list(added.order_by("kind", "pk")),
        verbs=frozenset(offer.name for offer in offers(dossier, access.actor_for(user, at), at)),
        prints_receipt=not (dossier.submitter.phone or dossier.submitter.email),
    )


def help_of(dossier: Dossier, actor: Actor, at: datetime) -> Help | None:
    """None where the owner was not helped; `may_end`: this reader may take the consent back."""
    if dossier.filed_by != FiledBy.HELPER or dossier.account is None:
        return None
    filing = Filing.objects.filter(dossier=dossier).first()
    consent = Consent.objects.filter(filing=filing).order_by("-pk").first() if filing else None
    folder, row = folder_of(dossier), TRANSITIONS["end_help"]
    is_open = any(seen.ground == Ground.HELPER and seen.sees(at) for seen in folder.access)
    roles = standpoint_of(folder, actor, at).roles
    return Help(
        helper=dossier.account.full_name,
        way=str(consent.get_way_display()) if consent else "",
        text_version=consent.text_version if consent else "",
        given_at=consent.given_at if consent else None,
        withdrawn_at=consent.withdrawn_at if consent else None,
        is_open=is_open,
        may_end=is_open and dossier.status in row.sources and bool(roles & row.who),
    )
