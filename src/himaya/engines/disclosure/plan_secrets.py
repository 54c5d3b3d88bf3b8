"""What a plan needs and must not contain: the seed of its random steps and the key of pseudonyms.

They lie in a file of their own, readable by its owner only. Whoever has them and the plan can undo
noise and try values for pseudonyms; without them neither can be done, and the plan cannot be
replayed. They are named nowhere but in the internal report.
"""

import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode

_BYTES = 32


@dataclass(frozen=True)
class PlanSecrets:
    """Seed and key, 32 bytes each; not shown when printed."""

    seed: bytes = field(repr=False)
    key: bytes = field(repr=False)

    @classmethod
    def fresh(cls) -> "PlanSecrets":
        """New ones."""
        return cls(secrets.token_bytes(_BYTES), secrets.token_bytes(_BYTES))

    @classmethod
    def read(cls, path: Path) -> "PlanSecrets":
        """Those of a file. Raises DisclosureError when it is not whole."""
        try:
            kept = json.loads(path.read_text())
            made = cls(bytes.fromhex(kept["seed"]), bytes.fromhex(kept["key"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _missing(path) from error
        if len(made.seed) != _BYTES or len(made.key) != _BYTES:
            raise _missing(path)
        return made

    def write(self, path: Path) -> None:
        """Into a new file that only its owner may read; never over another."""
        try:
            path.touch(mode=0o600, exist_ok=False)
            path.write_text(json.dumps({"seed": self.seed.hex(), "key": self.key.hex()}))
        except OSError as error:
            raise DisclosureError(
                DisclosureErrorCode.FILE_UNWRITABLE,
                f"{path.name} cannot be written ({error.strerror}).",
                "Choose a folder that may be written to, and a name that is free.",
            ) from error


def _missing(path: Path) -> DisclosureError:
    return DisclosureError(
        DisclosureErrorCode.SECRETS_MISSING,
        f"{path.name} holds no seed and key of a plan.",
        "Give the file that was made with the plan; without it the plan cannot be replayed.",
    )
