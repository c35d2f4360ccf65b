"""A part of a file, as players ask for it (RFC 9110, section 14): one range of bytes."""

import re

from django.http import HttpRequest, HttpResponse

ASKED = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def answer_in_part(request: HttpRequest, content: bytes, content_type: str) -> HttpResponse:
    """The content, or the range that is asked for (206), or 416 for one beyond its end. Several ranges: all of it."""
    asked = ASKED.fullmatch(request.headers.get("Range", ""))
    size = len(content)
    if asked is None or not (asked[1] or asked[2]):
        response = HttpResponse(content, content_type=content_type)
    else:
        start = int(asked[1]) if asked[1] else max(size - int(asked[2]), 0)
        end = min(int(asked[2]), size - 1) if asked[1] and asked[2] else size - 1
        if start > end:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        response = HttpResponse(content[start : end + 1], content_type=content_type, status=206)
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(len(response.content))
    return response
