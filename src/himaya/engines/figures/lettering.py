"""Words in a figure, where there is no line break but one's own."""

_LINES = 2
# Three points: the one letter that means them is in no Arabic typeface of ours.
_CUT = "..."


def in_lines(words: str, letters: int) -> list[str]:
    """Words in at most two lines of so many letters, cut with a sign where they are longer."""
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > letters:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    kept = [line if len(line) <= letters else _cut(line, letters) for line in lines[:_LINES]]
    if len(lines) > _LINES:
        kept[-1] = _cut(kept[-1], letters)
    return kept


def _cut(line: str, letters: int) -> str:
    return line[: letters - len(_CUT)].rstrip() + _CUT
