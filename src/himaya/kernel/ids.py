"""Public references: what URLs, files and audit events name things by."""

import secrets

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
REF_LENGTH = 16  # 80 random bits: not guessable, short enough to read out


def new_ref() -> str:
    """A fresh public reference. Says nothing about the row: no order, no count."""
    # Five bits of each byte: 32 divides 256, so that every letter is as likely.
    return "".join(_ALPHABET[byte & 31] for byte in secrets.token_bytes(REF_LENGTH))
