"""The package's own tables, kept as YAML beside the code."""

from pathlib import Path
from typing import Any

import yaml

# libyaml reads ten times as fast; where it is missing, the plain reader gives the same.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def own_table(name: str) -> Any:  # noqa: ANN401  # each table has its own shape
    """One of the YAML files of this package."""
    text = Path(__file__).with_name(f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=_LOADER)  # noqa: S506  # a safe loader in both cases
