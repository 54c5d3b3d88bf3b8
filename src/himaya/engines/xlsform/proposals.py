"""Meanings and sensitivities proposed for questions without them, each with its reason."""

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from himaya.engines.xlsform.folding import fold
from himaya.engines.xlsform.keywords import FEMALE, MALE, RULES
from himaya.engines.xlsform.means import MEANS, mark
from himaya.engines.xlsform.model import META_TYPES, Form, Question
from himaya.engines.xlsform.outcomes import Proposal
from himaya.engines.xlsform.syntax import names_in, parse

REASONS: Mapping[str, str] = {
    "means": "questions that mean “{meaning}” are usually so",
    "name_and_label": "its name and its label both say “{word}”",
    "name": "its name says “{word}”",
    "label": "its label says “{word}”",
    "type": "it is a {type} question and nothing says what it means",
    "type_tells": "questions of type {type} always are",
    "sexes": "its choices are the sexes",
    "ages": "its choices are spans of years",
    "pcodes": "its choices look like codes of places",
    "other": "it follows a list as the answer “other”",
    "derived": "it is computed from {names}",
    "phrase": "its appearance or pattern is that of a phone number",
}
# What a type means when nothing else speaks, how surely, and how dangerous it then is.
_BY_TYPE: Mapping[str, tuple[str, str, bool]] = {
    "geopoint": ("point", "direct:3", True),
    "geotrace": ("point", "direct:3", True),
    "geoshape": ("point", "direct:3", True),
    "start-geopoint": ("point", "direct:3", True),
    "background-geopoint": ("point", "direct:3", True),
    "image": ("photo", "direct:3", True),
    "audio": ("recording", "direct:3", True),
    "video": ("recording", "direct:3", True),
    "background-audio": ("recording", "direct:3", True),
    "file": ("document", "direct:2", False),
    "barcode": ("person.id", "direct:3", False),
    "text": ("narrative", "direct:2", False),
    "hidden": ("process", "indirect:1", False),
    "acknowledge": ("process", "none", True),
    "today": ("date", "none", True),
    "start": ("process", "none", True),
    "end": ("process", "none", True),
    "audit": ("process", "indirect:2", True),
    "date": ("date", "indirect:1", False),
    "dateTime": ("date", "indirect:1", False),
    "time": ("value", "indirect:1", False),
    "integer": ("count", "indirect:1", False),
    "decimal": ("count", "indirect:1", False),
    "range": ("score", "indirect:1", False),
    "calculate": ("value", "indirect:1", False),
}
_SPAN = re.compile(r"\d+\s*(?:-|\u2013|to|à|a|_|إلى)\s*\d+|\d+\s*\+|[<>≥≤]\s*\d+")
_PCODE = re.compile(r"[A-Z]{2,3}\d{2,}")
_LONG_LABEL = 15
_DANGER = ("none", "indirect", "sensitive", "direct")


def propose_marks(form: Form) -> list[Proposal]:
    """See `himaya.engines.xlsform.propose_marks`."""
    made: dict[str, Proposal] = {}
    found = []
    for question in form.questions:
        if not question.holds_answer or (question.means and question.sensitivity):
            continue
        proposal = _derived(form, question, made) or _propose(form, question)
        made.setdefault(question.name, proposal)
        found.append(proposal)
    return found


def _proposal(
    question: Question,
    means: str,
    sensitivity: str,
    reason_code: str,
    *,
    sure: bool,
    **params: str,
) -> Proposal:
    """A proposal that keeps what the form already says."""
    kind, level = mark(sensitivity)
    confidence: Literal["sure", "doubt"] = "sure" if sure else "doubt"
    return Proposal(
        key=question.key,
        path=".".join((*question.repeat, question.key)),
        means=question.means or means,
        sensitivity=question.sensitivity or kind,
        level=question.level if question.sensitivity else level,
        confidence=confidence,
        reason_code=reason_code,
        reason_params=params,
        reason=REASONS[reason_code].format_map(params),
    )


def _propose(form: Form, question: Question) -> Proposal:
    if question.means:
        usual = MEANS[question.means].sensitivity
        return _proposal(
            question, question.means, usual, "means", sure=True, meaning=question.means
        )
    if question.type in META_TYPES and question.type not in _BY_TYPE:
        return _proposal(
            question, "device", "indirect:2", "type_tells", sure=True, type=question.type
        )
    return (
        _from_choices(form, question)
        or _from_words(question)
        or _from_appearance(question)
        or _from_type(question)
    )


