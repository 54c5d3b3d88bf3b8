"""Random numbers that can be had again: a stream per secret seed, step and purpose.

A seed is 32 bytes kept apart from the plan (plan_secrets.py); whoever holds it can undo noise.
Streams of different steps are independent: adding a step to a plan does not change the others.
"""

import hashlib

import numpy as np


def stream(seed: bytes, *names: str) -> np.random.Generator:
    """A generator of its own for these names (PCG64, seeded by SHA-256 of seed and names)."""
    digest = hashlib.sha256()
    for part in (seed, *(name.encode() for name in names)):
        digest.update(len(part).to_bytes(8, "big") + part)
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest.digest(), "big")))
