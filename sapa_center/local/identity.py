"""An identity provider for one machine: OpenID Connect with sample citizens, so that signing in can be tried for real.

Own process, own address, no Django: `make run` starts it. It asks for no secret of a person, so it refuses to start
anywhere but in local mode. Codes work once and for a minute; PKCE with S256 and the client's secret are demanded.
"""

import base64
import hashlib
import hmac
import html
import json
import os
import secrets
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CODE_SECONDS, TOKEN_SECONDS = 60, 300
_FIELDS = ("sub", "name", "citizen_pid", "birthdate", "gender", "phone_number", "address")
CITIZENS: tuple[dict[str, str], ...] = tuple(
    dict(zip(_FIELDS, row, strict=True))
    for row in (
        ("mau-1", "Vàng Thị Mỷ", "000190700001", "1990-02-01", "female", "0900000071", "Tổ 1, phường Sa Pa"),
        ("mau-2", "Giàng A Páo", "000085700002", "1985-07-19", "male", "0900000072", "Tổ 2, phường Sa Pa"),
        ("mau-3", "Nguyễn Văn Bình", "000072700003", "1972-11-05", "male", "0900000073", "Tổ 3, phường Sa Pa"),
        ("mau-4", "Tẩn Mẩy Chiêu", "000166700004", "1966-04-30", "female", "0900000074", "Tả Phìn"),
    )
)


class Refused(Exception):
    """A request against the protocol, with its code of RFC 6749."""


@dataclass
class Provider:
    """The rules, without HTTP. Moments are seconds since 1970."""

    issuer: str
    client_id: str
    client_secret: str
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    key_id: str = field(default_factory=lambda: secrets.token_hex(4))
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, tuple[str, float]] = field(default_factory=dict)

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/end",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def jwks(self) -> dict[str, Any]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": self.key_id, "alg": "RS256", "use": "sig"}]}

    def check_wish(self, wish: Mapping[str, str]) -> None:
        """Raise Refused when this is no request for a code that may be shown to a person."""
        if wish.get("client_id") != self.client_id or wish.get("response_type") != "code":
            raise Refused("invalid_client")
        if urlsplit(wish.get("redirect_uri", "")).hostname not in {"127.0.0.1", "localhost"}:
            raise Refused("invalid_redirect_uri")
        if wish.get("code_challenge_method") != "S256" or not wish.get("code_challenge"):
            raise Refused("invalid_request: PKCE with S256 is demanded")
        if not wish.get("nonce") or not wish.get("state"):
            raise Refused("invalid_request: nonce and state are demanded")

    def give_code(self, wish: Mapping[str, str], subject: str, *, now: float) -> str:
        """The address to return to, with a code for the chosen citizen. Raises Refused."""
        self.check_wish(wish)
        if not any(citizen["sub"] == subject for citizen in CITIZENS):
            raise Refused("access_denied")
        code = secrets.token_urlsafe(24)
        self.codes[code] = {**wish, "sub": subject, "ends": now + CODE_SECONDS}
        return f"{wish['redirect_uri']}?{urlencode({'code': code, 'state': wish['state']})}"

    def redeem(self, form: Mapping[str, str], *, now: float) -> dict[str, Any]:
        """Tokens for a code. Raises Refused; a code is used up by the first attempt."""
        secret = form.get("client_secret", "")
        if form.get("client_id") != self.client_id or not hmac.compare_digest(secret, self.client_secret):
            raise Refused("invalid_client")
        known = self.codes.pop(form.get("code", ""), None)
        if known is None or known["ends"] < now or known["redirect_uri"] != form.get("redirect_uri"):
            raise Refused("invalid_grant")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not hmac.compare_digest(challenge, known["code_challenge"]):
            raise Refused("invalid_grant")
        access = secrets.token_urlsafe(24)
        self.tokens[access] = (known["sub"], now + TOKEN_SECONDS)
        id_token = self.sign(self.claims(known["sub"], known["nonce"], now=now))
        return {"access_token": access, "token_type": "Bearer", "expires_in": TOKEN_SECONDS, "id_token": id_token}

    def claims(self, subject: str, nonce: str, *, now: float) -> dict[str, Any]:
        times = {"iat": int(now), "exp": int(now) + TOKEN_SECONDS}
        return {"iss": self.issuer, "aud": self.client_id, "sub": subject, "nonce": nonce, **times}

    def sign(self, claims: Mapping[str, Any]) -> str:
        return jwt.encode(dict(claims), self.key, algorithm="RS256", headers={"kid": self.key_id})

    def userinfo(self, access: str, *, now: float) -> dict[str, str]:
        """What is known of the citizen behind an access token. Raises Refused."""
        subject, ends = self.tokens.get(access, ("", 0.0))
        if ends < now:
            raise Refused("invalid_token")
        return next(citizen for citizen in CITIZENS if citizen["sub"] == subject)


