"""Answers leave on the beat: the time that one takes tells nothing finer than a beat.

Shelves keep words out of sight from being looked up at all. What is left are entries of a shelf
that is partly in sight: each costs some microseconds, which many measurements could tell.
"""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager

BEAT = 0.025  # seconds; most answers of an operation's size are ready before the first


@contextmanager
def on_the_beat() -> Iterator[None]:
    """Wait after the work within, up to the next whole beat since its beginning."""
    began = time.monotonic()
    try:
        yield
    finally:
        took = time.monotonic() - began
        time.sleep(math.ceil(took / BEAT) * BEAT - took)
