"""The registry of things: each kind declares how a rule reads its attributes, in SQL and Python.

Rooms above register in `AppConfig.ready()`, so the gate knows none of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.db.models import Model, Q

from himaya.kernel.verbs import Verb

# Every attribute a rule may read of a thing. All of them, always: a missing one is a refusal.
ATTRIBUTES = (
    "ref",
    "operation",
    "agency",
    "system",
    "level",
    "lane",
    "audience",
    "area",
    "state",
    "author",
    "caseworker",
)


@dataclass(frozen=True, slots=True)
class Constant:
    """An attribute that is the same for every row of a kind."""

    value: str | int


# The frame that members work in (agencies, places, systems ...): no level, no owner, no area.
# A kind starts from it with `**FRAME` and states what it has of its own.
FRAME: Mapping[str, str | Constant] = {
    "ref": "ref",
    "operation": "operation__ref",
    "agency": Constant(""),
    "system": Constant(""),
    "level": Constant(1),
    "lane": Constant("information"),
    "audience": Constant("operation"),
    "area": Constant(""),
    "state": Constant(""),
    "author": Constant(""),
    "caseworker": Constant(""),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing: attribute -> column path (Django lookup) or constant."""

    name: str
    model: type[Model]
    view: Verb
    attributes: Mapping[str, str | Constant]
    withdrawn: str = ""  # the column that says so; a withdrawn thing is shown to nobody

    def is_withdrawn(self, thing: Model) -> bool:
        """Whether the thing rests, whatever the rules say."""
        return bool(self.withdrawn) and bool(getattr(thing, self.withdrawn))

    def not_withdrawn(self) -> Q:
        """The rows that do not rest."""
        return Q(**{self.withdrawn: False}) if self.withdrawn else Q()

    def read(self, thing: Model) -> dict[str, object]:
        """The attributes of one row, read along the same paths that SQL uses."""
        return {
            name: source.value if isinstance(source, Constant) else _follow(thing, source)
            for name, source in self.attributes.items()
        }


def _follow(thing: Model, path: str) -> Any:  # noqa: ANN401 - a column's value
    return reduce(getattr, path.split("__"), thing)


_kinds: dict[type[Model], Kind] = {}


def register(
    name: str,
    model: type[Model],
    *,
    view: Verb,
    attributes: Mapping[str, str | Constant],
    withdrawn: str = "",
) -> None:
    """Declare a kind, and with `withdrawn` the column that puts a row to rest.

    Raises ValueError when an attribute is missing, unknown, may be NULL or may be many.
    """
    if set(attributes) != set(ATTRIBUTES):
        raise ValueError(f"{name} must declare exactly {ATTRIBUTES}")
    for path in (*attributes.values(), *([withdrawn] if withdrawn else [])):
        if isinstance(path, str) and _may_be_null(model, path):
            raise ValueError(f"{name}: {path} may be NULL, so a rule must not read it")
    _kinds[model] = Kind(name, model, view, dict(attributes), withdrawn)


def _may_be_null(model: type[Model], path: str) -> bool:
    step: Any = model
    for part in path.split("__"):
        column = step._meta.get_field(part)  # noqa: SLF001 - Django's documented model API
        if column.null or column.one_to_many or column.many_to_many:
            return True  # of many rows SQL would take any, and Python none
        step = column.related_model
    return False


def kind_of(model: type[Model]) -> Kind:
    """The declared kind of a model; KeyError (a bug, hence a crash) when it has none."""
    return _kinds[model]


def kinds() -> tuple[Kind, ...]:
    """All declared kinds."""
    return tuple(_kinds.values())


def kind_named(name: str) -> Kind:
    """The kind of that name."""
    return next(kind for kind in _kinds.values() if kind.name == name)
