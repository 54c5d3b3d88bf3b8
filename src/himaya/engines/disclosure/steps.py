"""The methods a plan may name, each from its options to a treated table and what it did.

An unknown method, an unknown or missing option, or one of the wrong kind is refused before anything
is treated. What a step reports are names and counts, never values.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from himaya.engines.disclosure import (
    geomasking,
    ghosts,
    hierarchies,
    lattice,
    local_recoding,
    microaggregation,
    perturbation,
    pseudonyms,
    recoding,
    record_swapping,
    redaction,
    shifting,
    shuffling,
    suppression,
)
from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import Frame, require_columns
from himaya.engines.disclosure.lattice_metrics import Metric
from himaya.engines.disclosure.plan import Plan, Step
from himaya.engines.disclosure.plan_secrets import PlanSecrets
from himaya.engines.disclosure.randomness import stream
from himaya.engines.disclosure.risk import assess

Facts = dict[str, Any]


@dataclass(frozen=True)
class Setting:
    """What a step may use beside its options. `original` is the table before all steps."""

    plan: Plan
    secrets: PlanSecrets
    original: Frame
    number: int

    def random(self, method: str) -> Any:  # noqa: ANN401 - numpy's generator
        """The step's own stream of random numbers."""
        return stream(self.secrets.seed, str(self.number), method)


@dataclass(frozen=True)
class _Method:
    """How a method is called. `needed` and `optional` are its options with their kinds."""

    run: Callable[[Frame, Mapping[str, Any], Setting], tuple[Frame, Facts]]
    needed: Mapping[str, type | tuple[type, ...]]
    optional: Mapping[str, type | tuple[type, ...]]


def run_step(frame: Frame, step: Step, setting: Setting) -> tuple[Frame, Facts]:
    """The table after one step, and what the step did."""
    method = _checked(step)
    treated, facts = method.run(frame, step.options, setting)
    return treated, {"method": step.method, **facts}


def check_steps(plan: Plan) -> None:
    """Refuse a plan with a step that cannot be run, before anything is treated."""
    for step in plan.steps:
        _checked(step)


def _checked(step: Step) -> _Method:
    method = METHODS.get(step.method)
    if method is None:
        raise _invalid(f"There is no method {step.method}; known: {', '.join(sorted(METHODS))}.")
    known = {**method.needed, **method.optional}
    if unknown := set(step.options) - set(known):
        raise _invalid(f"{step.method} has no option {', '.join(sorted(unknown))}.")
    if lacking := set(method.needed) - set(step.options):
        raise _invalid(f"{step.method} needs {', '.join(sorted(lacking))}.")
    for name, value in step.options.items():
        kinds = known[name]
        is_bool = isinstance(value, bool) and kinds is not bool
        if is_bool or not isinstance(value, kinds) or not _holds_what_it_should(name, value):
            raise _invalid(f"{name} of {step.method} is of the wrong kind.")
    return method


def _holds_what_it_should(name: str, value: Any) -> bool:  # noqa: ANN401 - any option
    """Whether what is inside a list or group of options is of the right kind."""
    if isinstance(value, list):
        return all(
            isinstance(one, _INSIDE.get(name, str)) and not isinstance(one, bool) for one in value
        ) and (name != "subsets" or all(map(_is_subset, value)))
    if isinstance(value, float):
        return not math.isnan(value)
    if name == "hierarchies":
        return all(isinstance(one, dict) and _is_hierarchy(one) for one in value.values())
    if name in ("groups", "ghosts"):
        return all(isinstance(one, list) for one in value.values())
    if isinstance(value, dict):  # importance
        return all(isinstance(one, _NUMBER) and one >= 0 for one in value.values())
    return True


def _is_hierarchy(options: Mapping[str, Any]) -> bool:
    return set(options) <= set(_HIERARCHY) and all(
        isinstance(value, _HIERARCHY[name]) and _holds_what_it_should(name, value)
        for name, value in options.items()
    )


