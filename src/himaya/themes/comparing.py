"""What changed between two versions of a framework, theme by theme and field by field."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from himaya.engines.narrative import Framework, Lexicon, Theme

_SAID = ("title", "definition", "include", "exclude")
_FLAGS = ("sensitive", "stays_when_denied", "is_heading")
_LISTS = ("strong", "weak", "unless")


@dataclass(frozen=True, slots=True)
class Difference:
    """One change. `kind`: added, retired, moved, amended. Of lists only what came and went."""

    kind: str
    code: str
    field: str = ""
    language: str = ""
    before: Sequence[str] = ()
    after: Sequence[str] = ()


def differences(old: Framework, new: Framework) -> list[Difference]:
    """Changes in the order of the new tree, then what was retired."""
    found: list[Difference] = []
    for theme in new.themes:
        before = old.by_code.get(theme.code)
        if before is None:
            found.append(Difference("added", theme.code))
        else:
            found.extend(_of_theme(before, theme))
    gone = [one.code for one in old.themes if one.code not in new.by_code]
    return found + [Difference("retired", code) for code in gone]


def _of_theme(old: Theme, new: Theme) -> Iterator[Difference]:
    code = new.code
    if old.parent != new.parent:
        yield Difference("moved", code, "parent", "", (old.parent,), (new.parent,))
    for field in _FLAGS:
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield Difference("amended", code, field, "", _flag(before), _flag(after))
    for field in _SAID:
        before, after = getattr(old, field), getattr(new, field)
        for language in _languages(before, after):
            said, says = before.get(language, ""), after.get(language, "")
            if said != says:
                yield Difference("amended", code, field, language, (said,), (says,))
    for language in _languages(old.examples, new.examples):
        yield from _lists(
            code, "examples", language, old.examples.get(language), new.examples.get(language)
        )
    for language in _languages(old.lexicon, new.lexicon):
        was, is_now = old.lexicon.get(language, Lexicon()), new.lexicon.get(language, Lexicon())
        for field in _LISTS:
            yield from _lists(code, field, language, getattr(was, field), getattr(is_now, field))


def _lists(
    code: str, field: str, language: str, old: Sequence[str] | None, new: Sequence[str] | None
) -> Iterator[Difference]:
    before, after = old or (), new or ()
    went = [one for one in before if one not in after]
    came = [one for one in after if one not in before]
    if went or came:
        yield Difference("amended", code, field, language, went, came)


def _languages(*several: object) -> list[str]:
    return list(dict.fromkeys(language for one in several for language in one))  # type: ignore[attr-defined]


def _flag(value: bool) -> tuple[str, ...]:  # noqa: FBT001 - the value itself is what is told
    return ("yes",) if value else ()
