"""The keys inside a backup: only ever wrapped, with a key made out of a passphrase (scrypt, then AES-256-GCM)."""

import base64
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.translation import gettext_lazy as _

from common.crypto import Keyring
from common.errors import Refusal

SHORTEST = 12  # characters
COST = {"n": 2**16, "r": 8, "p": 1}  # 64 MiB, some tenths of a second
CONTEXT = b"sapa-center keys"


class PassphraseMissing(Refusal):
    default_message = _(
        "The keys are only saved under a passphrase: set BACKUP_PASSPHRASE, or leave them out with --without-keys."
    )


class PassphraseTooShort(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A passphrase has at least %(count)s characters.") % {"count": SHORTEST})


class PassphraseWrong(Refusal):
    default_message = _("The passphrase does not open the keys of this backup; nothing was restored.")


@dataclass(frozen=True)
class KeyText:
    """Keys as the environment writes them."""

    data_keys: str = field(repr=False)
    hash_key: str = field(repr=False)


def text_of(ring: Keyring) -> KeyText:
    ids = [ring.current, *(key_id for key_id in ring.keys if key_id != ring.current)]
    entries = [f"{key_id}:{base64.b64encode(ring.keys[key_id]).decode()}" for key_id in ids]
    return KeyText(",".join(entries), base64.b64encode(ring.hash_key).decode())


def wrap(keys: KeyText, passphrase: str) -> dict[str, Any]:
    """What stands in keys.json. Raises PassphraseTooShort."""
    if len(passphrase) < SHORTEST:
        raise PassphraseTooShort
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    plain = json.dumps({"DATA_KEYS": keys.data_keys, "HASH_KEY": keys.hash_key}).encode()
    token = AESGCM(_key(passphrase, salt)).encrypt(nonce, plain, CONTEXT)
    packed = {
        name: base64.b64encode(part).decode() for name, part in (("salt", salt), ("nonce", nonce), ("token", token))
    }
    return {"cipher": "scrypt + AES-256-GCM", **COST, **packed}


def unwrap(wrapped: dict[str, Any], passphrase: str) -> KeyText:
    """Raises PassphraseWrong, also when the wrapped keys were changed."""
    try:
        salt, nonce, token = (base64.b64decode(wrapped[name], validate=True) for name in ("salt", "nonce", "token"))
        plain = json.loads(AESGCM(_key(passphrase, salt)).decrypt(nonce, token, CONTEXT))
        return KeyText(plain["DATA_KEYS"], plain["HASH_KEY"])
    except (InvalidTag, ValueError, KeyError, TypeError) as error:
        raise PassphraseWrong from error


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, **COST).derive(passphrase.encode())
