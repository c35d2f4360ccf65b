"""Files of citizens: what may come in, and the encrypted store where each content lies once.

The store is Django's default storage (a folder or S3). A file is named by the SHA-256 of its content and by the id
of the key it is encrypted with; the row that owns the file keeps both.
"""

import hashlib
import io
import math
import re
import unicodedata
import warnings
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

import puremagic
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from common import crypto
from common.errors import Refusal
from common.page_tree import count_leaves

TYPES = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}
ACCEPT = ",".join(TYPES)
"""For the `accept` attribute of a file field."""
ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}

IMAGE_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
MAX_PIXELS = 60_000_000
MAX_NAME_LENGTH = 120


class UploadRefused(Refusal):
    """The uploaded file is empty, too large, of a kind not taken, or not what its name says."""


class UploadTooLarge(UploadRefused):
    """More bytes than policy upload.max_mb allows."""


class FileUnreadable(Exception):
    """A stored file is missing, or its content is not what was stored."""


@dataclass(frozen=True)
class StoredRef:
    """Where a content lies: hash of the plain content, its size in bytes, the key it is encrypted with."""

    sha256: str
    size: int
    key_id: str


def store(content: bytes) -> StoredRef:
    """Keep the content, once; storing the same content again changes nothing."""
    sha256 = hashlib.sha256(content).hexdigest()
    key_id, token = crypto.encrypt(content, context=sha256.encode())
    path = _path(sha256, key_id)
    if default_storage.exists(path):
        if _is_intact(sha256, key_id):
            return StoredRef(sha256, len(content), key_id)
        default_storage.delete(path)  # a write that was cut off
    written = default_storage.save(path, ContentFile(token))
    if written != path:  # somebody stored the same content at the same moment
        default_storage.delete(written)
    return StoredRef(sha256, len(content), key_id)


def load(sha256: str, key_id: str) -> bytes:
    """The plain content; raises FileUnreadable."""
    return _opened(crypto.keyring(), sha256, key_id, _stored(sha256, key_id))


def reencrypt(sha256: str, key_id: str) -> StoredRef:
    """Store the content again under the current key; the old copy stays until `forget`. Raises FileUnreadable."""
    return store(load(sha256, key_id))


def forget(sha256: str, key_id: str) -> None:
    """Delete one encrypted copy; the caller knows that no row points to it any more."""
    default_storage.delete(_path(sha256, key_id))


def encrypted_copy(sha256: str, key_id: str) -> bytes:
    """The bytes as they lie in the store, after looking that they are whole. Raises FileUnreadable."""
    token = _stored(sha256, key_id)
    _opened(crypto.keyring(), sha256, key_id, token)
    return token


def put_back(sha256: str, key_id: str, token: bytes, ring: crypto.Keyring) -> None:
    """Put an encrypted copy into the store, instead of one that is damaged. Raises FileUnreadable for a wrong one."""
    _opened(ring, sha256, key_id, token)
    path = _path(sha256, key_id)
    if default_storage.exists(path):
        with default_storage.open(path) as file:
            if file.read() == token:
                return
        default_storage.delete(path)
    default_storage.save(path, ContentFile(token))


def _stored(sha256: str, key_id: str) -> bytes:
    try:
        with default_storage.open(_path(sha256, key_id)) as file:
            token: bytes = file.read()
    except OSError as error:
        raise FileUnreadable(f"file {sha256[:12]}… cannot be read") from error
    return token


def _opened(ring: crypto.Keyring, sha256: str, key_id: str, token: bytes) -> bytes:
    try:
        content = ring.decrypt(key_id, token, context=sha256.encode())
    except crypto.CannotDecrypt as error:
        raise FileUnreadable(f"file {sha256[:12]}… cannot be read") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise FileUnreadable(f"file {sha256[:12]}… is not what was stored")
    return content


