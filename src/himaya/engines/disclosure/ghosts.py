"""Ghost variables: columns that tell a key and lose their cell wherever the key loses its own.

A camp tells its district: a blank district beside the camp's name hides nothing. A ghost is no key
itself, so it costs nothing in the search and gains nobody anything (sdcMicro's `ghostVars`).
"""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import Frame, require_columns
from himaya.engines.disclosure.suppression import Suppressed


def blank_ghosts(
    made: Suppressed, keys: Sequence[str], ghosts: Mapping[str, Sequence[str]]
) -> tuple[Frame, dict[str, int]]:
    """The treated table with the ghosts of each key blanked too, and how many cells each lost.

    `keys` in the order in which they were suppressed. Raises DisclosureError for a ghost of a
    column that is no key, and for a key as a ghost.
    """
    if unknown := sorted(set(ghosts) - set(keys)):
        raise _invalid(f"Ghosts are named for {', '.join(unknown)}, which is no key variable here.")
    if any(isinstance(names, str) or not isinstance(names, Sequence) for names in ghosts.values()):
        raise _invalid("The ghosts of a key are a list of columns.")
    named = list(dict.fromkeys(name for names in ghosts.values() for name in names))
    require_columns(made.frame, named)
    if own := sorted(set(named) & set(keys)):
        raise _invalid(f"{', '.join(own)} is a key variable and cannot be a ghost of another.")
    frame, lost = made.frame, {}
    for name in named:
        of = [place for place, key in enumerate(keys) if name in ghosts.get(key, ())]
        gone = pl.Series(made.blanked[:, of].any(axis=1))
        lost[name] = int(np.sum(gone.to_numpy() & frame[name].is_not_null().to_numpy()))
        frame = frame.with_columns(pl.when(gone).then(None).otherwise(pl.col(name)).alias(name))
    return frame, lost


def _invalid(message: str) -> DisclosureError:
    return DisclosureError(
        DisclosureErrorCode.PARAMETER_INVALID,
        message,
        "Name keys and the other columns that tell them: ghosts: {district: [camp]}.",
    )
