"""Frameworks of themes as files: workbook, JSON, REFI-QDA codebook. The engine writes them."""

import json

from himaya.engines.narrative import Framework, framework_tree

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "qdc": "application/xml",
}


def render(tree: Framework, form: str, *, language: str) -> bytes:
    """The file's bytes; a codebook is in one language. KeyError for a form nobody declared."""
    MEDIA_TYPES[form]
    if form == "json":
        return json.dumps(framework_tree(tree), ensure_ascii=False, indent=1).encode()
    if form == "qdc":
        from himaya.engines.narrative.codebooks import codebook_of

        return codebook_of(tree, language)
    from himaya.engines.narrative.framework_tables import workbook_of

    return workbook_of(tree)
