"""The page of all declared registers, docs/reference/registers.md: written from the declarations.

Renewed with `python tools/registers.py`; a test compares the page with what this gives.
"""

from collections.abc import Iterator

from himaya.datasets.declarations import Profile, profiles
from himaya.datasets.templates import template_form
from himaya.engines.xlsform import Question
from himaya.instruments.actions import LEVEL_OF

_LEVELS = {1: "Low/No", 2: "Moderate", 3: "High", 4: "Severe"}
_AUDIENCES = {
    "agency": "the owning agency",
    "workspace": "member agencies",
    "co_leads": "member agencies and co-leads",
    "operation": "everybody in the operation",
}
_HEAD = """# Registers

All registers that himaya declares, written from the declarations by `python tools/registers.py`;
a test compares the two. What more there is to a question stands in its form, in four languages.

- *Sensitivity* with a lock is encrypted. *Adds up* is how a figure is put together.
- *Serves* names rows of the field's list of systems (`systems.md`).
- A relation is offered where both registers are in one information system.
"""


def registers_page() -> str:
    """The whole page as Markdown. Raises FormErrors where a template is not valid."""
    parts = [_HEAD, *_contents()]
    for profile in profiles():
        parts += _register(profile)
    return "\n".join(parts).rstrip("\n") + "\n"


def _contents() -> Iterator[str]:
    yield "| code | register | seen by | sensitivity | kept (months) | serves |"
    yield "|---|---|---|---|---|---|"
    for profile in profiles():
        rows = ", ".join(str(row) for row in profile.serves)
        yield (
            f"| [{profile.code}](#{profile.code}) | {profile.names['en']} |"
            f" {_AUDIENCES[profile.audience]} | {_LEVELS[profile.level]} |"
            f" {profile.retention_months} | {rows} |"
        )
    yield ""


def _register(profile: Profile) -> Iterator[str]:
    yield f"## {profile.code}\n"
    yield f"{profile.names['en']}. {profile.reason}\n"
    for sentence in profile.safeguards:
        yield f"> {sentence['en']}\n"
    yield f"Status: {_lifecycle(profile)}\n"
    if profile.relations:
        yield "Relations: " + "; ".join(
            f"{one.labels['en']} → `{one.target}` (there: {one.inverse_labels['en']})"
            for one in profile.relations
        )
        yield ""
    yield "| key | question | type | means | sensitivity | adds up |"
    yield "|---|---|---|---|---|---|"
    for question in template_form(profile.template).questions:
        if question.holds_answer:
            yield _question(question)
    yield ""


def _lifecycle(profile: Profile) -> str:
    steps = profile.lifecycle.steps
    parts = []
    for state in profile.lifecycle.states:
        word = f"{state.labels['en']} (`{state.code}`, {state.phase}"
        if state.verb is not None:
            word += f", needs `{state.verb}`"
        if state.code in steps:
            word += f"; to {', '.join(steps[state.code]) or 'nothing more'}"
        parts.append(f"{word})")
    return " · ".join(parts) + ("" if steps else ". From any to any.")


def _question(question: Question) -> str:
    key = ".".join((*question.repeat, question.key))
    need = " **required**" if question.required else ""
    return (
        f"| `{key}` | {question.labels['en']}{need} | {question.type} |"
        f" {question.means} | {_sensitivity(question)} | {question.aggregation} |"
    )


def _sensitivity(question: Question) -> str:
    level = question.level or LEVEL_OF[question.sensitivity]
    is_sealed = question.sensitivity == "direct" or level >= 3  # noqa: PLR2004 - High
    word = question.sensitivity
    if word != "none" or level > 1:
        word += f", {_LEVELS[level]}"
    return f"🔒 {word}" if is_sealed else word
