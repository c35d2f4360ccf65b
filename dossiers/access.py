"""The only door to a dossier: who sees it, who may act on it, and in which roles. Default deny.

Rows of `DossierAccess` decide for citizens and offices; supervisors of the province have a range of centers instead.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Kind, User
from accounts.roles import Role
from centers.models import Posting, Unit
from common import prepared, rows
from common.clock import local_date
from common.errors import Refusal
from common.replica import PRIMARY

from . import names
from .actors import Actor, Post
from .folder import folder_of
from .models import CoordinationSlip, Dossier, DossierAccess, DossierView, Ground


class NoSuchDossier(Refusal):
    """Not there, or not for these eyes: the answer is the same."""

    default_message = _("There is no such dossier, or it is not open to you.")


def actor_for(user: User, at: datetime) -> Actor:
    """The person with the posts that count on the day of `at`; nobody's posts count on a closed account.

    A leader's post counts in all offices of the commune, department or agency, not in those of other bodies that serve
    the same center.
    """
    if user.kind == Kind.CITIZEN:
        return Actor(account_id=user.pk, name=user.full_name, is_citizen=True)
    today = {"user": user.pk, "day": local_date(at), "leader": Role.LEADER.value}
    posted = prepared.fetch(POSTS, today) if user.is_active else []
    posts = tuple(Post(Role(role), frozenset(offices)) for role, offices in posted)
    is_helper = any(post.role == Role.HELPER for post in posts)
    return Actor(account_id=user.pk, name=user.full_name, posts=posts, is_helper=is_helper)


POSTS = """
SELECT post.role, array_remove(array_append(CASE WHEN post.role = %(leader)s THEN ARRAY(
    SELECT office.id FROM centers_office office WHERE office.unit_id = coalesce(center.unit_id, post.unit_id)
) END, post.office_id), NULL)
FROM centers_posting post LEFT JOIN centers_center center ON center.id = post.center_id
WHERE post.user_id = %(user)s AND post.since <= %(day)s AND (post.until IS NULL OR post.until >= %(day)s)
ORDER BY post.since, post.id
"""
"""The posts of an account on a day, each with the offices it reaches: its own, and for a leader all of the unit."""


def _current(at: datetime) -> Q:
    return Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))


def _rows_of(actor: Actor) -> Q:
    if actor.is_citizen:
        return Q(account_id=actor.account_id)
    in_office = Q(office_id__in=actor.office_ids)
    return in_office | Q(account_id=actor.account_id) if actor.is_helper else in_office


def visible_to(user: User, at: datetime) -> QuerySet[Dossier]:
    """The dossiers that this account may see at this moment: always asked of the primary (`common/replica.py`)."""
    seen = _by_rows(actor_for(user, at), at)
    supervised = _supervised_units(user, at)
    if supervised:
        seen |= Q(receiving_center__unit__in=supervised) | Q(deciding_unit__in=supervised)
    return Dossier.objects.using(PRIMARY).filter(seen)


def newest_visible(user: User, at: datetime, *, status: str, before: int | None, most: int) -> list[int]:
    """Keys of the newest dossiers that somebody may see, of one status when given, below the key `before`.

    Goes from each office through its dossiers backwards and stops at a full page, so that it costs the same whatever
    the number of dossiers elsewhere. Who supervises centers finds a page in the dossiers themselves as quickly.
    """
    narrowed = Q(status=status) if status else Q()
    if before is not None:
        narrowed &= Q(pk__lt=before)
    if _supervised_units(user, at):
        return list(visible_to(user, at).filter(narrowed).order_by("-pk").values_list("pk", flat=True)[:most])
    ways = [_newest_of(way, status, before, at)[:most] for way in _ways_of(actor_for(user, at))]
    if len(ways) < 2:
        return list(ways[0]) if ways else []
    return list(ways[0].union(*ways[1:]).order_by("-dossier")[:most])


def _ways_of(actor: Actor) -> list[Q]:
    """By which rows somebody sees dossiers, one index each."""
    offices = [Q(office_id=office_id) for office_id in sorted(actor.office_ids)]
    own = Q(account_id=actor.account_id)
    if actor.is_citizen:
        return [own]
    return [*offices, own] if actor.is_helper else offices


def _newest_of(way: Q, status: str, before: int | None, at: datetime) -> QuerySet[DossierAccess, int]:
    rows = DossierAccess.objects.filter(_current(at), way)
    if status:
        rows = rows.filter(dossier__status=status)
    if before is not None:
        rows = rows.filter(dossier__lt=before)
    return rows.order_by("-dossier").values_list("dossier", flat=True).distinct()


def seen_by(actor: Actor, at: datetime) -> QuerySet[Dossier]:
    """The same for somebody whose posts are known already and who has no range of centers: only rows count."""
    return Dossier.objects.filter(_by_rows(actor, at))


def _by_rows(actor: Actor, at: datetime) -> Q:
    return Q(Exists(DossierAccess.objects.filter(_current(at), _rows_of(actor), dossier=OuterRef("pk"))))


def _supervised_units(user: User, at: datetime) -> list[int]:
    """Units below (and) the units that a supervisor is posted to; none for everybody else."""
    if user.kind != Kind.STAFF:
        return []
    postings = Posting.objects.in_force(local_date(at)).filter(user=user, role=Role.SUPERVISOR)
    roots = list(postings.values_list("unit_id", flat=True))
    if not roots:
        return []
    return list(Unit.objects.filter(Q(pk__in=roots) | Q(parent__in=roots)).values_list("pk", flat=True))


def named_among_own(user: User, at: datetime, text: str) -> QuerySet[Dossier] | None:
    """The dossiers that the offices of somebody see and whose owner or submitter has a name like `text`.

    None for whoever supervises centers, and so sees more than rows tell.
    """
    if _supervised_units(user, at):
        return None
    found = DossierAccess.objects.filter(_current(at), names.named(actor_for(user, at).office_ids, text))
    return Dossier.objects.filter(pk__in=found.order_by().values("dossier"))


def dossier_for(user: User, at: datetime, **lookup: object) -> Dossier:
    """One dossier by code or key, with what pages need of it. Raises `NoSuchDossier`."""
    dossier = visible_to(user, at).select_related(*PAGE_RELATIONS).filter(**lookup).first()
    if dossier is None:
        raise NoSuchDossier
    return dossier


def own_to(user: User, at: datetime) -> QuerySet[Dossier]:
    """What somebody submitted or owns: for the pages of citizens. What they only help with has pages of its own."""
    return Dossier.objects.filter(_on_ground(user, at, ~Q(ground=Ground.HELPER)))


def owned_by(user: User, at: datetime) -> QuerySet[Dossier]:
    """What is open to somebody because they are proven to be its owner."""
    return Dossier.objects.filter(_on_ground(user, at, Q(ground=Ground.OWNER)))


def helped_by(user: User, at: datetime) -> QuerySet[Dossier]:
    """What somebody files for others, with their consent, until it ends."""
    return Dossier.objects.filter(_on_ground(user, at, Q(ground=Ground.HELPER)))


def _on_ground(user: User, at: datetime, ground: Q) -> Q:
    rows = DossierAccess.objects.filter(_current(at), ground, account=user, dossier=OuterRef("pk"))
    return Q(Exists(rows))


def own_dossier_for(user: User, at: datetime, pk: int) -> Dossier:
    """One of `own_to`, with what pages need of it. Raises `NoSuchDossier`."""
    dossier = own_to(user, at).select_related(*PAGE_RELATIONS).filter(pk=pk).first()
    if dossier is None:
        raise NoSuchDossier
    return dossier


def slip_for(user: User, at: datetime, pk: int) -> CoordinationSlip:
    """A coordination slip of a dossier that is open to this account, or one that asks an office of theirs: that one
    they see when it is closed too, without the dossier. Raises `NoSuchDossier`."""
    asks_theirs = Q(office__in=actor_for(user, at).office_ids)
    related = ("office__unit", "by_office__unit", "by", "closed_by")
    slips = CoordinationSlip.objects.filter(asks_theirs | Q(dossier__in=visible_to(user, at)), pk=pk)
    slip = slips.select_related(*related, "dossier__version__procedure", "dossier__receiving_center").first()
    if slip is None:
        raise NoSuchDossier
    return slip


PAGE_RELATIONS = (
    "version__procedure__sector",
    "case",
    "owner__address_unit__parent",
    "submitter__address_unit__parent",
    "receiving_center__unit",
    "deciding_unit",
    "deciding_office",
    "return_center",
    "holder",
    "assignee",
)


def acting_offices(dossier: Dossier, at: datetime) -> frozenset[int]:
    """The offices that may act on a dossier now; on one that is only being received, the reception that holds it."""
    return folder_of(dossier).acting_offices(at)


SEEN_IN_OFFICES = """EXISTS (
    SELECT 1 FROM dossiers_dossieraccess seen WHERE seen.dossier_id = d.id AND seen.office_id = ANY(%(offices)s)
    AND seen.since <= %(at)s AND (seen.until IS NULL OR seen.until > %(at)s))"""
ACTING_OFFICES = """ARRAY(
    SELECT acting.office_id FROM dossiers_dossieraccess acting WHERE acting.dossier_id = d.id
    AND acting.office_id IS NOT NULL AND acting.since <= %(at)s AND (acting.until IS NULL OR acting.until > %(at)s)
    AND (acting.acts_until IS NULL OR acting.acts_until > %(at)s))"""
"""`seen_by` and `acting_offices` as parts of a statement about dossiers `d`; a test holds them against each other."""


def grant(
    dossier: Dossier,
    ground: Ground,
    *,
    since: datetime,
    offices: Iterable[int] = (),
    account_id: int | None = None,
) -> None:
    """Add rows for good, outside of an action; inside one, its folder does."""
    folder = folder_of(dossier)
    folder.grant(ground, since=since, offices=offices, account_id=account_id)
    folder.write()


def record_view(dossier: Dossier, user: User, what: str, at: datetime) -> None:
    """Remember who looked (Personal Data Protection Law 91/2025/QH15): `what` is page, slip, paper or api.

    Exports and looking at two records of a person write their own rows (export, export_full, person)."""
    rows.insert([DossierView(dossier=dossier, user=user, what=what, at=at)])
