"""The protocol's rule language: see docs/reference/rules.md."""

from himaya.engines.rules.decide import Outcome
from himaya.engines.rules.filtering import (
    Always,
    And,
    Compare,
    In,
    Never,
    NotIn,
    Or,
    Predicate,
    Present,
    both,
    matches,
    weakened,
)
from himaya.engines.rules.language import Fault, Rule, RuleErrors, RuleProblem, Schema
from himaya.engines.rules.polars_sql import polars_expression, sql_where
from himaya.engines.rules.policy import Policy
from himaya.engines.rules.sentences import missing_words, reasons, sentence

__all__ = [
    "Always",
    "And",
    "Compare",
    "Fault",
    "In",
    "Never",
    "NotIn",
    "Or",
    "Outcome",
    "Policy",
    "Predicate",
    "Present",
    "Rule",
    "RuleErrors",
    "RuleProblem",
    "Schema",
    "both",
    "matches",
    "missing_words",
    "polars_expression",
    "reasons",
    "sentence",
    "sql_where",
    "weakened",
]
