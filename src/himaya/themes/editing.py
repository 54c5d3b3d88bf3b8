"""Editing the tree of a draft, theme by theme: plain values in, plain values out.

Whether what comes out is a framework is for `engines.narrative.framework_from` to say.
"""

import hashlib
import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

Tree = dict[str, Any]  # a framework as engines.narrative writes it, or a theme in it


class EditRefusedError(Exception):
    """The tree cannot be changed so; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def themes_in(tree: Tree) -> Iterator[Tree]:
    """Every theme under a framework or a theme, parents first."""
    for theme in tree.get("themes", []):
        yield theme
        yield from themes_in(theme)


def theme_in(tree: Tree, code: str) -> Tree:
    """The theme with that code. Raises EditRefusedError (theme_unknown)."""
    found = next((one for one in themes_in(tree) if one["code"] == code), None)
    if found is None:
        raise EditRefusedError("theme_unknown")
    return found


def siblings_of(tree: Tree, code: str) -> list[Tree]:
    """The list that the theme stands in. Raises EditRefusedError (theme_unknown)."""
    for holder in (tree, *themes_in(tree)):
        if any(one["code"] == code for one in holder.get("themes", [])):
            held: list[Tree] = holder["themes"]
            return held
    raise EditRefusedError("theme_unknown")


def parent_of(tree: Tree, code: str) -> str:
    """Code of the theme that it lies under; empty at the top."""
    for holder in themes_in(tree):
        if any(one["code"] == code for one in holder.get("themes", [])):
            return str(holder["code"])
    return ""


def mark_of(theme: Tree) -> str:
    """What a theme says, without what lies under it, as a short mark: equal themes, equal marks."""
    fields = {name: value for name, value in theme.items() if name != "themes"}
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:16]


def added(tree: Tree, theme: Tree, parent: str = "") -> Tree:
    """The tree with a new theme, the last under its parent."""
    made = deepcopy(tree)
    if any(one["code"] == theme["code"] for one in themes_in(made)):
        raise EditRefusedError("code_twice")
    holder = theme_in(made, parent) if parent else made
    holder.setdefault("themes", []).append(theme)
    return made


def amended(tree: Tree, code: str, fields: Tree) -> Tree:
    """The tree with other fields of a theme; its code and what lies under it stay."""
    made = deepcopy(tree)
    theme = theme_in(made, code)
    kept = {"code": code} | ({"themes": theme["themes"]} if theme.get("themes") else {})
    theme.clear()
    theme |= {name: value for name, value in fields.items() if name not in kept and value} | kept
    return made


def moved(tree: Tree, code: str, parent: str, place: int) -> Tree:
    """The tree with a theme, and all under it, elsewhere: `place` counts from 1.

    Raises EditRefusedError (below_itself) for a parent that lies under the theme itself.
    """
    made = deepcopy(tree)
    theme = theme_in(made, code)
    if parent == code or any(one["code"] == parent for one in themes_in(theme)):
        raise EditRefusedError("below_itself")
    before = siblings_of(made, code)
    before.remove(theme)
    holder = theme_in(made, parent) if parent else made
    holder.setdefault("themes", []).insert(place - 1, theme)
    _without_empty(made)
    return made


def retired(tree: Tree, code: str) -> Tree:
    """The tree without a theme. Raises EditRefusedError (has_themes) while others lie under it."""
    made = deepcopy(tree)
    theme = theme_in(made, code)
    if theme.get("themes"):
        raise EditRefusedError("has_themes")
    siblings_of(made, code).remove(theme)
    _without_empty(made)
    return made


def _without_empty(tree: Tree) -> None:
    """As the engine writes it: no empty lists."""
    for one in themes_in(tree):
        if one.get("themes") == []:
            del one["themes"]