def choice_page(wish: Mapping[str, str]) -> str:
    """Whom to be, one button for each sample citizen."""
    kept = "".join(f'<input type="hidden" name="{html.escape(k)}" value="{html.escape(v)}">' for k, v in wish.items())
    buttons = "".join(
        f'<p><button name="sub" value="{one["sub"]}">{html.escape(one["name"])} · {one["citizen_pid"]}</button></p>'
        for one in CITIZENS
    )
    return page(
        "Đăng nhập thử",
        "<p>Người dùng mẫu trên máy này, không phải VNeID.<br><span lang='en'>Sample citizens of this machine, "
        f"not VNeID. Choose who you are.</span></p><form method='post' action='/authorize'>{kept}{buttons}</form>",
    )


def page(title: str, body: str) -> str:
    return (
        "<!doctype html><html lang='vi'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
        f"<title>{title}</title><style>body{{font:18px/1.6 sans-serif;max-width:34em;margin:2em auto;padding:0 1em;"
        "background:#fdfaf4;color:#1b2a4a}button{font:inherit;width:100%;min-height:44px;text-align:left;"
        "padding:.5em 1em;background:#fff;border:2px solid #1b2a4a;border-radius:6px}}</style>"
        f"<main><h1>{title}</h1>{body}</main></html>"
    ).replace("}}", "}")


class Handler(BaseHTTPRequestHandler):
    """HTTP around a `Provider`; the server carries it as `provider`."""

    @property
    def provider(self) -> Provider:
        return self.server.provider  # type: ignore[attr-defined]

    def do_GET(self) -> None:
        self._guarded(self._get)

    def do_POST(self) -> None:
        self._guarded(self._post)

    def _get(self) -> None:
        parts = urlsplit(self.path)
        asked = _flat(parts.query)
        documents = {"/.well-known/openid-configuration": self.provider.discovery, "/jwks": self.provider.jwks}
        if parts.path in documents:
            self._json(documents[parts.path]())
        elif parts.path == "/userinfo":
            bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
            self._json(self.provider.userinfo(bearer, now=time.time()))
        elif parts.path == "/authorize":
            self.provider.check_wish(asked)
            self._html(choice_page(asked))
        elif parts.path == "/end":
            self._html(page("Đã đăng xuất", "<p lang='en'>Signed out.</p>"))
        else:
            self._send(404, "text/plain", b"")

    def _post(self) -> None:
        form = _flat(self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 20_000)).decode())
        if self.path == "/token":
            self._json(self.provider.redeem(form, now=time.time()))
        elif self.path == "/authorize":
            subject = form.pop("sub", "")
            self._send(303, "text/plain", b"", Location=self.provider.give_code(form, subject, now=time.time()))
        else:
            self._send(404, "text/plain", b"")

    def _guarded(self, answer: Any) -> None:
        try:
            answer()
        except Refused as refusal:
            self._json({"error": str(refusal)}, status=401 if "token" in str(refusal) else 400)

    def _json(self, document: Mapping[str, Any], status: int = 200) -> None:
        self._send(status, "application/json", json.dumps(document).encode())

    def _html(self, text: str) -> None:
        self._send(200, "text/html; charset=utf-8", text.encode())

    def _send(self, status: int, kind: str, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: addresses of this server carry codes."""


def serve(provider: Provider, port: int) -> ThreadingHTTPServer:
    """A bound server, to be run by `serve_forever`."""
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.provider = provider  # type: ignore[attr-defined]
    return server


def _flat(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}


def main() -> int:
    """Exit code 2 when this is not local mode."""
    if os.environ.get("SAPA_MODE", "local") != "local":
        sys.stderr.write("The local identity provider runs in local mode only.\n")
        return 2
    issuer = os.environ["IDENTITY_ISSUER"]
    provider = Provider(issuer, os.environ["IDENTITY_CLIENT_ID"], os.environ["IDENTITY_CLIENT_SECRET"])
    serve(provider, urlsplit(issuer).port or 80).serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
