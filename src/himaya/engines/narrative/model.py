"""A trained suggester: what it learned, what it is worth, and its card. A value, never code.

Kept as one npz file of plain arrays (`numpy.load` with `allow_pickle=False`); texts inside it are
UTF-8 bytes. The framework it was trained with is inside, since its lexicon is half of the model.
"""

import io
import json
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from himaya.engines.narrative.bending import KNOTS
from himaya.engines.narrative.calibration import Sigmoids
from himaya.engines.narrative.errors import NarrativeError, NarrativeErrorCode
from himaya.engines.narrative.features import MOST_WEIGHTS, Vocabulary
from himaya.engines.narrative.framework import Framework
from himaya.engines.narrative.linear import Flags, Floats, Values
from himaya.engines.narrative.reading_frameworks import framework_from
from himaya.engines.narrative.writing_frameworks import framework_tree

FORMAT = "himaya-themes/2"
_MOST_BYTES = 1_000_000_000  # unpacked; memory stays under 1.5 GB
_TINY = 1e-4  # weights below this change no decision and are not kept
# What each array is: u and i whole numbers, f fractions, b flags; all have one dimension.
_ARRAYS = {
    "about": "u",
    "vocabulary": "u",
    "rarities": "f",
    "filled": "i",
    "starts": "i",
    "values": "f",
    "slopes": "f",
    "intercepts": "f",
    "curve": "f",
    "cuts": "f",
    "acceptance": "f",
    "is_learned": "b",
    "seen": "u",
}
# All that zipfile, zlib and numpy raise on damaged bytes; found by changing bytes at random.
_NOT_A_MODEL = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    KeyError,
    ValueError,
    OSError,
    EOFError,
    NotImplementedError,  # a method of packing that is not known
    RuntimeError,  # a packed file that says it is locked
    MemoryError,
    OverflowError,
    SyntaxError,
    TypeError,
)
_ABOUT = {"codes": list, "languages": list, "framework": dict, "card": dict}


@dataclass(frozen=True)
class Model:
    """What was learned for the m themes `codes` over v features.

    `weights` (v + m + 1, m): features, lexicon scores, constant. `cuts` and `acceptance` (m,) are
    probabilities from which a theme is suggested, and from which it may stand without a person.
    `is_learned` (m,): themes with too few examples stay with the lexicon. The model may be applied
    to texts in `languages` only.
    `seen`: fingerprints of the texts it was trained on, sorted.
    """

    framework: Framework
    codes: tuple[str, ...]
    languages: tuple[str, ...]
    vocabulary: Vocabulary
    weights: Values
    sigmoids: Sigmoids
    cuts: Floats
    acceptance: Floats
    is_learned: Flags
    seen: npt.NDArray[np.uint64]
    card: dict[str, Any]


def model_bytes(model: Model) -> bytes:
    """The model as the bytes of a file."""
    kept = np.where(np.abs(model.weights) < _TINY, np.float32(0.0), model.weights)
    rows, columns = np.nonzero(kept)
    about = {
        "format": FORMAT,
        "codes": model.codes,
        "languages": model.languages,
        "framework": framework_tree(model.framework),
        "card": model.card,
    }
    out = io.BytesIO()
    np.savez_compressed(
        out,
        about=_as_bytes(json.dumps(about, ensure_ascii=False)),
        vocabulary=_as_bytes("\n".join(model.vocabulary.places)),
        rarities=model.vocabulary.rarities.astype(np.float32),
        filled=columns.astype(np.int32),
        starts=np.searchsorted(rows, np.arange(len(kept) + 1)).astype(np.int64),
        values=kept[rows, columns],
        slopes=model.sigmoids.slopes,
        intercepts=model.sigmoids.intercepts,
        curve=model.sigmoids.curve,
        cuts=model.cuts,
        acceptance=model.acceptance,
        is_learned=model.is_learned,
        seen=model.seen,
    )
    return out.getvalue()


def _as_bytes(text: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def model_from(content: bytes) -> Model:
    """Read a model. Raises NarrativeError (MODEL_UNREADABLE) for anything that is not one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > _MOST_BYTES:
                raise _unreadable("it unpacks to more than a gigabyte")
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            found = {name: arrays[name] for name in _ARRAYS}
        about = json.loads(found["about"].tobytes())
        words = found["vocabulary"].tobytes().decode()
    except _NOT_A_MODEL as error:
        raise _unreadable("it is damaged or something else") from error
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise _unreadable("it is of another version")
    if not all(isinstance(about.get(name), kind) for name, kind in _ABOUT.items()) or not all(
        found[name].ndim == 1 and found[name].dtype.kind == kind for name, kind in _ARRAYS.items()
    ):
        raise _unreadable("its parts are of other kinds")
    return _checked(about, words.split("\n") if words else [], found)


def _checked(about: dict[str, Any], words: list[str], found: dict[str, npt.NDArray[Any]]) -> Model:
    """The model, if its arrays fit together; a number out of place must not become a suggestion."""
    framework = framework_from(about["framework"])
    codes = tuple(map(str, about["codes"]))
    width, themes = len(words) + len(codes) + 1, len(codes)
    by_theme = ("slopes", "intercepts", "cuts", "acceptance", "is_learned")
    filled, values, starts = found["filled"], found["values"], found["starts"]
    fits = (
        all(len(found[name]) == themes for name in by_theme)
        and len(found["rarities"]) == len(set(words)) == len(words)
        and len(starts) == width + 1
        and len(filled) == len(values) == starts[-1]
        and starts[0] == 0
        and bool((np.diff(starts) >= 0).all())
        and bool(((filled >= 0) & (filled < themes)).all())
        and len(found["curve"]) == len(KNOTS)
        and all(
            np.isfinite(found[name]).all() for name in ("values", "rarities", "curve", *by_theme)
        )
        and all(code in framework.by_code for code in codes)
        and width * themes <= MOST_WEIGHTS
    )
    if not fits:
        raise _unreadable("its parts do not fit together")
    weights = np.zeros((width, themes), np.float32)
    weights[np.repeat(np.arange(width), np.diff(starts)), filled] = values
    return Model(
        framework=framework,
        codes=codes,
        languages=tuple(about["languages"]),
        vocabulary=Vocabulary(
            {word: place for place, word in enumerate(words)}, found["rarities"].astype(np.float64)
        ),
        weights=weights,
        sigmoids=Sigmoids(found["slopes"], found["intercepts"], found["curve"]),
        cuts=found["cuts"],
        acceptance=found["acceptance"],
        is_learned=found["is_learned"].astype(bool),
        seen=found["seen"],
        card=about["card"],
    )


def _unreadable(why: str) -> NarrativeError:
    return NarrativeError(
        NarrativeErrorCode.MODEL_UNREADABLE,
        f"The model cannot be read: {why}.",
        "Train it again with himaya themes train.",
    )
