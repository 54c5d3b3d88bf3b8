"""A policy: parsed rules with their fingerprint, asked for decisions and for row filters."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from himaya.engines.rules import decide as deciding
from himaya.engines.rules.decide import Cell, Outcome
from himaya.engines.rules.filtering import Never, Predicate, Sieve, row_filter, sieve
from himaya.engines.rules.language import Rule, Schema
from himaya.engines.rules.parsing import parse_rules

Attributes = Mapping[str, object]


@dataclass(frozen=True, eq=False)
class Policy:
    """Rules in force together. Compiled once per verb and kind, on first use; safe in threads."""

    schema: Schema
    rules: tuple[Rule, ...]
    document: Mapping[str, Any]
    hash: str
    _cells: dict[tuple[str, str], Cell] = field(default_factory=dict, repr=False)
    _sieves: dict[tuple[str, str, str | None], Sieve] = field(default_factory=dict, repr=False)

    @classmethod
    def parse(cls, document: Mapping[str, Any], schema: Schema) -> Self:
        """Read a rule text; raises `RuleErrors` naming every problem by rule id.

        ``hash`` is the SHA-256 of the document as canonical JSON (sorted keys, no spaces, UTF-8).
        """
        rules = parse_rules(document, schema)
        canonical = json.dumps(
            document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
        # surrogatepass: JSON may carry half a character in a note, and still wants a fingerprint
        digest = hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
        return cls(schema, rules, document, digest)

    def rules_for(self, verb: str, kind: str) -> tuple[Rule, ...]:
        """The rules that speak about this verb and kind, in the order of the text."""
        return tuple(rule for rule in self.rules if rule.covers(verb, kind))

    def decide(
        self,
        *,
        verb: str,
        kind: str,
        seat: Attributes,
        thing: Attributes,
        purpose: Attributes,
        now: datetime,
    ) -> Outcome:
        """One decision. Default deny, forbid beats permit, an error denies."""
        cell = self._cells.get((verb, kind))
        if cell is None:
            if not self.schema.knows(verb, kind):
                return Outcome(allowed=False, log=True, errors=("unknown verb or kind",))
            cell = self._cells[verb, kind] = deciding.build(self.rules_for(verb, kind))
        return deciding.decide(
            cell,
            {"seat": seat, "thing": thing, "purpose": purpose, "now": deciding.today(now)},
        )

    def filter(
        self,
        *,
        verb: str,
        kind: str,
        seat: Attributes,
        purpose: Attributes,
        now: datetime,
        group: str | None = None,
    ) -> Predicate:
        """The rows of that kind on which `decide` allows the verb, as a predicate on the row.

        With `group`, only the rows where that field group may be shown: what a list may search,
        sort or count by.
        """
        prepared = self._sieves.get((verb, kind, group))
        if prepared is None:
            if not self.schema.knows(verb, kind):
                return Never()
            prepared = sieve(self.rules_for(verb, kind), group)
            self._sieves[verb, kind, group] = prepared
        return row_filter(prepared, {"seat": seat, "purpose": purpose, "now": deciding.today(now)})