def _is_subset(one: Mapping[str, Any]) -> bool:
    return (
        set(one) == {"keys", "k"}
        and isinstance(one["k"], int)
        and isinstance(one["keys"], list)
        and _holds_what_it_should("keys", one["keys"])
    )


def _invalid(message: str) -> DisclosureError:
    return DisclosureError(
        DisclosureErrorCode.PLAN_INVALID,
        message,
        "See the methods in docs/reference/disclosure.md.",
    )


_NUMBER = (int, float)
# Kinds of what lists hold; names of columns and places elsewhere.
_INSIDE: dict[str, type] = {"bands": int, "pcodes": int, "subsets": dict}
_HIERARCHY: dict[str, type | tuple[type, ...]] = {
    "bands": list,
    "top": int,
    "pcodes": list,
    "dates": list,
    "groups": dict,
}


def hierarchy_of(frame: Frame, name: str, options: Mapping[str, Any]) -> hierarchies.Hierarchy:
    """The hierarchy the options describe, for the values of a column; flat without any."""
    require_columns(frame, [name])
    column = frame.get_column(name)
    if "bands" in options:
        return hierarchies.bands(name, column, options["bands"], options.get("top"))
    if "pcodes" in options:
        return hierarchies.from_pcodes(name, column, options["pcodes"])
    if "dates" in options:
        return hierarchies.dates(name, column, options["dates"] or ("month", "quarter", "year"))
    if "groups" in options:
        rows = {str(value): list(map(str, row)) for value, row in options["groups"].items()}
        return hierarchies.from_mapping(name, rows)
    return hierarchies.flat(name, column)


def _drop(frame: Frame, options: Mapping[str, Any], _: Setting) -> tuple[Frame, Facts]:
    require_columns(frame, options["columns"])
    return frame.drop(options["columns"]), {"columns": list(options["columns"])}


def _recode(frame: Frame, options: Mapping[str, Any], _: Setting) -> tuple[Frame, Facts]:
    name = options["column"]
    hierarchy = hierarchy_of(frame, name, options)
    made = recoding.recode(frame, {name: hierarchy}, {name: options["level"]})
    return made.frame, {"changed": made.changed}


def _generalise(frame: Frame, options: Mapping[str, Any], setting: Setting) -> tuple[Frame, Facts]:
    described = options.get("hierarchies", {})
    keys = [key for key in setting.plan.roles.keys if key in frame.columns]
    known = {key: hierarchy_of(frame, key, described.get(key, {})) for key in keys}
    demands = lattice.Demands(
        k=options["k"],
        l=options.get("l", 1),
        t=options.get("t", 1.0),
        sensitive=options.get("sensitive"),
    )
    metric = _metric(options.get("metric", "loss"))
    made = lattice.generalise(frame, known, demands, options.get("limit", 0.0), metric)
    facts = {
        "levels": made.levels,
        "metric": str(metric),
        "loss": made.loss,
        "suppressed": int(made.suppressed.sum()),
        "missing": "category",
    }
    return made.frame, facts


def _metric(name: str) -> Metric:
    if name not in set(Metric):
        raise _invalid(f"There is no metric {name}; known: {', '.join(Metric)}.")
    return Metric(name)


def _generalise_locally(
    frame: Frame, options: Mapping[str, Any], setting: Setting
) -> tuple[Frame, Facts]:
    described = options.get("hierarchies", {})
    keys = [key for key in setting.plan.roles.keys if key in frame.columns]
    known = {key: hierarchy_of(frame, key, described.get(key, {})) for key in keys}
    demands = lattice.Demands(
        k=options["k"], l=options.get("l", 1), sensitive=options.get("sensitive")
    )
    made = local_recoding.generalise_locally(frame, known, demands, options.get("limit", 0.0))
    facts = {
        "rounds": [{"levels": levels, "records": records} for levels, records in made.rounds],
        "loss": made.loss,
        "suppressed": int(made.suppressed.sum()),
        "missing": "category",
    }
    return made.frame, facts


