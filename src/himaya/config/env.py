"""Four typed readers of the environment that fail loudly on nonsense."""

import os
from pathlib import Path

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


class SettingError(Exception):
    """A setting has a value that cannot be meant; the message names it and says what fits."""


def text(name: str, default: str = "") -> str:
    """A string; a secret may also come from the file named by NAME_FILE."""
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise SettingError(f"{name}_FILE names a file that cannot be read") from error
    return os.environ.get(name, default)


def flag(name: str, *, default: bool) -> bool:
    """A yes or no."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    if raw.lower() in _TRUE:
        return True
    if raw.lower() in _FALSE:
        return False
    raise SettingError(f"{name} is {raw!r}; use 1 or 0")


def number(name: str, default: int, *, low: int, high: int) -> int:
    """A whole number within bounds."""
    raw = os.environ.get(name, str(default))
    if not raw.lstrip("-").isdigit() or not low <= int(raw) <= high:
        raise SettingError(f"{name} is {raw!r}; use a whole number from {low} to {high}")
    return int(raw)


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """A list separated by commas."""
    raw = os.environ.get(name)
    return (
        list(default) if raw is None else [part.strip() for part in raw.split(",") if part.strip()]
    )
