"""Answers of the API: compact JSON with an entity tag, 304 for what the other side has already."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from common.clock import LOCAL_TZ

PRIVATE = "private, no-cache"
PUBLIC = "public, max-age=60"


def moment(at: datetime | None) -> str | None:
    """A moment as the API writes it: local time with its offset, "2026-11-19T09:10:00+07:00"."""
    return at.astimezone(LOCAL_TZ).isoformat() if at else None


def answer(
    data: Any,
    *,
    status: int = 200,
    revision: int | None = None,
    request: HttpRequest | None = None,
    cache: str = PRIVATE,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """`data` as JSON. With `request` (of a reading method) it answers 304 where If-None-Match names the same content.

    The tag is `"<revision>-<hash>"` for what has revisions, `"<hash>"` otherwise; see `revision_of`.
    """
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str).encode()
    tag = etag_of(content, revision)
    shared = {"ETag": tag, "Cache-Control": cache, **(headers or {})}
    response: HttpResponse
    if request is not None and _is_known(request, tag):
        response = HttpResponseNotModified(headers=shared)
    else:
        response = HttpResponse(content, status=status, content_type="application/json", headers=shared)
    patch_vary_headers(response, ["Accept-Language"] if cache == PUBLIC else ["Authorization", "Accept-Language"])
    return response


def etag_of(content: bytes, revision: int | None = None) -> str:
    digest = hashlib.sha256(content).hexdigest()[:16]
    return f'"{digest}"' if revision is None else f'"{revision}-{digest}"'


def revision_of(header: str) -> int | None:
    """The revision that an If-Match header names; None for "*" or for no header. Raises ValueError for another text."""
    header = header.strip()
    if header in {"", "*"}:
        return None
    found = re.fullmatch(r'"(\d{1,9})(-[0-9a-f]{1,64})?"', header)
    if found is None:
        raise ValueError(header)
    return int(found[1])


def _is_known(request: HttpRequest, tag: str) -> bool:
    header = request.headers.get("If-None-Match", "")
    if not header:
        return False
    tags = parse_etags(header)
    return "*" in tags or tag in {known.removeprefix("W/") for known in tags}
