"""The template forms of declared registers, read once in a process: pyxform takes its time."""

from functools import cache
from pathlib import Path

from himaya.engines.xlsform import Form, read_form


def template_form(template: Path) -> Form:
    """The form of a template in the Markdown dialect. Raises FormErrors."""
    return _read(template.read_text(), template.name)


@cache
def _read(text: str, name: str) -> Form:
    return read_form(text, kind="md", file_name=name)
