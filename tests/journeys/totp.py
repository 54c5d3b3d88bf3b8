"""What an authenticator app shows (RFC 6238, six digits, thirty seconds, SHA-1)."""

import base64
import hashlib
import hmac
import struct
import time

STEP = 30


def code_of(key: str, *, later: int = 0) -> str:
    """The code of a key as the page shows it; `later` steps on, for a code used up already."""
    counter = struct.pack(">Q", int(time.time()) // STEP + later)
    digest = hmac.new(base64.b32decode(key.replace(" ", "")), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"
