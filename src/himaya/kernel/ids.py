"""Public references: what URLs, files and audit events name things by."""

import secrets

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
REF_LENGTH = 16  # 80 random bits: not guessable, short enough to read out


def new_ref() -> str:
    """A fresh public reference. Says nothing about the row: no order, no count."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(REF_LENGTH))
