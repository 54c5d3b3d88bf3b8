"""A disclosure plan as a file: what plays which part, what must hold, and the steps in order.

A plan is YAML and can be read, compared and approved by people. It holds no seed, no key and no
value out of the data beyond the groups and thresholds its steps name. The same plan, file and
secrets give the same bytes.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import Frame
from himaya.engines.disclosure.frequencies import Missing
from himaya.engines.disclosure.risk import Roles

VERSION = 1
_FIELDS = {
    "plan", "purpose", "scenario", "keys", "weight", "household", "sensitive", "missing",
    "thresholds", "input", "steps",
}  # fmt: skip
_THRESHOLDS = {"k", "global_risk", "l"}


@dataclass(frozen=True)
class Step:
    """One step: which method, with which options."""

    method: str
    options: Mapping[str, Any]

    def to_yaml(self) -> dict[str, Any]:
        """As in the file."""
        return {self.method: dict(self.options)}


@dataclass(frozen=True)
class Plan:
    """What a file says. `thresholds` are what the treated table must hold to be written."""

    roles: Roles
    steps: tuple[Step, ...]
    purpose: str = ""
    scenario: str = ""
    missing: Missing = Missing.WILDCARD
    thresholds: Mapping[str, float] = field(default_factory=dict)
    fingerprint: str | None = None

    def to_yaml(self) -> str:
        """The text of the file; the same plan gives the same text."""
        whole = {
            "plan": VERSION,
            "purpose": self.purpose,
            "scenario": self.scenario,
            "keys": list(self.roles.keys),
            "weight": self.roles.weight,
            "household": self.roles.household,
            "sensitive": list(self.roles.sensitive),
            "missing": str(self.missing),
            "thresholds": dict(self.thresholds),
            "input": self.fingerprint,
            "steps": [step.to_yaml() for step in self.steps],
        }
        kept = {name: value for name, value in whole.items() if value not in (None, "", [], {})}
        return yaml.safe_dump(kept, sort_keys=False, allow_unicode=True)

    def without_last(self) -> "Plan":
        """The plan with its last step undone."""
        if not self.steps:
            raise _invalid("There is no step to undo.")
        return self._with(self.steps[:-1])

    def then(self, method: str, **options: Any) -> "Plan":  # noqa: ANN401 - options of a step
        """The plan with one step more."""
        return self._with((*self.steps, Step(method, options)))

    def _with(self, steps: tuple[Step, ...]) -> "Plan":
        return Plan(
            self.roles,
            steps,
            self.purpose,
            self.scenario,
            self.missing,
            self.thresholds,
            self.fingerprint,
        )

    def require_input(self, frame: Frame) -> None:
        """Refuse a table that is not the one the plan was made for, where the plan names it."""
        if self.fingerprint is not None and self.fingerprint != fingerprint(frame):
            raise DisclosureError(
                DisclosureErrorCode.PLAN_STALE,
                "The plan was made for another table than this one.",
                "Measure the risk of this table and make the plan anew, or take the right file.",
            )


def fingerprint(frame: Frame) -> str:
    """SHA-256 of the table's names, types and values in order."""
    digest = hashlib.sha256(repr(list(frame.schema.items())).encode())
    digest.update(frame.write_csv().encode())
    return digest.hexdigest()


def read_plan(path: Path) -> Plan:
    """The plan of a file. Raises DisclosureError for what is no plan."""
    try:
        return parse_plan(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise DisclosureError(
            DisclosureErrorCode.FILE_MISSING,
            f"{path.name} cannot be read.",
            "Check the name and the folder of the plan.",
        ) from error


def parse_plan(text: str) -> Plan:
    """The plan of a text."""
    try:
        whole = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise _invalid("The plan is no YAML.") from error
    if not isinstance(whole, dict) or whole.get("plan") != VERSION:
        raise _invalid(f"It does not begin with plan: {VERSION}.")
    if unknown := set(whole) - _FIELDS:
        raise _invalid(f"It has unknown parts: {', '.join(sorted(map(str, unknown)))}.")
    thresholds = _mapping(whole.get("thresholds"), "thresholds")
    if unknown := set(thresholds) - _THRESHOLDS:
        raise _invalid(f"Unknown thresholds: {', '.join(sorted(unknown))}.")
    if not all(isinstance(value, int | float) for value in thresholds.values()):
        raise _invalid("A threshold is no number.")
    return Plan(
        roles=Roles.of(
            _texts(whole, "keys"),
            _text(whole, "weight") or None,
            _text(whole, "household") or None,
            _texts(whole, "sensitive"),
        ),
        steps=tuple(_step(one) for one in _list(whole.get("steps"), "steps")),
        purpose=_text(whole, "purpose"),
        scenario=_text(whole, "scenario"),
        missing=_missing(_text(whole, "missing") or "wildcard"),
        thresholds=thresholds,
        fingerprint=_text(whole, "input") or None,
    )


def _step(one: Any) -> Step:  # noqa: ANN401 - whatever the file says
    if not isinstance(one, dict) or len(one) != 1:
        raise _invalid("A step is not one method with its options.")
    ((method, options),) = one.items()
    return Step(str(method), _mapping(options, str(method)))


def _missing(text: str) -> Missing:
    if text not in list(Missing):
        raise _invalid("missing is neither wildcard nor category.")
    return Missing(text)


def _mapping(value: Any, what: str) -> dict[str, Any]:  # noqa: ANN401 - whatever the file says
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
        raise _invalid(f"{what} is no list of names with values.")
    return value


def _list(value: Any, what: str) -> list[Any]:  # noqa: ANN401 - whatever the file says
    if value is None:
        return []
    if not isinstance(value, list):
        raise _invalid(f"{what} is no list.")
    return value


def _texts(whole: Mapping[str, Any], name: str) -> list[str]:
    listed = _list(whole.get(name), name)
    if not all(isinstance(one, str) for one in listed):
        raise _invalid(f"{name} holds something that is no name; put it in quotes.")
    return listed


def _text(whole: Mapping[str, Any], name: str) -> str:
    value = whole.get(name)
    if value is not None and not isinstance(value, str):
        raise _invalid(f"{name} is no text; put it in quotes.")
    return value or ""


def _invalid(message: str) -> DisclosureError:
    return DisclosureError(
        DisclosureErrorCode.PLAN_INVALID,
        message,
        "See the plan file in docs/reference/disclosure.md, or let himaya propose one.",
    )
