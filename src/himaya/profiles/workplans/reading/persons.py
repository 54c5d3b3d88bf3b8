"""Persons named in a plan, told apart from bodies and positions.

When in doubt, words are a person's name: a name shown as a body would leave the workspace.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from himaya.engines.tabular import fold, fold_words, one_line, pieces
from himaya.profiles.workplans.reading.cells import split_outside
from himaya.profiles.workplans.reading.model import Person

_NUMBER = re.compile(r"(?:^|(?<=\s))\d{1,2}\s*[.)]\s*(?=[^\d\s])")
_BRACKETS = re.compile(r"[\[(]([^\[\]()]*(?:\([^()]*\)[^\[\]()]*)*)[\])]")
_BETWEEN = re.compile(r"\s+&\s+|\s*;\s*|\s*/\s+|,\s+")
_AND = re.compile(r"\s+(?:and|et|y|و)\s+", re.IGNORECASE)
_TO_DO = re.compile(r"^(?P<who>[^,]{2,60}?)\s+to\s+[a-z]")
_BODIES = re.compile(
    r"teams?|groups?|(sub)?(sectors?|clusters?)|(co)?(chairs|coordinators?)|heads|leads"
    r"|agency|agencies|partners?|members|officers?|units?|committee|government|ministry|actors"
    r"|organi[sz]ations|authorities|department|secretariat|network|others"
    r"|equipe|groupe|secteur|agences|partenaires|equipo|grupo|agencias|socios"
    r"|فريق|مجموعه|قطاع|وكالات|شركاء|وزاره|لجنه"
)
# Only in capitals, because Im, Un and Who are names of people too.
_ACRONYMS = re.compile(
    r"UN|UNHCR|UNICEF|UNFPA|OCHA|IOM|WFP|WHO|UNDP|FAO|NRC|IRC|DRC|ICRC|IFRC|MSF|I?NGOs?|P?C?P?WG"
    r"|SAG|T?WG|TF|IMOs?|IMs?|HCT|ICWG|ICCT|GBV|CP|AoR|HLP"
)


@dataclass(slots=True)
class FocalPoints:
    """Who stands in a cell; `is_unsure` when names run together and cannot be told apart."""

    persons: list[Person] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    is_unsure: bool = False


def read_members(text: str) -> list[Person]:
    """Read a numbered list of members, on one line or many; brackets hold their body."""
    found = []
    for line in pieces(text):
        for part in _NUMBER.split(line.text):
            words = part.strip().rstrip(",;")
            if words:
                found.append(_person(words))
    return found


def read_focal_points(text: str, members: Sequence[Person]) -> FocalPoints:
    """Read persons and bodies of a cell. Names side by side are split only if all are members."""
    read = FocalPoints()
    known = {fold(member.name) for member in members}
    for line in pieces(text):
        for entry in _entries(line.text, known):
            _read_entry(entry, known, read)
    return read


def body_of(text: str) -> str:
    """The body in words such as "Task Team to write a draft", else the words."""
    match = _TO_DO.match(text)
    return match.group("who").strip() if match else text


def is_body(text: str, known: Collection[str] = ()) -> bool:
    """Whether words outside brackets name a body or position, not a person.

    `known` are folded names of members; words with one of them in are a person's.
    """
    bare = _BRACKETS.sub(" ", body_of(text))
    words = fold_words(bare)
    if any(word in known for word in words):
        return False
    return any(map(_BODIES.fullmatch, words)) or any(
        map(_ACRONYMS.fullmatch, re.findall(r"\w+", bare))
    )


def _entries(line: str, known: Collection[str]) -> list[str]:
    entries = []
    for part in split_outside(_BETWEEN, _NUMBER.sub(" ", line)):
        entries += [part] if is_body(part, known) else split_outside(_AND, part)
    return entries


def _read_entry(entry: str, known: Collection[str], read: FocalPoints) -> None:
    if is_body(entry, known):
        read.bodies.append(body_of(entry))
        return
    person = _person(entry)
    tokens = person.name.split()
    if len(tokens) > 1 and all(fold(token) in known for token in tokens):
        read.persons += [Person(token, text=token) for token in tokens]
        return
    if len(tokens) > 1 and fold(person.name) not in known:
        # A surname the members' list does not have, or two people: only a person can tell.
        read.is_unsure = read.is_unsure or any(fold(token) in known for token in tokens)
    read.persons.append(person)
    if person.role and person.role not in read.bodies and is_body(person.role):
        read.bodies.append(person.role)


def _person(words: str) -> Person:
    roles = [role.strip() for role in _BRACKETS.findall(words)]
    name = _BRACKETS.sub(" ", words).strip(" ,;:-")
    return Person(one_line(name), role=one_line(", ".join(roles)), text=one_line(words))
