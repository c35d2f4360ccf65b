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

    def roles_in(self, office_ids: Iterable[int]) -> frozenset[Role]:
        """The roles that count in any of these offices."""
        wanted = frozenset(office_ids)
        return frozenset(post.role for post in self.posts if post.office_ids & wanted)

    def office_among(self, office_ids: Iterable[int], roles: frozenset[Role]) -> int | None:
        """One office of the actor in which a fitting role counts; written on the event."""
        wanted = frozenset(office_ids)
        own = (sorted(post.office_ids & wanted) for post in self.posts if post.role in roles)
        return next((ids[0] for ids in own if ids), None)


SYSTEM = Actor(account_id=None, name="", is_system=True)
