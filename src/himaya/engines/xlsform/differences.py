"""What changed between two versions of a form, and what of it breaks comparison over time."""

from collections.abc import Iterator, Mapping
from typing import Any

from himaya.engines.xlsform.model import Choice, Form, Question
from himaya.engines.xlsform.outcomes import Change

_MARKS = ("means", "sensitivity", "level", "need", "aggregation")
_TEXTS = ("labels", "hints", "guidance", "constraint_message", "required_message", "media")
_LOGIC = (
    "relevant",
    "constraint",
    "required",
    "calculation",
    "choice_filter",
    "default",
    "read_only",
    "trigger",
    "parameters",
    "appearance",
)
# Changes after which an old answer may say something else than a new one.
_BREAKING = {"means", "aggregation", "calculation"}
# Types whose answers have the same shape and sense.
_ALIKE = ({"text", "barcode", "hidden"}, {"integer", "range"}, {"image", "file"})

Path = tuple[tuple[str, ...], str]


def differences(old: Form, new: Form) -> list[Change]:
    """See `himaya.engines.xlsform.differences`."""
    before, after = dict(old.by_path), dict(new.by_path)
    gone = [path for path in before if path not in after]
    come = [path for path in after if path not in before]
    renamed = dict(_renamed(before, after, gone, come))
    changes = list(_form_changes(old, new))
    for path, question in after.items():
        if path in before:
            changes += _question_changes(before[path], question, path)
        elif path in renamed:
            was = renamed[path]
            changes.append(Change("renamed", _key(path), "key", _key(was), _key(path), True))
            changes += _question_changes(before[was], question, path)
        else:
            changes.append(Change("added", _key(path), "", None, question.type, False))
    for path in gone:
        if path not in renamed.values():
            kept = before[path].holds_answer
            changes.append(Change("removed", _key(path), "", before[path].type, None, kept))
    return changes + list(_choice_changes(old, new)) + list(_group_changes(old, new))


def _key(path: Path) -> str:
    return ".".join((*path[0], path[1]))


def _renamed(
    before: Mapping[Path, Question],
    after: Mapping[Path, Question],
    gone: list[Path],
    come: list[Path],
) -> Iterator[tuple[Path, Path]]:
    """Pairs (new, old) with the same type, meaning and label, where no other could be meant."""

    def likeness(question: Question) -> tuple[Any, ...] | None:
        labels = tuple(sorted(question.labels.items()))
        return (question.type, question.means, labels, question.repeat) if labels else None

    for path in come:
        wanted = likeness(after[path])
        fits = [one for one in gone if wanted and likeness(before[one]) == wanted]
        rivals = [one for one in come if likeness(after[one]) == wanted]
        if len(fits) == 1 and len(rivals) == 1:
            yield path, fits[0]


def _question_changes(old: Question, new: Question, path: Path) -> Iterator[Change]:
    key = _key(path)
    if old.type != new.type:
        alike = any({old.type, new.type} <= kinds for kinds in _ALIKE)
        yield Change("type", key, "type", old.type, new.type, not alike)
    if old.list_name != new.list_name:
        yield Change("list", key, "list_name", old.list_name, new.list_name, False)
    for kind, columns in (("mark", _MARKS), ("text", _TEXTS), ("logic", _LOGIC)):
        for column in columns:
            was, now = getattr(old, column), getattr(new, column)
            if was != now:
                # Marking what had no mark clarifies the old answers, it does not change them.
                breaks = column in _BREAKING and bool(was)
                yield Change(kind, key, column, was or None, now or None, breaks)
    if old.group != new.group:
        yield Change("moved", key, "group", "/".join(old.group), "/".join(new.group), False)


def _choice_changes(old: Form, new: Form) -> Iterator[Change]:
    for name in dict.fromkeys((*old.choices, *new.choices)):
        was = _by_name(old.choices.get(name, ()))
        now = _by_name(new.choices.get(name, ()))
        for choice in now:
            if choice not in was and was:
                yield Change("choice_added", name, choice, None, dict(now[choice].labels), False)
            elif choice in was and was[choice].labels != now[choice].labels:
                before, after = dict(was[choice].labels), dict(now[choice].labels)
                # A new translation changes nothing; new words for the same code may.
                reworded = any(after.get(code, text) != text for code, text in before.items())
                yield Change("choice_relabelled", name, choice, before, after, reworded)
        for choice in was:
            if choice not in now and now:
                yield Change("choice_removed", name, choice, dict(was[choice].labels), None, True)
        if not was and now:
            yield Change("list_added", name, "", None, len(now), False)
        if was and not now:
            yield Change("list_removed", name, "", len(was), None, False)


def _by_name(choices: tuple[Choice, ...]) -> dict[str, Choice]:
    return {choice.name: choice for choice in choices}


def _group_changes(old: Form, new: Form) -> Iterator[Change]:
    """Groups and repeats: what is asked at all, and how often."""
    before, after = old.group_by_path, new.group_by_path
    for path, group in after.items():
        if path in before:
            for column in ("labels", "relevant", "repeat_count", "is_repeat"):
                was, now = getattr(before[path], column), getattr(group, column)
                if was != now:
                    breaks = column == "is_repeat"
                    yield Change("group", "/".join(path), column, was, now, breaks)
        else:
            yield Change("group_added", "/".join(path), "", None, group.name, False)
    for path, group in before.items():
        if path not in after:
            yield Change("group_removed", "/".join(path), "", group.name, None, group.is_repeat)


def _form_changes(old: Form, new: Form) -> Iterator[Change]:
    for column in ("title", "form_id", "languages"):
        was, now = getattr(old, column), getattr(new, column)
        if was != now:
            yield Change("form", "", column, was, now, column == "form_id")
