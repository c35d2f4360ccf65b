"""Personal data at rest: AES-256-GCM under a named key, and a keyed hash for equality search.

Every encrypted value carries the id of its key in the row, so keys can be rotated: put a new key in front of
`DATA_KEYS`, run the re-encryption, then take the old one out. `HASH_KEY` is not rotated: searches depend on it.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
NONCE_BYTES = 12

Stored = bytes | memoryview
"""How a binary column comes back from the database."""


class CannotDecrypt(Exception):
    """The key of the row is not in the keyring, or the stored bytes were changed."""


@dataclass(frozen=True)
class Keyring:
    """Keys by id; `current` encrypts, all of them decrypt."""

    current: str
    keys: dict[str, bytes] = field(repr=False)
    hash_key: bytes = field(repr=False)

    def encrypt(self, plain: bytes, *, context: bytes = b"") -> tuple[str, bytes]:
        """Key id and token (nonce + ciphertext); `context` must be given again to decrypt."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return self.current, nonce + AESGCM(self.keys[self.current]).encrypt(nonce, plain, context)

    def decrypt(self, key_id: str, token: Stored, *, context: bytes = b"") -> bytes:
        """The plain bytes; raises CannotDecrypt."""
        if key_id not in self.keys:
            raise CannotDecrypt(f"key '{key_id}' is not in DATA_KEYS")
        token = bytes(token)
        try:
            return AESGCM(self.keys[key_id]).decrypt(token[:NONCE_BYTES], token[NONCE_BYTES:], context)
        except (InvalidTag, ValueError) as error:
            raise CannotDecrypt(f"the value does not fit key '{key_id}'") from error

    def keyed_hash(self, text: str) -> str:
        """HMAC-SHA256 of the text, 64 hex digits."""
        return hmac.new(self.hash_key, text.encode(), hashlib.sha256).hexdigest()


def encrypt(plain: bytes, *, context: bytes = b"") -> tuple[str, bytes]:
    """Encrypt with the current key: (key id, token)."""
    return keyring().encrypt(plain, context=context)


def decrypt(key_id: str, token: Stored, *, context: bytes = b"") -> bytes:
    """Undo `encrypt`; raises CannotDecrypt."""
    return keyring().decrypt(key_id, token, context=context)


def reencrypt(key_id: str, token: Stored, *, context: bytes = b"") -> tuple[str, bytes]:
    """The same value under the current key; raises CannotDecrypt."""
    return encrypt(decrypt(key_id, token, context=context), context=context)


def keyed_hash(text: str) -> str:
    """Equal texts have equal hashes; without the key nobody can try numbers out."""
    return keyring().keyed_hash(text)


def keyring() -> Keyring:
    """The keys of the installation, read from the settings; in the local mode made once under `.local/keys`."""
    data_keys, hash_key = settings.DATA_KEYS, settings.HASH_KEY
    if settings.IS_LOCAL:
        data, hashes = local_keys()
        data_keys = data_keys or _local_key(data, prefix="local:")
        hash_key = hash_key or _local_key(hashes, prefix="")
    return parse_keyring(data_keys, hash_key)


def local_keys() -> tuple[Path, Path]:
    """Where the local mode keeps DATA_KEYS and HASH_KEY."""
    folder = settings.LOCAL_DIR / "keys"
    return folder / "data", folder / "hash"


def replace_local_keys(data_keys: str, hash_key: str, *, aside: str) -> None:
    """Write the keys of the local mode; other ones that are there are kept as `data.<aside>` and `hash.<aside>`."""
    for path, text in zip(local_keys(), (data_keys, hash_key), strict=True):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists() and path.read_text().strip() != text:
            path.rename(path.with_name(f"{path.name}.{aside}"))
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(text)
        draft.replace(path)
    _local_key.cache_clear()


@cache
def parse_keyring(data_keys: str, hash_key: str) -> Keyring:
    """Read "id:base64key,…" (the first encrypts) and a base64 hash key; raises ImproperlyConfigured."""
    if not data_keys or not hash_key:
        raise ImproperlyConfigured("DATA_KEYS and HASH_KEY must be set: personal data is never stored in the clear")
    keys: dict[str, bytes] = {}
    for entry in data_keys.split(","):
        key_id, _, encoded = entry.strip().partition(":")
        keys[key_id] = _decode("DATA_KEYS", encoded)
    return Keyring(current=next(iter(keys)), keys=keys, hash_key=_decode("HASH_KEY", hash_key))


def _decode(name: str, encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise ImproperlyConfigured(f"{name}: a key is not base64") from error
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"{name}: a key has {len(key)} bytes, it needs {KEY_BYTES}")
    return key


@cache
def _local_key(path: Path, *, prefix: str) -> str:
    """Read the key file, or make it; several processes starting at once agree on one key."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(prefix + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
