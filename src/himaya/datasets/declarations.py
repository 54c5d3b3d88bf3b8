"""Profiles declare registers here; the engine below them never asks which one it serves.

A profile is data: a template instrument, a lifecycle, an audience, relations and how its working
copy is laid out. `profiles` registers each in `AppConfig.ready()`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from himaya.datasets.models import Audience, Lane
from himaya.kernel.verbs import Verb
from himaya.systems.models import Category


@dataclass(frozen=True, slots=True)
class State:
    """One state of a lifecycle. `phase` is open, waiting, done or stopped."""

    code: str
    labels: Mapping[str, str]  # by language code
    phase: str = "open"
    verb: Verb | None = None  # what entering it needs besides record.move
    is_locked: bool = False  # nothing in it changes; leaving it needs what entering it needs
    is_draft: bool = (
        False  # still with its writer: it is said to nobody yet, and stands for nothing
    )
    asks_why: bool = False  # nobody enters it without a word why


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """States in board order. `steps` maps a state to those it may go to; empty means: to any."""

    states: tuple[State, ...]
    start: str
    steps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def state(self, code: str) -> State | None:
        """The state with that code."""
        return next((state for state in self.states if state.code == code), None)

    def is_locked(self, code: str) -> bool:
        """Whether a record in that state stays as it is until it is taken out of it."""
        state = self.state(code)
        return state is not None and state.is_locked

    def needs(self, old: str, new: str) -> frozenset[Verb]:
        """What the step takes besides moving records; from "" it is the first state."""
        entered, left = self.state(new), self.state(old)
        verbs = [entered.verb if entered else None]
        if left is not None and left.is_locked:
            verbs.append(left.verb)
        return frozenset(verb for verb in verbs if verb is not None)

    @property
    def drafts(self) -> list[str]:
        """Codes of the states declared as drafts."""
        return [state.code for state in self.states if state.is_draft]

    def allows(self, old: str, new: str) -> bool:
        """Whether a record may go from one state to the other."""
        if self.state(new) is None:
            return False
        return not self.steps or new in self.steps.get(old, ())


@dataclass(frozen=True, slots=True)
class Relation:
    """Records of this register point to records of another: an activity to its plan."""

    code: str
    target: str  # profile code
    labels: Mapping[str, str]
    inverse_labels: Mapping[str, str]
    is_offered: bool = True  # whether a person may make one by hand; else an action makes it
    is_kept: bool = False  # nobody takes it away: an answer stays that to what was asked
    takes_over: bool = False  # once no draft any more, the source replaces its target
    is_part: bool = False  # the source stands when its target does: an activity and its plan
    # A record entered from its target takes these answers along: (key there, key here).
    carries: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """In these states a question is answered, or a relation leads to a record that says it."""

    key: str
    relations: tuple[str, ...]  # codes
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """What records must have in common before their figures are added up. All by question key.

    `same` must agree, of several the first that is answered; `wholes` name the answer that holds
    all others; `schemes` the question whose parts they cut; `once` what names one figure, which
    two sources may give; `one_level`: whether areas must be of one admin level.
    """

    figures: tuple[str, ...]
    same: tuple[tuple[str, ...], ...]
    wholes: Mapping[str, str] = field(default_factory=dict)
    schemes: Mapping[str, str] = field(default_factory=dict)
    once: tuple[str, ...] = ()
    one_level: bool = False


# Lays out a working copy in the form people know: (rows, language, file format) ->
# releases.content.Document.
# A row is {"ref", "stable_id", "revision", "status", "answers",
# "related": {relation: {...the same, less the revision...}}}.
Layout = Callable[[Sequence[Mapping[str, Any]], str, str], Any]


@dataclass(frozen=True, slots=True)
class SheetPart:
    """What a register puts on the profile sheet of an area: its newest entries, or counts.

    `order`: where it stands. `counts`: key of a question with choices, for registers of which a
    sheet tells how many entries say what, and no entry.
    """

    order: int
    labels: Mapping[str, str]  # by language code
    counts: str = ""


# What a record lacks before it may enter a state: (acting seat, record) -> codes, none if nothing.
Lacks = Callable[[Any, Any], Sequence[str]]
# What follows from a record as it was just written, in the same transaction: (acting seat, record).
Follow = Callable[[Any, Any], None]
# What keeps a record from a step: (acting seat, record, state, whether answers change with it).
# Raises Problem.
Guard = Callable[[Any, Any, str, bool], None]


@dataclass(frozen=True, slots=True)
class Profile:
    """One register or category, declared."""

    code: str
    names: Mapping[str, str]
    template: Path  # XLSForm in the Markdown dialect, marks included
    lifecycle: Lifecycle
    categories: tuple[Category, ...] = ()  # empty: a coordination register
    lane: Lane = Lane.INFORMATION
    audience: Audience = Audience.WORKSPACE
    level: int = 2
    retention_months: int = 60
    # An entry is a document, a plan, a service or a word, and no person, case or incident: how
    # many there are is said, though its questions speak of groups of people or hold a contact.
    of_things: bool = False
    of_documents: bool = False  # an entry is a document: its files and their words are in `library`
    link: str = ""  # key of the answer that is a public address, which is looked at now and then
    relations: tuple[Relation, ...] = ()
    gates: Mapping[str, Lacks] = field(default_factory=dict)  # by code of the state they guard
    either: tuple[Either, ...] = ()
    then: Follow | None = None
    guard: Guard | None = None  # asked before every step
    subject_kind: str = "subject"  # what its records are about: household, case, site ...
    layouts: Mapping[str, Layout] = field(default_factory=dict)
    alike: Alike | None = None  # None: figures add up as their questions say, whatever the records
    columns: tuple[str, ...] = ()  # question keys of the table's first view; empty: by marks
    page: str = ""  # name of the address that shows one record as people know it; takes its ref
    # The whole register as people know it: name of the address (takes its ref), words for the link.
    overview: tuple[str, Mapping[str, str]] | None = None
    tells: Mapping[str, str] = field(default_factory=dict)  # the question about a place, in words
    tells_with: tuple[str, ...] = ()  # keys of answers told beside the title, figures among them
    sheet: tuple[SheetPart, ...] = ()  # parts of the profile sheet of an area
    tells_from_above: bool = False  # what is said of an area holds for every area in it too
    is_agenda: bool = False  # its records are appointments: the home page names the next one
    asks: tuple[str, ...] = ()  # keys of answers that name a location or agency: asked if unknown
    # Sets of keys whose answers together name one entry: asked where another one says the same.
    # Whoever changes one of a register in use fills records.Twin anew, in a migration.
    alone: tuple[tuple[str, ...], ...] = ()
    # Keys of answers that stay as they were written, but for the writer and whoever may endorse.
    fixed: tuple[str, ...] = ()
    # Paths of answers that name the person who is to do it: passed on when somebody takes over.
    assigned: tuple[str, ...] = ()
    given_to: str = ""  # key of the answer that names whose entry it is, where a steward writes it
    hours: tuple[str, str] | None = None  # keys of the times at which one begins and ends
    safeguards: tuple[Mapping[str, str], ...] = ()  # sentences shown before collecting, by language
    reason: str = ""  # why this audience, level and retention; for docs/reference/registers.md
    serves: tuple[int, ...] = ()  # rows of the field's list of systems, for the same page


@dataclass(frozen=True, slots=True)
class Module:
    """Registers that belong together, as lists group them."""

    code: str
    names: Mapping[str, str]  # by language code
    profiles: tuple[str, ...]  # codes


_profiles: dict[str, Profile] = {}
_modules: dict[str, Module] = {}


def register_profile(profile: Profile) -> None:
    """Declare a register. Raises ValueError when the code is taken by another declaration."""
    if _profiles.get(profile.code, profile) != profile:
        raise ValueError(f"profile {profile.code} is declared twice")
    _profiles[profile.code] = profile


def forget_profile(code: str) -> None:
    """Take a declaration back; tests that declare a register clean up with this."""
    _profiles.pop(code, None)


def profile_named(code: str) -> Profile | None:
    """The declared profile, or None for a dataset made from somebody's own form."""
    return _profiles.get(code)


def profiles() -> tuple[Profile, ...]:
    """All declared profiles, in order of declaration."""
    return tuple(_profiles.values())


def register_module(module: Module) -> None:
    """Declare which registers belong together; those of a PIM category need no module."""
    _modules[module.code] = module


def modules() -> tuple[Module, ...]:
    """All modules, in order of declaration."""
    return tuple(_modules.values())
