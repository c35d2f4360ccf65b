"""The people of a center as its administrators see them: accounts, postings, and what may be done to whom."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Kind, User
from accounts.passwords import give_one_time_password, one_time_password
from accounts.permissions import Permission
from accounts.roles import Role
from centers.actions import PostingRefused, appoint, create_staff_account
from centers.models import Center, JobPosition, Office, Posting, PostingGround, Unit
from centers.queries import centers_managed_by, province
from centers.reach import StaffContext
from common.clock import local_date
from common.errors import Refusal

OF_A_CENTER = (Role.COUNTER, Role.OFFICER, Role.HEAD, Role.LEADER, Role.HELPER, Role.ADMINISTRATOR)
OF_THE_PROVINCE = (Role.SUPERVISOR,)


class NotYours(Refusal):
    default_message = _("This account belongs to another center. Its administrator must do this.")


class NotYourself(Refusal):
    default_message = _("You cannot do this to your own account.")


@dataclass(frozen=True)
class Reach:
    """Where somebody manages staff: centers, and the province itself for its administrators."""

    center_ids: tuple[int, ...]
    is_province: bool

    @property
    def roles(self) -> tuple[Role, ...]:
        return OF_A_CENTER + OF_THE_PROVINCE if self.is_province else OF_A_CENTER

    def offices(self) -> QuerySet[Office]:
        offices = Office.objects.filter(center__in=self.center_ids)
        if self.is_province:
            offices = Office.objects.all()
        return offices.select_related("unit").order_by("unit__name_sort", "id")

    def centers(self) -> QuerySet[Center]:
        return Center.objects.filter(pk__in=self.center_ids)

    def covers(self) -> Q:
        """The postings that this reach may change."""
        own = Q(office__center__in=self.center_ids) | Q(center__in=self.center_ids)
        return Q(pk__isnull=False) if self.is_province else own


@dataclass(frozen=True)
class Post:
    """What is asked for a posting; `office`, `center` or the province (`unit`) is the place."""

    role: Role
    since: date
    until: date | None = None
    office: Office | None = None
    center: Center | None = None
    unit: Unit | None = None
    title: str = ""
    ground: PostingGround = PostingGround.REGULAR
    position: JobPosition | None = None


def reach_of(staff: StaffContext) -> Reach:
    """Where this person manages staff."""
    permission = Permission.MANAGE_STAFF
    return Reach(tuple(centers_managed_by(staff, permission)), staff.everywhere(permission))


def people_of(reach: Reach) -> QuerySet[User]:
    """Staff with a posting, past or to come, that this reach covers, in the order of their names."""
    posted = Posting.objects.filter(reach.covers())
    return User.objects.filter(kind=Kind.STAFF, pk__in=posted.values("user_id"))


def belongs_to(user: User, reach: Reach, *, on: date) -> bool:
    """Whether the account is this administrator's to close or reset: no other post of now or later lies elsewhere,
    secondments and reserves apart."""
    if reach.is_province:
        return True
    current = Posting.objects.filter(user=user).filter(Q(until__isnull=True) | Q(until__gte=on))
    away = current.exclude(ground__in=(PostingGround.SECONDMENT, PostingGround.RESERVE)).exclude(reach.covers())
    return not away.exists() and people_of(reach).filter(pk=user.pk).exists()


@transaction.atomic
def engage(
    *, username: str, full_name: str, email: str, post: Post, reach: Reach, by: User, at: datetime
) -> tuple[User, str]:
    """An account with its first posting, and the one-time password that is shown once.

    Raises AccountRefused, PostingRefused.
    """
    text = one_time_password()
    user = create_staff_account(username=username, full_name=full_name, password=text, email=email, at=at, by=by)
    user.must_change_password = True
    user._history_user = by
    user.save()
    post_to(user, post, reach=reach, by=by)
    return user, text


def post_to(user: User, post: Post, *, reach: Reach, by: User) -> Posting:
    """A further posting in a place that `reach` covers. Raises PostingRefused."""
    if post.role not in reach.roles or not _is_within(post, reach):
        raise PostingRefused(_("This place is not yours to post people to."), field="place")
    overlapping = Posting.objects.filter(
        user=user, role=post.role, office=post.office, center=post.center, unit=post.unit
    ).filter(Q(until__isnull=True) | Q(until__gte=post.since))
    if post.until is not None:
        overlapping = overlapping.filter(since__lte=post.until)
    if overlapping.exists():
        raise PostingRefused(_("This person has the same post in that time already."), field="since")
    return appoint(user, by=by, **vars(post))


def _is_within(post: Post, reach: Reach) -> bool:
    if post.unit is not None:
        return reach.is_province and post.unit == province()
    if post.office is not None:
        return reach.is_province or post.office.center_id in reach.center_ids
    return post.center is not None and post.center.pk in reach.center_ids


def set_active(user: User, is_active: bool, *, reach: Reach, by: User, at: datetime) -> None:
    """Close an account, which ends its sessions, or open it again. Raises NotYourself, NotYours."""
    _refuse_foreign(user, reach, by, at)
    user.is_active = is_active
    user._history_user = by
    user.save()


def reset_password(user: User, *, reach: Reach, by: User, at: datetime) -> str:
    """A new one-time password, shown once. Raises NotYourself, NotYours."""
    _refuse_foreign(user, reach, by, at)
    return give_one_time_password(user, by=by)


def _refuse_foreign(user: User, reach: Reach, by: User, at: datetime) -> None:
    if user.pk == by.pk:
        raise NotYourself
    if not belongs_to(user, reach, on=local_date(at)):
        raise NotYours
