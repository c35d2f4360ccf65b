"""Keys: what is encrypted can be read with its key only, moved to a new key, and compared by a keyed hash."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from common import crypto
from common.crypto import CannotDecrypt, parse_keyring


def key(letter: str) -> str:
    return base64.b64encode(letter.encode() * 32).decode()


OLD, NEW = f"a:{key('a')}", f"b:{key('b')},a:{key('a')}"


@pytest.fixture
def keys(settings):  # type: ignore[no-untyped-def]
    settings.DATA_KEYS, settings.HASH_KEY = OLD, key("h")
    return settings


def test_what_was_encrypted_is_read_again(keys) -> None:  # type: ignore[no-untyped-def]
    key_id, token = crypto.encrypt(b"000123456789")
    assert key_id == "a"
    assert b"000123456789" not in token
    assert crypto.decrypt(key_id, token) == b"000123456789"


def test_the_same_text_never_looks_the_same_twice(keys) -> None:  # type: ignore[no-untyped-def]
    assert crypto.encrypt(b"x")[1] != crypto.encrypt(b"x")[1]


def test_a_changed_byte_or_another_context_is_noticed(keys) -> None:  # type: ignore[no-untyped-def]
    key_id, token = crypto.encrypt(b"x", context=b"row 1")
    with pytest.raises(CannotDecrypt):
        crypto.decrypt(key_id, token[:-1] + bytes([token[-1] ^ 1]), context=b"row 1")
    with pytest.raises(CannotDecrypt):
        crypto.decrypt(key_id, token, context=b"row 2")


def test_after_rotation_old_values_are_read_and_moved(keys) -> None:  # type: ignore[no-untyped-def]
    key_id, token = crypto.encrypt(b"x")
    keys.DATA_KEYS = NEW
    assert crypto.decrypt(key_id, token) == b"x"
    moved_id, moved = crypto.reencrypt(key_id, token)
    assert moved_id == "b"
    keys.DATA_KEYS = f"b:{key('b')}"
    assert crypto.decrypt(moved_id, moved) == b"x"
    with pytest.raises(CannotDecrypt, match="'a'"):
        crypto.decrypt(key_id, token)


def test_equal_texts_have_equal_hashes_under_one_key_only(keys) -> None:  # type: ignore[no-untyped-def]
    before = crypto.keyed_hash("000123456789")
    assert before == crypto.keyed_hash("000123456789") != crypto.keyed_hash("000123456780")
    assert len(before) == 64
    keys.HASH_KEY = key("i")
    assert crypto.keyed_hash("000123456789") != before


@pytest.mark.parametrize(
    ("data_keys", "hash_key"), [("", key("h")), (OLD, ""), ("a:not base64", key("h")), ("a:c2hvcnQ=", key("h"))]
)
def test_missing_or_broken_keys_stop_the_start(data_keys: str, hash_key: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        parse_keyring(data_keys, hash_key)


def test_in_production_no_key_is_ever_made_up(settings) -> None:  # type: ignore[no-untyped-def]
    settings.IS_LOCAL, settings.DATA_KEYS, settings.HASH_KEY = False, "", ""
    with pytest.raises(ImproperlyConfigured, match="DATA_KEYS"):
        crypto.keyring()


def test_locally_keys_are_made_once_and_readable_by_their_owner_only(settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.DATA_KEYS = settings.HASH_KEY = ""
    settings.LOCAL_DIR = tmp_path
    first = crypto.keyring()
    assert crypto.keyring() == first
    assert {path.name for path in (tmp_path / "keys").iterdir()} == {"data", "hash"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "keys").iterdir())


def test_keys_do_not_appear_in_print(keys) -> None:  # type: ignore[no-untyped-def]
    assert "aaaa" not in repr(crypto.keyring())
