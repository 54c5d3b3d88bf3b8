"""Shapes shared by every room."""

from typing import Any

# Answers, definitions and payloads; the field that holds one says which schema it follows.
Json = dict[str, Any]
