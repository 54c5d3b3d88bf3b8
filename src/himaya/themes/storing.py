"""A tree as it is kept: checked, written the engine's way, with its fingerprint."""

from typing import Any

from himaya.engines.narrative import fingerprint, framework_from, framework_tree


def columns_of(tree: dict[str, Any]) -> dict[str, Any]:
    """Tree and fingerprint of a version. Raises NarrativeError with every fault of the tree."""
    framework = framework_from(tree)
    return {"tree": framework_tree(framework), "fingerprint": fingerprint(framework)}
