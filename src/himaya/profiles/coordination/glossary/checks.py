"""Agreed words in forms: questions that use a word to avoid, or a term that was retired."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from himaya.engines.tabular import fold_words
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.instruments.models import Version
from himaya.kernel.words import in_language
from himaya.profiles.coordination.glossary.declaration import TERM
from himaya.records.models import Record

_BETWEEN = re.compile(r"[\n,;،؛]+")
_NAMES = ("title", "term_en", "term_fr", "term_es", "term_ar", "term_local")
_RETIRED = "retired"


def words_of_version(seat: ActingSeat, version: Version) -> Mapping[str, Any]:
    """Part of a form version's page: words the glossary in sight advises against. One query.

    Each with its question and the term to use instead, where there is one.
    """
    terms = Record.objects.filter(dataset__profile=TERM.code, is_withdrawn=False)
    said = visible_to(terms, seat).values_list("status", "head__answers")
    avoided = {
        words: (written, instead)
        for status, answers in said
        for written, instead in _avoided(status, answers or {})
        if (words := tuple(fold_words(written)))
    }
    if not avoided:
        return {"found": []}
    found = []
    for question in version.questions.all():
        texts = [fold_words(str(text)) for text in question.labels.values()]
        for words, (written, instead) in avoided.items():
            if any(_holds(text, words) for text in texts):
                label = in_language(question.labels) or question.key
                found.append({"label": label, "word": written, "instead": instead})
    return {"found": found}


def _avoided(status: str, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    title = str(answers.get("title") or "")
    if status == _RETIRED:
        for name in _NAMES:
            if answers.get(name):
                yield str(answers[name]).strip(), ""
        return
    for word in _BETWEEN.split(str(answers.get("avoid") or "")):
        if word.strip():
            yield word.strip(), title


def _holds(text: Sequence[str], words: tuple[str, ...]) -> bool:
    return any(
        tuple(text[place : place + len(words)]) == words
        for place in range(len(text) - len(words) + 1)
    )
