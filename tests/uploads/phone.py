"""The protocol of docs/uploads.md as a phone speaks it, without the phone."""

import hashlib
import io
from dataclasses import dataclass
from typing import Any

from django.test import Client
from PIL import Image

from dossiers.models import Filing
from tests.uploads.scanner import EICAR


def photo(seed: int = 0, size: int = 0, image_format: str = "JPEG") -> bytes:
    """A picture that opens; `seed` makes it another one, `size` bytes are hung behind it."""
    written = io.BytesIO()
    Image.new("RGB", (40, 30), (seed * 37 % 256, seed // 7 * 37 % 256, 200)).save(written, image_format)
    return written.getvalue() + b"\0" * size


def infected() -> bytes:
    return photo() + EICAR


@dataclass
class Sending:
    """One file of one filing, on its way from one tab."""

    client: Client
    filing: Filing
    content: bytes
    name: str = "anh.jpg"
    slot: str = "other"

    @property
    def page(self) -> str:
        return f"/nop-ho-so/ho-so/{self.filing.key}/tai-len/"

    def begin(self, **changes: Any) -> Any:
        said = {
            "slot": self.slot,
            "name": self.name,
            "size": len(self.content),
            "sha256": hashlib.sha256(self.content).hexdigest(),
        }
        return self.client.post(self.page, said | changes)

    def piece(self, address: str, start: int, end: int | None = None, content: bytes | None = None) -> Any:
        body = (self.content if content is None else content)[start:end]
        kind = "application/offset+octet-stream"
        return self.client.patch(address, body, content_type=kind, headers={"Upload-Offset": str(start)})

    def whole(self, step: int = 300) -> dict[str, Any]:
        """Everything, in pieces of `step` bytes; what the last answer said."""
        told = self.begin().json()
        while told["state"] == "receiving":
            told = self.piece(told["address"], told["offset"], told["offset"] + step).json()
        return told