def inspect_upload(name: str, content: bytes, max_bytes: int) -> str:
    """The content type of a file that may be taken; raises UploadRefused.

    The ending of the name, the first bytes and the content itself must agree: the file is opened, not believed.
    """
    shown = display_name(name)
    if not content:
        raise UploadRefused(_("The file “%(name)s” is empty.") % {"name": shown})
    refuse_too_large(name, len(content), max_bytes)
    content_type = TYPES.get(PurePosixPath(shown.lower()).suffix)
    if content_type is None:
        raise UploadRefused(_("The file “%(name)s” cannot be taken. Send PDF, JPG or PNG.") % {"name": shown})
    if not _looks_like(content, content_type) or not _opens(content, content_type):
        raise UploadRefused(
            _("The file “%(name)s” is damaged or is not what its name says. Save it again as PDF, JPG or PNG.")
            % {"name": shown}
        )
    return content_type


def named_by_content(name: str, content: bytes) -> str:
    """The safe name with the ending of what the content is; unchanged for a content that is not taken.

    `named_by_content("anh.heic", jpeg) == "anh.jpg"`: phones name their photos as they like.
    """
    shown = display_name(name)
    found = next((known for known in ENDINGS if _looks_like(content, known)), None)
    path = PurePosixPath(shown)
    if found is None or TYPES.get(path.suffix.lower()) == found:
        return shown
    return f"{path.stem if 1 < len(path.suffix) < 6 else shown}{ENDINGS[found]}"


def refuse_too_large(name: str, size: int, max_bytes: int) -> None:
    """Raises UploadRefused for more than `max_bytes`: by the size alone, so that nobody has to read the content."""
    if size > max_bytes:
        raise UploadTooLarge(
            _("The file “%(name)s” is too large: %(size)s. The limit is %(limit)s.")
            % {"name": display_name(name), "size": _megabytes(size), "limit": _megabytes(max_bytes)}
        )


def display_name(name: str) -> str:
    """A file name that is safe to show and to offer for download: no folders, no control or direction characters."""
    name = PureWindowsPath(PurePosixPath(unicodedata.normalize("NFC", name)).name).name
    name = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    name = re.sub(r"[\s\"<>|*?:;]+", " ", name).strip(" .") or "tep"
    suffix = PurePosixPath(name).suffix[:10]
    return name if len(name) <= MAX_NAME_LENGTH else name[: MAX_NAME_LENGTH - len(suffix)] + suffix


def _megabytes(size: int) -> str:
    """Rounded up, so that what is over a limit never reads like the limit: `_megabytes(6291457) == "6,1 MB"`."""
    return f"{math.ceil(size / 1024 / 1024 * 10) / 10:.1f} MB".replace(".", ",")


def _path(sha256: str, key_id: str) -> str:
    return f"{sha256[:2]}/{sha256}.{key_id}"


def _is_intact(sha256: str, key_id: str) -> bool:
    try:
        load(sha256, key_id)
    except FileUnreadable:
        return False
    return True


def _looks_like(content: bytes, content_type: str) -> bool:
    try:
        return puremagic.from_string(content, mime=True) == content_type
    except (puremagic.PureError, ValueError):
        return False


def _opens(content: bytes, content_type: str) -> bool:
    return _is_pdf(content) if content_type == "application/pdf" else _is_image(content, IMAGE_FORMATS[content_type])


def _is_pdf(content: bytes) -> bool:
    from pypdf import PdfReader  # a dozen MiB that most processes never need

    try:
        reader = PdfReader(io.BytesIO(content))
        return not reader.is_encrypted and count_leaves(reader) > 0 and len(reader.pages) > 0
    except Exception:
        # A broken file makes the parser fail in ways nobody has listed; every one means the same here.
        return False


def _is_image(content: bytes, image_format: str) -> bool:
    """Read the whole picture; one with more than MAX_PIXELS is refused before it is unpacked."""
    from PIL import Image  # a dozen MiB that most processes never need

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[image_format]) as image:
                if image.width * image.height > MAX_PIXELS:
                    return False
                image.load()
    except Exception:
        # As above: a broken picture fails in many ways.
        return False
    return True
