"""Pseudonyms: keyed, for one purpose only, the same for the same value.

HMAC-SHA-256 over the value and the purpose (FIPS 198-1). Without the key nobody can try values, and
the pseudonyms of two purposes cannot be joined (EDPB Guidelines 01/2025 on pseudonymisation). The
key is kept apart from the plan. Numbers that follow a row's order are no pseudonyms.
"""

import hashlib
import hmac
from base64 import b32encode
from collections.abc import Sequence

import polars as pl

from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import Frame, require_columns
from himaya.engines.disclosure.hierarchies import texts_of

_LEAST_KEY = 16  # bytes
_LENGTH = 16  # letters: 80 bits, no two alike in any file of people


def pseudonymise(frame: Frame, names: Sequence[str], key: bytes, purpose: str) -> Frame:
    """Replace the columns' values by pseudonyms; a value is the same in all of these columns."""
    require_columns(frame, names)
    if len(key) < _LEAST_KEY or not purpose.strip():
        raise DisclosureError(
            DisclosureErrorCode.SECRETS_MISSING,
            "Pseudonyms need a key of at least 16 bytes and a purpose.",
            "Name the purpose in the plan, and let the key be made.",
        )
    own = hmac.digest(key, b"purpose\x00" + purpose.encode(), hashlib.sha256)
    columns = []
    for name in names:
        texts = texts_of(frame.get_column(name))
        known = texts.drop_nulls().unique().sort()
        made = pl.Series([_pseudonym(value, own) for value in known.to_list()], dtype=pl.String)
        columns.append(texts.replace_strict(known, made, default=None).alias(name))
    return frame.with_columns(columns)


def _pseudonym(value: str, key: bytes) -> str:
    digest = hmac.digest(key, value.encode(), hashlib.sha256)
    return b32encode(digest).decode()[:_LENGTH]
