"""Other systems of a center, as its administrators see and make them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts import tokens
from accounts.models import ApiToken, User
from accounts.roles import Role
from accounts.scopes import Scope
from centers.actions import appoint
from centers.models import Office, Posting
from common.clock import local_date
from policies.catalogue import PolicyKey
from policies.queries import number


@dataclass(frozen=True)
class TokenLine:
    """One token without its text. `state` is "valid", "expired" or "revoked"."""

    id: int
    account: str
    name: str
    hint: str
    scopes: Sequence[str]
    posts: Sequence[str]
    state: str
    expires_at: datetime
    last_used_at: datetime | None


def tokens_of(center_ids: Collection[int]) -> QuerySet[ApiToken]:
    """Tokens of accounts that have, or had, a posting in an office of these centers."""
    posted = Posting.objects.filter(office__center__in=list(center_ids))
    return ApiToken.objects.filter(account__in=posted.values("user_id")).select_related("account")


def lines(center_ids: Collection[int], at: datetime) -> list[TokenLine]:
    """Newest first, with the postings of today; two statements whatever their number."""
    found = list(tokens_of(center_ids).order_by("-created_at", "-id"))
    in_force = Posting.objects.in_force(local_date(at)).filter(user__in={token.account_id for token in found})
    posts: dict[int, list[str]] = {}
    for posting in in_force.select_related("office__unit").order_by("id"):
        place = f"{posting.office.name}, {posting.office.unit.name}" if posting.office else "–"
        posts.setdefault(posting.user_id, []).append(f"{Role(posting.role).label}: {place}")
    return [_line(token, posts.get(token.account_id, []), at) for token in found]


@transaction.atomic
def connect(
    *, username: str, full_name: str, role: Role, office: Office, scopes: Collection[str], at: datetime, by: User
) -> tuple[ApiToken, str]:
    """An account, its posting from today and its first token.

    Raises SystemAccountRefused, PostingRefused, TokenRefused.
    """
    account = tokens.create_system_account(username=username, full_name=full_name, at=at, by=by)
    appoint(account, role, office=office, since=local_date(at), by=by)
    return tokens.issue(account, scopes=scopes, name=account.full_name, days=token_days(at), at=at, by=by)


def token_days(at: datetime) -> int:
    return number(PolicyKey.API_TOKEN_DAYS, on=local_date(at))


def overlap_days(at: datetime) -> int:
    return number(PolicyKey.API_TOKEN_OVERLAP_DAYS, on=local_date(at))


def _line(token: ApiToken, posts: Sequence[str], at: datetime) -> TokenLine:
    state = "revoked" if token.revoked_at else "valid" if token.is_valid(at) else "expired"
    return TokenLine(
        id=token.pk,
        account=token.account.full_name,
        name=token.account.username,
        hint=token.hint,
        scopes=[str(Scope(scope).label) for scope in token.scopes],
        posts=posts,
        state=state,
        expires_at=token.expires_at,
        last_used_at=token.last_used_at,
    )
