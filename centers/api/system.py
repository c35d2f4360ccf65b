"""The base of every view for other systems: token, scope, throttle. Default deny."""

import logging
from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.api.authentication import BearerAuthentication, HasScope
from accounts.models import ApiToken, User
from accounts.scopes import Scope
from common.api.views import ApiView
from common.clock import local_date
from policies.catalogue import PolicyKey
from policies.queries import number

logger = logging.getLogger(__name__)
MINUTE = 60


class TokenThrottle(BaseThrottle):
    """So many requests per token and minute (policy api.requests_per_minute); a cache that is away stops nobody."""

    def allow_request(self, request: Request, view: Any) -> bool:
        token = cast(ApiToken, request.auth)
        self.at = view.at.timestamp()
        most = number(PolicyKey.API_REQUESTS_PER_MINUTE, on=local_date(view.at))
        return _count(f"api:{token.pk}:{int(self.at // MINUTE)}") <= most

    def wait(self) -> float:
        """Seconds to the next minute."""
        return MINUTE - self.at % MINUTE


class SystemView(ApiView):
    """`scopes`: what a token must have, by method; a method without a scope is open to nobody."""

    authentication_classes = (BearerAuthentication,)
    permission_classes = (HasScope,)
    throttle_classes = (TokenThrottle,)
    scopes: ClassVar[Mapping[str, Scope]] = {}

    @property
    def account(self) -> User:
        return cast(User, self.request.user)


def _count(key: str) -> int:
    try:
        return int(cache.incr(key))
    except ValueError:
        return _begin(key)
    except RedisError:
        logger.warning("the cache is away: requests to the API are not limited")
        return 0


def _begin(key: str) -> int:
    cache.add(key, 0, timeout=2 * MINUTE)
    return int(cache.incr(key))