def _shuffle_values(
    frame: Frame, options: Mapping[str, Any], setting: Setting
) -> tuple[Frame, Facts]:
    random = setting.random("shuffle_values")
    made = shuffling.shuffle_values(frame, options["columns"], options.get("given", []), random)
    return made.frame, {"changed": made.changed}


def _suppress(frame: Frame, options: Mapping[str, Any], setting: Setting) -> tuple[Frame, Facts]:
    keys = options.get("keys", list(setting.plan.roles.keys))
    subsets = {tuple(one["keys"]): int(one["k"]) for one in options.get("subsets", [])}
    made = suppression.suppress_locally(
        frame,
        keys,
        options.get("k", 3),
        importance=options.get("importance", ()),
        missing=setting.plan.missing,
        spread=options.get("spread", 0.0),
        subsets=subsets or None,
    )
    missing = str(setting.plan.missing)
    facts = {"cells": made.cells, "carried": made.carried, "missing": missing}
    told = options.get("ghosts", {})
    if not told:
        return made.frame, facts
    treated, facts["ghosts"] = ghosts.blank_ghosts(made, keys, told)
    return treated, facts


def _suppress_risky(
    frame: Frame, options: Mapping[str, Any], setting: Setting
) -> tuple[Frame, Facts]:
    found = assess(frame, setting.plan.roles, missing=setting.plan.missing, special=False)
    made = suppression.suppress_risky(frame, options["column"], found.risk, options["risk"])
    return made.frame, {"cells": made.cells, "missing": str(setting.plan.missing)}


def _top_bottom(frame: Frame, options: Mapping[str, Any], _: Setting) -> tuple[Frame, Facts]:
    made = recoding.top_bottom(
        frame,
        options["column"],
        top=options.get("top"),
        bottom=options.get("bottom"),
        as_text=options.get("as_text", False),
    )
    return made.frame, {"changed": made.changed}


def _pram(frame: Frame, options: Mapping[str, Any], setting: Setting) -> tuple[Frame, Facts]:
    made = perturbation.pram(frame, options["column"], options["stay"], setting.random("pram"))
    return made.frame, {"changed": made.changed}


def _noise(frame: Frame, options: Mapping[str, Any], setting: Setting) -> tuple[Frame, Facts]:
    made = perturbation.add_noise(
        frame,
        options["columns"],
        options["share"],
        setting.random("noise"),
        correlated=options.get("correlated", False),
    )
    return made.frame, {"changed": made.changed}


def _swap_ranks(frame: Frame, options: Mapping[str, Any], setting: Setting) -> tuple[Frame, Facts]:
    random = setting.random("swap_ranks")
    made = perturbation.swap_ranks(frame, options["columns"], options["share"], random)
    return made.frame, {"changed": made.changed}


def _microaggregate(frame: Frame, options: Mapping[str, Any], _: Setting) -> tuple[Frame, Facts]:
    made = microaggregation.microaggregate(frame, options["columns"], options.get("k", 3))
    return made.frame, {"lost": made.lost}


def _swap_records(
    frame: Frame, options: Mapping[str, Any], setting: Setting
) -> tuple[Frame, Facts]:
    if setting.plan.roles.household is None:
        raise _invalid("swap_records needs the household variable of the plan.")
    made = record_swapping.swap_records(
        frame,
        setting.plan.roles.household,
        options["places"],
        options["similar"],
        options.get("keys", list(setting.plan.roles.keys)),
        setting.random("swap_records"),
        k=options.get("k", 3),
        share=options.get("share", 0.0),
    )
    return made.frame, {
        "households": made.households,
        "records": made.records,
        "unmatched": made.unmatched,
    }


def _pseudonymise(
    frame: Frame, options: Mapping[str, Any], setting: Setting
) -> tuple[Frame, Facts]:
    purpose = options.get("purpose", setting.plan.purpose)
    made = pseudonyms.pseudonymise(frame, options["columns"], setting.secrets.key, purpose)
    return made, {"columns": list(options["columns"])}


