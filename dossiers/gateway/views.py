"""To the identity gateway, and back from it."""

import secrets
from typing import Any

import structlog
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from requests import RequestException

from accounts.backends import CITIZEN_BACKEND
from accounts.views.next_url import next_url_of
from common import clock
from common.errors import Refusal

from .actions import account_of
from .claims import person_of
from .provider import PROVIDER, GatewayAdapter

log = structlog.get_logger(__name__)


@never_cache
@require_safe
def leave(request: HttpRequest) -> HttpResponseBase:
    """To the gateway, with state, nonce and PKCE made for this session."""
    _only_where_set_up()
    nonce = secrets.token_urlsafe(24)
    provider = GatewayAdapter(request, PROVIDER).get_provider()
    wish = {"next_url": next_url_of(request), "auth_params": {"nonce": nonce}, "nonce": nonce}
    try:
        answer: HttpResponseBase = provider.redirect(request, "login", **wish)
    except (RequestException, KeyError) as error:
        log.warning("gateway_away", error=type(error).__name__)
        return refused(request, _("The identity provider does not answer just now."), status=503)
    return answer


@never_cache
@require_safe
def back(request: HttpRequest) -> HttpResponseBase:
    """From the gateway: whatever is not right ends on one page, and nobody is signed in."""
    _only_where_set_up()
    answer: HttpResponseBase = _Back.adapter_view(_SigningIn(request, PROVIDER))(request)
    return answer


class _Back(OAuth2CallbackView):
    """The state (used up by reading it) is known to the adapter, which compares the nonce."""

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[Any, Any]:
        state, answer = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, answer


class _SigningIn(GatewayAdapter):
    state: dict[str, Any]

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> None:
        """Always ends by the answer itself: none of allauth's pages for signing up comes into it."""
        subject, claims = self.verified(kwargs["response"], nonce=self.state.get("nonce", ""))
        try:
            person = person_of(claims, settings.IDENTITY_CLAIMS, is_sample=settings.IS_LOCAL)
            user = account_of(subject, person, at=clock.now())
        except Refusal as refusal:
            raise ImmediateHttpResponse(refused(request, str(refusal), status=403)) from refusal
        request.session.flush()
        login(request, user, backend=CITIZEN_BACKEND)
        request.session["signed_in_at"] = self.openid_config.get("end_session_endpoint", "")
        log.info("citizen_signed_in", user_id=user.pk, by=PROVIDER)
        raise ImmediateHttpResponse(redirect(self.state.get("next") or settings.CITIZEN_START_URL))


class GatewayErrors(DefaultSocialAccountAdapter):
    """What allauth says when a sign-in fails: our page."""

    def on_authentication_error(self, request: HttpRequest, provider: Any, **details: Any) -> None:
        log.info("gateway_refused", error=type(details.get("exception")).__name__)
        message = _(
            "You were not signed in: the answer of the identity provider is not valid any more, or was refused."
        )
        raise ImmediateHttpResponse(refused(request, message, status=400))


def refused(request: HttpRequest, message: str, *, status: int) -> HttpResponse:
    return render(request, "sign_in/refused.html", {"message": message}, status=status)


def _only_where_set_up() -> None:
    if not settings.IDENTITY_ISSUER:
        raise Http404
