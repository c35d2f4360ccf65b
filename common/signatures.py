"""Whether a PDF carries an electronic signature, as far as the file alone can tell.

Nothing is verified: neither who signed, nor the certificate, nor whether it was revoked. That needs the certification
authority (Electronic Transactions Law 20/2023/QH15, art. 22), so the words here never say "valid".
"""

import io
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from common.page_tree import tree_nodes


class Signed(StrEnum):
    """What stands in the file."""

    UNREADABLE = "unreadable"  # no PDF, or one that cannot be looked into
    NONE = "none"  # no signature field, or only empty ones
    WHOLE = "whole"  # a signature that covers the file to its last byte
    PART = "part"  # signed, then something was added behind the signature


def signed_state(content: bytes, content_type: str) -> Signed:
    """Looks at the signature fields of a PDF; pictures are UNREADABLE. Raises nothing."""
    if content_type != "application/pdf":
        return Signed.UNREADABLE
    try:
        ranges = list(_byte_ranges(content))
    except Exception:
        # A damaged file makes the parser fail in ways nobody has listed; all of them mean the same here.
        return Signed.UNREADABLE
    if not ranges:
        return Signed.NONE
    return Signed.WHOLE if any(_covers(byte_range, len(content)) for byte_range in ranges) else Signed.PART


def _byte_ranges(content: bytes) -> Iterator[list[int]]:
    """Of each signature field that has a signature in it (ISO 32000-1, 12.8.1)."""
    from pypdf import PdfReader  # a dozen MiB that most processes never need

    root: Any = PdfReader(io.BytesIO(content)).root_object
    form = root.get("/AcroForm")
    waiting = list(form.get_object().get("/Fields", [])) if form is not None else []
    for field in tree_nodes(waiting):
        signature = field.get("/V")
        if field.get("/FT") == "/Sig" and signature is not None:
            yield [int(part) for part in signature.get_object().get("/ByteRange", [])]


def _covers(byte_range: list[int], size: int) -> bool:
    """Everything but the signature itself, from the first byte to the last."""
    return len(byte_range) == 4 and byte_range[0] == 0 and byte_range[2] + byte_range[3] == size
