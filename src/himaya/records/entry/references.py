"""Which questions others depend on: their change redraws the page."""

import re

from himaya.engines.xlsform import Form, Question

REFERENCE = re.compile(r"\$\{\s*([^}\s]+)\s*\}")


def depended_on(form: Form) -> frozenset[str]:
    """Names of the questions whose answers decide what else the page shows."""
    texts: list[str] = [group.relevant + " " + group.repeat_count for group in form.groups]
    for group in form.groups:
        texts += [*group.labels.values(), *group.hints.values()]
    for question in form.questions:
        texts += _decisive(question)
    return frozenset(name for text in texts for name in REFERENCE.findall(text))


def _decisive(question: Question) -> list[str]:
    return [
        question.relevant,
        question.calculation,
        question.choice_filter,
        question.required,
        question.read_only,
        question.list_name,
        question.trigger,
        *question.labels.values(),
        *question.hints.values(),
    ]
