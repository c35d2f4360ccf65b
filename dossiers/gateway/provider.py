"""django-allauth's OpenID Connect, with the token checks that it leaves to TLS: signature, nonce, issuer, subject."""

import hmac
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

PROVIDER = "vneid"
ALGORITHMS = ["RS256", "ES256"]
LEEWAY = 30  # seconds that two clocks may differ
MUST_HAVE = ["iss", "aud", "sub", "exp", "iat", "nonce"]


class GatewayProvider(OpenIDConnectProvider):
    """The one gateway of the settings; PKCE always."""

    def get_oauth2_adapter(self, request: HttpRequest) -> "GatewayAdapter":
        return GatewayAdapter(request, PROVIDER)


class GatewayAdapter(OpenIDConnectOAuth2Adapter):
    """Speaks to the gateway. `verified` raises OAuth2Error for whatever is not right."""

    def get_provider(self) -> GatewayProvider:
        app = SocialApp(
            provider="openid_connect",
            provider_id=PROVIDER,
            name="VNeID",
            client_id=settings.IDENTITY_CLIENT_ID,
            secret=settings.IDENTITY_CLIENT_SECRET,
            settings={
                "server_url": settings.IDENTITY_ISSUER,
                "oauth_pkce_enabled": True,
                "scope": settings.IDENTITY_SCOPES,
            },
        )
        return GatewayProvider(self.request, app=app)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(reverse("gateway_back"))

    def verified(self, response: dict[str, Any], *, nonce: str) -> tuple[str, dict[str, Any]]:
        """The subject and all that is told about it, out of the answer of the token endpoint."""
        token = self._verified_token(str(response.get("id_token") or ""))
        if not nonce or not hmac.compare_digest(str(token["nonce"]), nonce):
            raise OAuth2Error("nonce is not ours")
        userinfo = self._fetch_user_info(response["access_token"])
        if userinfo.get("sub") != token["sub"]:
            raise OAuth2Error("userinfo is about somebody else")
        return str(token["sub"]), {**token, **userinfo}

    def _verified_token(self, credential: str) -> dict[str, Any]:
        issuer, client = settings.IDENTITY_ISSUER, settings.IDENTITY_CLIENT_ID
        try:
            header = jwt.get_unverified_header(credential)
            key = self._keys()[header.get("kid", "")]
            token: dict[str, Any] = jwt.decode(
                credential,
                key,
                algorithms=ALGORITHMS,
                audience=client,
                issuer=issuer,
                leeway=LEEWAY,
                options={"require": MUST_HAVE},
            )
        except (jwt.PyJWTError, KeyError) as error:
            raise OAuth2Error("id token refused") from error
        if token.get("azp", client) != client:
            raise OAuth2Error("issued for somebody else")
        return token

    def _keys(self) -> jwt.PyJWKSet:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        return jwt.PyJWKSet.from_dict(answer.json())