def _from_choices(form: Form, question: Question) -> Proposal | None:
    choices = form.choices.get(question.list_name, ())
    labels = [
        {fold(choice.name), *(fold(label) for label in choice.labels.values())}
        for choice in choices
    ]
    if len(choices) <= 6 and any(one & MALE for one in labels):  # noqa: SIM102, PLR2004
        if any(one & FEMALE for one in labels):
            return _proposal(question, "sex", "indirect:1", "sexes", sure=True)
    names = [choice.name for choice in choices]
    if len(names) > 1 and _most(_PCODE.fullmatch(name) is not None for name in names):
        return _proposal(question, "area", "none", "pcodes", sure=True)
    spans = [" ".join(choice.labels.values()) or choice.name for choice in choices]
    if len(spans) > 2 and _most(_SPAN.search(span) is not None for span in spans):  # noqa: PLR2004
        says_age = " age" in f" {_words_of(question)}" or "عمر" in _words_of(question)
        return _proposal(question, "age.group", "indirect:1", "ages", sure=says_age)
    return None


def _most(hits: Iterable[bool]) -> bool:
    listed = list(hits)
    return sum(listed) >= 0.8 * len(listed)


def _words_of(question: Question) -> str:
    return fold(" ".join((question.name, *question.labels.values())))


def _from_words(question: Question) -> Proposal | None:
    name = fold(re.sub(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z]{2})", "_", question.name))
    names = f"{name} {fold(question.name)} {fold(question.list_name)}"
    labels = [fold(label) for label in question.labels.values()]
    for rule in RULES:
        if question.type not in rule.types:
            continue
        in_name = rule.found_in(names)
        short = [label for label in labels if len(label.split()) <= _LONG_LABEL]
        in_label = next((word for word in map(rule.found_in, short) if word), "")
        if not in_name and not in_label:
            continue
        sensitivity = MEANS[rule.means].sensitivity
        whole = in_name in {name, fold(question.name)} or in_label in short
        code = "_and_".join(
            place for place, word in (("name", in_name), ("label", in_label)) if word
        )
        # Free text can hold a name whatever it was meant for: a person decides each.
        loose = question.type == "text" and not sensitivity.startswith("direct")
        sure = (whole or code == "name_and_label") and not loose
        word = in_label or in_name
        return _proposal(question, rule.means, sensitivity, code, sure=sure, word=word)
    return None


def _from_appearance(question: Question) -> Proposal | None:
    """A text of digits in the shape of a phone number."""
    looks = "numbers" in question.appearance or re.search(r"\{(?:9|1\d)\}", question.constraint)
    if question.type == "text" and looks:
        return _proposal(question, "person.phone", "direct:3", "phrase", sure=False)
    return None


def _from_type(question: Question) -> Proposal:
    if question.type == "text" and "'other'" in question.relevant.replace('"', "'"):
        return _proposal(question, "remark", "indirect:2", "other", sure=False)
    means, sensitivity, tells = _BY_TYPE.get(question.type, ("value", "indirect:1", False))
    code = "type_tells" if tells else "type"
    return _proposal(question, means, sensitivity, code, sure=tells, type=question.type)


def _derived(form: Form, question: Question, made: Mapping[str, Proposal]) -> Proposal | None:
    """A computed answer can give away what it is computed from."""
    if question.type != "calculate" or question.means or not question.calculation:
        return None
    sources = sorted(names_in(parse(question.calculation)))
    worst = max(
        (_danger_of(form, name, made) for name in sources),
        default=(0, "none", None),
        key=lambda danger: (danger[0], danger[2] or 0),
    )
    if worst[1] not in {"direct", "sensitive"}:
        return None
    level = f":{worst[2]}" if worst[2] else ""
    names = ", ".join(sources[:4])
    return _proposal(question, "value", worst[1] + level, "derived", sure=False, names=names)


def _danger_of(form: Form, name: str, made: Mapping[str, Proposal]) -> tuple[int, str, int | None]:
    marked: Question | Proposal | None = made.get(name) or form.by_name.get(name)
    if marked is None or not marked.sensitivity:
        return (0, "none", None)
    return (_DANGER.index(marked.sensitivity), marked.sensitivity, marked.level)
