"""Rules and outcomes in words: English, French, Spanish and Arabic, from one table per language.

The tables are `words/<language>.json`. A rule is said as "who may what, if, unless": roles in the
rule's `when` become the subject. A comparison is said by an idiom where the table has one for its
two sides (``thing.agency eq seat.agency``), else by its operator and the sides' labels. `extra`
adds to, or replaces, entries of the table: words that an operation or a room above brings along.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from himaya.engines.rules.decide import Outcome
from himaya.engines.rules.language import (
    All,
    Attribute,
    Condition,
    Constant,
    Given,
    Operand,
    Rule,
    Test,
    Value,
    attributes,
)
from himaya.engines.rules.policy import Policy

LANGUAGES = ("en", "fr", "es", "ar")
Table = Mapping[str, Mapping[str, Any]]
_OBJECT = " {kinds}"
_FOLDER = Path(__file__).parent / "words"


def sentence(rule: Rule, language: str, extra: Table | None = None) -> str:
    """One rule as a sentence. Raises KeyError for a language without a table."""
    return _Speaker(_words(language), extra).rule(rule)


def reasons(
    outcome: Outcome,
    policy: Policy,
    language: str,
    *,
    verb: str = "",
    kind: str = "",
    extra: Table | None = None,
) -> tuple[str, ...]:
    """Why it was allowed or refused, and what would be needed.

    Where no rule permits, `verb` and `kind` let it name the cases in which one would.
    """
    speaker = _Speaker(_words(language), extra)
    if outcome.errors:
        return tuple(speaker.error(error) for error in outcome.errors)
    deciding = [rule for rule in policy.rules if rule.id in outcome.rules]
    said = [text for rule in deciding for text in speaker.reason(rule)]
    if deciding:
        return tuple(said)
    permits = [rule for rule in policy.rules_for(verb, kind) if rule.effect == "permit"]
    return (speaker.frame("none"), *(speaker.rule(rule) for rule in permits))


def missing_words(policy: Policy, language: str, extra: Table | None = None) -> tuple[str, ...]:
    """Names the policy uses and the table cannot say, as ``section:name``; shown as codes."""
    speaker = _Speaker(_words(language), extra)
    for rule in policy.rules:
        speaker.rule(rule)
        for attribute in attributes(rule.fires):
            speaker.label(attribute)
    return tuple(sorted(speaker.missing))


@lru_cache
def _words(language: str) -> Table:
    if language not in LANGUAGES:
        raise KeyError(language)
    table: Table = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return table


class _Speaker:
    def __init__(self, table: Table, extra: Table | None) -> None:
        self.table = {name: {**part, **(extra or {}).get(name, {})} for name, part in table.items()}
        self.missing: set[str] = set()

    # ------------------------------------------------------------------ words

    def frame(self, frame: str, **values: object) -> str:
        return self.tidy(str(self.table["frames"][frame]).format(**values))

    def word(self, section: str, name: str) -> str:
        """A word of the table, else the code in quotation marks."""
        if found := self.table[section].get(name):
            return str(found)
        self.missing.add(f"{section}:{name}")
        return str(self.table["frames"]["quoted"]).format(name=name)

    def label(self, attribute: Attribute) -> tuple[str, str]:
        """An attribute's name and its grammatical gender, m where the table does not say."""
        entry = self.table["attributes"].get(attribute.path)
        if entry is None:
            return self.word("attributes", attribute.path), "m"
        return (entry, "m") if isinstance(entry, str) else (entry["text"], entry["gender"])

    def tidy(self, text: str) -> str:
        """Contractions (de el, de le) and the capital at the start."""
        for apart, joined in self.table["contractions"].items():
            text = text.replace(apart, joined)
        return text[:1].upper() + text[1:]

    def joined(self, texts: Sequence[str], word: str) -> str:
        """A, b and c; where commas would be read as "and" (Arabic), the word itself each time."""
        frames = self.table["frames"]
        between = frames["comma"] if word in ("and", "or") else ""
        *most, last = texts
        return (between or frames[word]).join(most) + frames[word] + last if most else last

    # ------------------------------------------------------------------ rules

    def rule(self, rule: Rule) -> str:
        roles, when = ((), rule.when) if rule.effect == "limit" else _subject(rule.when)
        clauses = "" if when == Constant(value=True) else self.clause("if", when)
        if rule.unless != Constant(value=False):
            clauses += self.clause("unless", rule.unless)
        elif rule.effect == "forbid":
            clauses += str(self.table["frames"]["no_exception"])
        who = self.joined([self.word("roles", role) for role in roles], "or") if roles else ""
        opening = rule.effect + ("_who" if who else "")
        what, terms = self.what(rule), self.terms(rule)
        return self.frame(opening, who=who, what=what, clauses=clauses, terms=terms)

    def clause(self, name: str, condition: Condition) -> str:
        return str(self.table["frames"][name]).format(condition=self.condition(condition))

    def what(self, rule: Rule) -> str:
        forbidden = rule.effect == "forbid"
        word = "or" if forbidden else "and"  # nobody may view *or* amend
        kinds = [self.widest("kinds", kind, forbidden) for kind in rule.kinds]
        phrases = list(dict.fromkeys(self.verb(verb, forbidden) for verb in rule.verbs))
        # Plain verbs share one object: "view and amend records".
        plain = [text for text in phrases if self.is_plain(text)]
        if len(plain) > 1:
            shared = self.joined([text.removesuffix(_OBJECT) for text in plain], word) + _OBJECT
            phrases = [shared, *(text for text in phrases if text not in plain)]
        these = [str(self.table["frames"]["these"])] if len(kinds) > 1 else kinds
        named = False
        said = []
        for text in phrases:
            said.append(self.with_object(text, these if named else kinds, word))
            named = named or _OBJECT in text
        return self.joined(said, word)

    def is_plain(self, text: str) -> bool:
        return bool(self.table["frames"]["share_object"]) and text.find(" ") == text.find(_OBJECT)

    def with_object(self, text: str, kinds: Sequence[str], word: str) -> str:
        for preposition in self.table["frames"]["repeated"].split():
            if f" {preposition}{_OBJECT}" in text:  # said again: "de A et de B", not "de A et B"
                said = self.joined([f"{preposition} {kind}" for kind in kinds], word)
                return text.replace(f"{preposition}{_OBJECT}", said)
        return text.format(kinds=self.joined(kinds, word))

    def widest(self, section: str, name: str, forbidden: bool) -> str:  # noqa: FBT001
        """The word; "anything" is another word after "nobody" in French and Spanish."""
        return self.word(section, "not *" if name == "*" and forbidden else name)

    def verb(self, verb: str, forbidden: bool) -> str:  # noqa: FBT001
        action = verb.partition(".")[2] or verb
        if verb in self.table["verbs"] or action in self.table["verbs"]:
            return self.widest("verbs", verb if verb in self.table["verbs"] else action, forbidden)
        do = str(self.table["frames"]["do"])
        return do.format(verb=self.word("verbs", verb), kinds="{kinds}")

    def terms(self, rule: Rule) -> str:
        frames = self.table["frames"]
        said = []
        for name, groups in (("fields", rule.fields), ("withhold", rule.withhold)):
            if groups:
                names = [self.word("groups", group) for group in sorted(groups)]
                said.append(frames[name].format(groups=self.joined(names, "and")))
        if rule.min_cell:
            said.append(frames["min_cell"].format(count=rule.min_cell))
        said += [frames[name] for name in ("watermark", "log") if getattr(rule, name)]
        if not said:
            return ""
        opening = "" if rule.effect == "limit" else frames["semicolon"]
        return str(opening + frames["semicolon"].join(said))

    # ------------------------------------------------------------- conditions

    def condition(self, condition: Condition, *, inside: bool = False) -> str:
        match condition:
            case Constant(value):
                return str(self.table["frames"]["always" if value else "never"])
            case Test():
                return self.test(condition)
        if len(condition.parts) == 1:
            return self.condition(condition.parts[0], inside=inside)
        every = isinstance(condition, All)
        if not condition.parts:
            return self.condition(Constant(every))
        parts = [self.condition(part, inside=True) for part in condition.parts]
        text = self.joined(parts, "and_if" if every else "or_if")
        return f"({text})" if inside else text

    def test(self, test: Test) -> str:
        if test.op == "ne" and isinstance(test.right, Given) and isinstance(test.right.value, bool):
            test = Test("eq", test.left, Given(not test.right.value, "bool"))
        left, right = test.left, test.right
        values = {"left": self.operand(left, right), "right": self.operand(right, left)}
        for key in _keys(test):
            if idiom := self.table["idioms"].get(key):
                return str(idiom).format(**values)
        template = self.table["operators"][_operator(test)]
        if not isinstance(template, str):
            template = template[self.label(left)[1] if isinstance(left, Attribute) else "m"]
        return str(template).format(**values)

    def operand(self, side: Operand, other: Operand) -> str:
        if isinstance(side, Attribute):
            return self.label(side)[0]
        name = other.name if isinstance(other, Attribute) else ""
        if isinstance(side.value, frozenset):
            values = sorted(side.value)
            return (
                self.joined([self.value(name, value) for value in values], "or") if values else "-"
            )
        return self.value(name, side.value)

    def value(self, name: str, value: Value) -> str:
        if isinstance(value, bool):
            return str(self.table["frames"]["yes" if value else "no"])
        known = self.table["values"].get(f"{name}={value}")
        if known or not isinstance(value, str):
            return str(known or value)
        return str(self.table["frames"]["quoted"]).format(name=value)

    # ---------------------------------------------------------------- reasons

    def reason(self, rule: Rule) -> Iterator[str]:
        yield self.rule(rule)
        if rule.effect == "forbid" and rule.unless != Constant(value=False):
            yield self.frame("needed", condition=self.condition(rule.unless))

    def error(self, error: str) -> str:
        what, _, path = error.partition(" ")
        if what not in ("missing", "type"):
            return self.frame("unknown")
        source, _, name = path.partition(".")
        return self.frame("error", name=self.label(Attribute(source, name, "str"))[0])


