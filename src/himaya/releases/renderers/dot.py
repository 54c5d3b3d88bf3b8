"""The diagram as DOT, the language of Graphviz (graphviz.org/doc/info/lang.html)."""

from himaya.releases.content import Document


def render(document: Document, *, mark: str) -> bytes:
    """The file's bytes; `mark` is a comment in its first line.

    ValueError of a document without a diagram: whoever offers the form gives one.
    """
    if document.diagram is None:
        raise ValueError("a DOT file holds a diagram")
    nodes = {key: f"n{number}" for number, key in enumerate(document.diagram.bodies)}
    towards = "RL" if document.language == "ar" else "LR"
    lines = [
        f"// {_line(mark)}",
        f"digraph {_quoted(document.title)} {{",
        f"  rankdir={towards}; node [shape=box];",
        *(
            f"  {node} [label={_quoted(document.diagram.bodies[key])}];"
            for key, node in nodes.items()
        ),
    ]
    for one in document.diagram.arrows:
        style = "" if one.runs else ", style=dashed"
        ends = f"{nodes[one.source]} -> {nodes[one.target]}"
        lines.append(f"  {ends} [label={_quoted(one.words)}{style}];")
    return "\n".join([*lines, "}", ""]).encode()


def _line(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    """In quotes; a quote or backslash in it cannot end or change the label (ESC sequences)."""
    escaped = _line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
