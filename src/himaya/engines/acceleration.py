"""Whether loops are compiled with numba or answered by numpy alone.

The answers are the same; only the time differs. HIMAYA_NUMBA=0 turns compiling off, for machines
where numba is missing or not wanted.
"""

import importlib
import importlib.util
import os
from collections.abc import Callable
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])


def is_compiled() -> bool:
    """True when the compiled loops are to be used."""
    return os.environ.get("HIMAYA_NUMBA", "1") != "0" and (
        importlib.util.find_spec("numba") is not None
    )


def compiled(function: F) -> F:
    """The function compiled at its first call; kept beside the code, or in the user's cache folder.

    Where neither can be written (a read-only installation without a home), it is compiled anew in
    each process. A folder that others can write to is never used: a cache is code.
    """
    njit = importlib.import_module("numba").njit
    try:
        return cast("F", njit(cache=True, nogil=True)(function))
    except RuntimeError:  # numba found no folder to keep it in
        return cast("F", njit(nogil=True)(function))