def _subject(when: Condition) -> tuple[tuple[str, ...], Condition]:
    """The roles a rule is about, and what is left of its condition without them."""
    parts = when.parts if isinstance(when, All) else (when,)
    for place, part in enumerate(parts):
        match part:
            case Test("eq", Attribute("seat", "role", _), Given(str() as role)):
                return (role,), _rest(parts, place)
            case Test("in", Attribute("seat", "role", _), Given(frozenset() as roles)) if roles:
                return tuple(sorted(roles)), _rest(parts, place)
    return (), _rest(parts, len(parts))


def _rest(parts: tuple[Condition, ...], place: int) -> Condition:
    kept = tuple(
        part for n, part in enumerate(parts) if n != place and part != Constant(value=True)
    )
    return All(kept) if kept else Constant(value=True)


def _keys(test: Test) -> Iterator[str]:
    """Where an idiom for the test may stand, the most particular first."""
    sides = [
        side.path if isinstance(side, Attribute) else "value" for side in (test.left, test.right)
    ]
    if isinstance(test.right, Given) and not isinstance(test.right.value, frozenset):
        yield f"{sides[0]} {test.op} {json.dumps(test.right.value, default=str)}"
    yield f"{sides[0]} {test.op} {sides[1]}"


def _operator(test: Test) -> str:
    if isinstance(test.right, Given) and isinstance(test.right.value, frozenset):
        return f"{test.op}_values" if test.op in ("in", "not_in") else test.op
    return (
        f"date.{test.op}" if test.left.type == "date" and test.op not in ("eq", "ne") else test.op
    )
