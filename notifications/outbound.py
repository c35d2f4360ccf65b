"""One POST to another system: only to public addresses, nothing followed, everything within one time limit.

The name is resolved here and the request goes to the address that was looked at, so that a name which answers
differently the second time reaches nothing inside. In the local mode this machine and private networks are allowed.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal

KEPT_OF_ANSWER = 200  # characters of a refusing answer that are kept for people to read

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))


class AddressRefused(Refusal):
    """The address is not one that deliveries may go to."""

    default_message = _("Enter an https address of another system, without user name, such as https://example.vn/tin.")


class NotAllowedThere(Exception):
    """The name of the host leads to this machine or to a private network."""


@dataclass(frozen=True)
class Answer:
    """What came back: the status, or None with the reason in `error`. `error` is at most 400 characters."""

    status: int | None
    error: str = ""

    @property
    def is_accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def checked_url(url: str) -> str:
    """The address as it is stored. http only to this machine, in the local mode. Raises AddressRefused."""
    try:
        parts = urlsplit(url.strip())
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise AddressRefused(field="url") from None
    if not host or parts.username or parts.password or parts.fragment or any(c.isspace() for c in url.strip()):
        raise AddressRefused(field="url")
    is_loopback = settings.IS_LOCAL and host in {"localhost", "127.0.0.1", "::1"}
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback):
        raise AddressRefused(field="url")
    literal = _literal(host)
    if literal is not None and not is_allowed(literal):
        raise AddressRefused(field="url")
    return url.strip()


def is_allowed(address: IPAddress) -> bool:
    """Whether deliveries may go to this network address: outside the local mode only to public ones."""
    if settings.IS_LOCAL:
        return not (address.is_multicast or address.is_link_local or address.is_unspecified)
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is not None:
            return is_allowed(inner)
        if any(address in network for network in NAT64):
            return False
    return address.is_global and not address.is_multicast


def post(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float) -> Answer:
    """Send and wait for at most `seconds` in all. Whatever goes wrong is an Answer without status."""
    # In a thread of its own, because the calling one may already be running an event loop.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(_post(url, body, headers, seconds))).result()


async def _post(url: str, body: bytes, headers: Mapping[str, str], seconds: float) -> Answer:
    try:
        async with asyncio.timeout(seconds):
            return await _exchange(httpx.URL(url), body, headers)
    except TimeoutError:
        return Answer(None, f"no answer within {seconds:g} s")
    except NotAllowedThere:
        return Answer(None, "the address leads to a network that deliveries may not enter")
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ssl.SSLError, UnicodeError) as error:
        return Answer(None, f"{type(error).__name__}: {error}"[:400])


async def _exchange(url: httpx.URL, body: bytes, headers: Mapping[str, str]) -> Answer:
    address = await _resolve(url.host, url.port or (443 if url.scheme == "https" else 80))
    where = url.copy_with(host=str(address))
    sent = {**headers, "Host": url.netloc.decode("ascii")}
    async with (
        httpx.AsyncClient(verify=_tls(), trust_env=False, follow_redirects=False, timeout=None) as client,
        client.stream("POST", where, content=body, headers=sent, extensions={"sni_hostname": url.host}) as response,
    ):
        if 200 <= response.status_code < 300:
            return Answer(response.status_code)
        return Answer(response.status_code, await _beginning(response))


@cache
def _tls() -> ssl.SSLContext:
    """Certificates are checked; reading the authorities takes longer than a request, so once per process."""
    return httpx.create_ssl_context(trust_env=False)


async def _beginning(response: httpx.Response) -> str:
    """The first characters of an answer, for people; what follows is never read."""
    async for chunk in response.aiter_raw():
        text = chunk[: 4 * KEPT_OF_ANSWER].decode("utf-8", "replace")
        return "".join(letter for letter in text if letter.isprintable())[:KEPT_OF_ANSWER]
    return ""


async def _resolve(host: str, port: int) -> IPAddress:
    """The address to connect to. Every address of the name must be allowed: raises NotAllowedThere, OSError."""
    literal = _literal(host)
    if literal is not None:
        found = [literal]
    else:
        answers = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        found = [ipaddress.ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers]
    if not found or not all(is_allowed(address) for address in found):
        raise NotAllowedThere
    return min(found, key=lambda address: address.version)  # the older protocol is the one that works everywhere


def _literal(host: str) -> IPAddress | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