def _shift_dates(frame: Frame, options: Mapping[str, Any], setting: Setting) -> tuple[Frame, Facts]:
    person = setting.original.get_column(options["person"])  # it may be a pseudonym by now
    made = shifting.shift_dates(
        frame.with_columns(person),
        options["columns"],
        options["person"],
        options["days"],
        setting.secrets.seed,
    )
    return frame.with_columns(made.select(options["columns"])), {
        "columns": list(options["columns"])
    }


def _donut(frame: Frame, options: Mapping[str, Any], setting: Setting) -> tuple[Frame, Facts]:
    made = geomasking.donut(
        frame,
        options["latitude"],
        options["longitude"],
        options["inner"],
        options["outer"],
        setting.random("donut"),
    )
    return made, {}


def _cells(frame: Frame, options: Mapping[str, Any], _: Setting) -> tuple[Frame, Facts]:
    made, cell = geomasking.cells(
        frame, options["latitude"], options["longitude"], options["least"]
    )
    return made, {"cells": int(cell.max()) + 1}


def _redact(frame: Frame, options: Mapping[str, Any], setting: Setting) -> tuple[Frame, Facts]:
    sources = options.get("names_from", [])
    require_columns(setting.original, sources)
    names = {
        value
        for source in sources
        for value in hierarchies.texts_of(setting.original.get_column(source)).drop_nulls()
    }
    redactor = redaction.Redactor(names, options.get("places", []))
    made = redaction.redact_column(frame, options["column"], redactor)
    return made.frame, {"found": made.found}


def _shuffle(frame: Frame, _: Mapping[str, Any], setting: Setting) -> tuple[Frame, Facts]:
    order = setting.random("shuffle").permutation(frame.height)
    return frame[order], {}


METHODS: dict[str, _Method] = {
    "drop": _Method(_drop, {"columns": list}, {}),
    "recode": _Method(_recode, {"column": str, "level": int}, _HIERARCHY),
    "generalise": _Method(
        _generalise,
        {"k": int},
        {
            "l": int,
            "t": _NUMBER,
            "sensitive": str,
            "limit": _NUMBER,
            "hierarchies": dict,
            "metric": str,
        },
    ),
    "generalise_locally": _Method(
        _generalise_locally,
        {"k": int},
        {"l": int, "sensitive": str, "limit": _NUMBER, "hierarchies": dict},
    ),
    "suppress": _Method(
        _suppress,
        {},
        {
            "k": int,
            "keys": list,
            "importance": (list, dict),
            "spread": (*_NUMBER, type(None)),
            "subsets": list,
            "ghosts": dict,
        },
    ),
    "suppress_risky": _Method(_suppress_risky, {"column": str, "risk": _NUMBER}, {}),
    "top_bottom": _Method(
        _top_bottom, {"column": str}, {"top": _NUMBER, "bottom": _NUMBER, "as_text": bool}
    ),
    "pram": _Method(_pram, {"column": str, "stay": _NUMBER}, {}),
    "noise": _Method(_noise, {"columns": list, "share": _NUMBER}, {"correlated": bool}),
    "swap_ranks": _Method(_swap_ranks, {"columns": list, "share": _NUMBER}, {}),
    "shuffle_values": _Method(_shuffle_values, {"columns": list}, {"given": list}),
    "microaggregate": _Method(_microaggregate, {"columns": list}, {"k": int}),
    "swap_records": _Method(
        _swap_records,
        {"places": list, "similar": list},
        {"keys": list, "k": int, "share": _NUMBER},
    ),
    "pseudonymise": _Method(_pseudonymise, {"columns": list}, {"purpose": str}),
    "shift_dates": _Method(_shift_dates, {"columns": list, "person": str, "days": int}, {}),
    "donut": _Method(
        _donut,
        {"latitude": str, "longitude": str, "inner": _NUMBER, "outer": _NUMBER},
        {},
    ),
    "cells": _Method(_cells, {"latitude": str, "longitude": str, "least": int}, {}),
    "redact": _Method(_redact, {"column": str}, {"names_from": list, "places": list}),
    "shuffle": _Method(_shuffle, {}, {}),
}
