"""Who acts: a person with the posts of today, a citizen, or the system itself."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.roles import Role


@dataclass(frozen=True)
class Post:
    """A role that counts in some offices."""

    role: Role
    office_ids: frozenset[int]


@dataclass(frozen=True)
class Actor:
    """The `by=` of every action. `account_id` is None only for the system."""

    account_id: int | None
    name: str
    posts: tuple[Post, ...] = ()
    is_citizen: bool = False
    is_helper: bool = False
    is_system: bool = False

    @property
    def office_ids(self) -> frozenset[int]:
        return frozenset().union(*(post.office_ids for post in self.posts))

    def offices_as(self, roles: frozenset[Role]) -> frozenset[int]:
        """The offices in which one of these roles counts."""
        return frozenset().union(*(post.office_ids for post in self.posts if post.role in roles))

    def roles_in(self, office_ids: Iterable[int]) -> frozenset[Role]:
        """The roles that count in any of these offices."""
        wanted = frozenset(office_ids)
        return frozenset(post.role for post in self.posts if post.office_ids & wanted)


SYSTEM = Actor(account_id=None, name="", is_system=True)
