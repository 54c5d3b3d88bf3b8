"""Sealing: AES-256-GCM under wrapped keys, and blind indexes for exact search.

Requirements (shared with docs/explanation/sealing.md):
1. AAD = model, field, row ref, key version; a ciphertext moved elsewhere is refused.
2. master key -> agency key -> subject key; destroying a wrapped key erases what it sealed.
3. No key, no start: callers get `Problem(KEY_MISSING)`, never plain text.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings

from himaya.kernel.problems import Code, Problem

KEY_BYTES = 32
_NONCE_BYTES = 12
# Interactive cost of RFC 7914 §2 raised to 64 MiB: a passphrase is typed once at each start.
_SCRYPT = {"n": 2**16, "r": 8, "p": 1}


class SealBrokenError(Exception):
    """A ciphertext does not belong to this field, row or key. Carries no content."""


def new_key() -> bytes:
    """A fresh random 256-bit key."""
    return AESGCM.generate_key(bit_length=256)


@lru_cache(maxsize=4)
def _derive(passphrase: str, salt: str) -> bytes:
    return Scrypt(salt=salt.encode(), length=KEY_BYTES, **_SCRYPT).derive(passphrase.encode())


def master_key() -> bytes:
    """The installation's master key, from the environment, a key file or a passphrase.

    Raises `Problem(KEY_MISSING)` when none is configured or the key has the wrong size.
    """
    if settings.HIMAYA_PASSPHRASE:
        return _derive(settings.HIMAYA_PASSPHRASE, settings.HIMAYA_PASSPHRASE_SALT)
    text = settings.HIMAYA_MASTER_KEY
    if not text and settings.HIMAYA_MASTER_KEY_FILE:
        path = Path(settings.HIMAYA_MASTER_KEY_FILE)
        text = path.read_text().strip() if path.is_file() else ""
    try:
        key = base64.urlsafe_b64decode(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise Problem(Code.KEY_MISSING, status=503)
    return key


def _aad(*, model: str, field: str, ref: str, key_version: int) -> bytes:
    return "\x1f".join((model, field, ref, str(key_version))).encode()


def seal(
    plain: bytes, key: bytes, *, model: str, field: str, ref: str, key_version: int = 1
) -> bytes:
    """Encrypt for exactly one place: nonce + ciphertext + tag."""
    nonce = os.urandom(_NONCE_BYTES)
    aad = _aad(model=model, field=field, ref=ref, key_version=key_version)
    return nonce + AESGCM(key).encrypt(nonce, plain, aad)


def unseal(
    sealed: bytes, key: bytes, *, model: str, field: str, ref: str, key_version: int = 1
) -> bytes:
    """Decrypt; raises `SealBrokenError` for another place, another key or a changed byte."""
    aad = _aad(model=model, field=field, ref=ref, key_version=key_version)
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], aad)
    except InvalidTag as error:
        raise SealBrokenError(f"{model}.{field}") from error


def blind_index(text: str, key: bytes, *, purpose: str) -> str:
    """HMAC-SHA256 of folded text: equal texts match, nothing else can be learnt without the key."""
    return hmac.new(key, f"{purpose}\x1f{text}".encode(), hashlib.sha256).hexdigest()


def fingerprint(secret: str) -> str:
    """What is stored of a token or invitation: its SHA-256 (the secret has 128 random bits)."""
    return hashlib.sha256(secret.encode()).hexdigest()
