"""A plan carried out: the treated table, what each step did, risk and utility before and after.

`protect` gives a table back only if it holds the plan's thresholds, counted anew by a counter of
its own (certify.py); else it raises and nothing is written. A workbench keeps the table after every
step, so that undoing one costs nothing.
"""

from dataclasses import dataclass, field
from typing import Any

from himaya.engines.disclosure import certify
from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import Frame, plain_frame
from himaya.engines.disclosure.plan import Plan, Step, fingerprint
from himaya.engines.disclosure.plan_secrets import PlanSecrets
from himaya.engines.disclosure.risk import RiskReport, Roles, assess
from himaya.engines.disclosure.steps import Facts, Setting, check_steps, run_step
from himaya.engines.disclosure.suda import Progress
from himaya.engines.disclosure.utility import gives_away, measured

# Up to this many comparisons (combinations times records) the independent counter is asked too.
_COMPARISONS = 20_000_000_000
INTERNAL = "INTERNAL: contains what could undo the protection. Do not share."
EXTERNAL = "For sharing with the treated file."


@dataclass(frozen=True)
class Protected:
    """The treated table and all that is known of it."""

    plan: Plan
    frame: Frame
    done: tuple[Facts, ...]
    before: RiskReport
    after: RiskReport | None
    utility: dict[str, Any]
    given_away: dict[str, list[str]]
    source: str
    secrets: PlanSecrets = field(repr=False)

    def internal_report(self) -> dict[str, Any]:
        """Everything, seed and key and riskiest groups' sizes included; for the maker's files."""
        return {
            "document": INTERNAL,
            "plan": self.plan.to_yaml(),
            "input": self.source,
            "secrets": {"seed": self.secrets.seed.hex(), "key": self.secrets.key.hex()},
            "steps": list(self.done),
            "risk_before": self.before.to_json(),
            "risk_after": None if self.after is None else self.after.to_json(),
            "smallest_groups": smallest(self.after),
            "given_away": self.given_away,
            "utility": self.utility,
        }

    def external_report(self) -> dict[str, Any]:
        """What a receiver may know: methods, guarantees and utility; no parameters of noise."""
        after = None if self.after is None else self.after.to_json()
        shown = ("n", "keys", "missing", "violations", "global_risk", "expected_reidentifications")
        return {
            "document": EXTERNAL,
            "purpose": self.plan.purpose,
            "methods": [step.method for step in self.plan.steps],
            "thresholds": dict(self.plan.thresholds),
            "risk_after": None if after is None else {name: after[name] for name in shown},
            "utility": self.utility["sentences"],
            "dropped": self.utility["dropped"],
        }


class Workbench:
    """A table being treated step by step; every step can be undone, back to the original."""

    def __init__(self, frame: Frame, plan: Plan, secrets: PlanSecrets) -> None:
        self.plan = Plan(
            plan.roles, (), plan.purpose, plan.scenario, plan.missing, plan.thresholds,
            plan.fingerprint,
        )  # fmt: skip
        self._secrets = secrets
        self._frames = [frame]
        self.done: list[Facts] = []

    @property
    def frame(self) -> Frame:
        """The table as it is now."""
        return self._frames[-1]

    @property
    def original(self) -> Frame:
        """The table before any step."""
        return self._frames[0]

    def apply(self, step: Step) -> Facts:
        """Do one step more, and say what it did."""
        setting = Setting(self.plan, self._secrets, self.original, len(self.done))
        treated, facts = run_step(self.frame, step, setting)
        self._frames.append(treated)
        self.done.append(facts)
        self.plan = self.plan.then(step.method, **step.options)
        return facts

    def undo(self) -> None:
        """Take the last step back. Refuses when there is none."""
        self.plan = self.plan.without_last()
        self._frames.pop()
        self.done.pop()


def protect(
    table: Any,  # noqa: ANN401 - any of the table types of frames.as_frame
    plan: Plan,
    secrets: PlanSecrets,
    progress: Progress | None = None,
) -> Protected:
    """Carry out a plan. Raises DisclosureError when a step or a threshold does not hold."""
    frame = plain_frame(table)
    plan.require_input(frame)
    plan.roles.require(frame)
    check_steps(plan)
    before = assess(frame, plan.roles, missing=plan.missing)
    bench = Workbench(frame, plan, secrets)
    for done, step in enumerate(plan.steps, start=1):
        bench.apply(step)
        if progress is not None:
            progress(done, len(plan.steps))
    after = _assessed(bench.frame, plan)
    _require_thresholds(bench.frame, plan, after)
    compared = bench.frame if not _is_shuffled(plan) else _unshuffled(bench)
    return Protected(
        plan=plan,
        frame=bench.frame,
        done=tuple(bench.done),
        before=before,
        after=after,
        utility=measured(frame, compared, plan.roles.keys, plan.roles.sensitive),
        given_away=gives_away(frame, compared, plan.roles.keys),
        source=fingerprint(frame),
        secrets=secrets,
    )


def _is_shuffled(plan: Plan) -> bool:
    return any(step.method == "shuffle" for step in plan.steps)


def _unshuffled(bench: Workbench) -> Frame:
    """The treated table with its records in the order of the original, to compare them."""
    again = Workbench(bench.original.with_row_index("__row"), bench.plan, bench._secrets)  # noqa: SLF001
    for step in bench.plan.steps:
        again.apply(step)
    return again.frame.sort("__row").drop("__row")


def _assessed(frame: Frame, plan: Plan) -> RiskReport | None:
    """Risk of the treated table in the keys it still has; None when it has none."""
    left = [key for key in plan.roles.keys if key in frame.columns]
    if not left:
        return None
    roles = plan.roles
    still = Roles.of(
        left,
        roles.weight if roles.weight in frame.columns else None,
        roles.household if roles.household in frame.columns else None,
        [name for name in roles.sensitive if name in frame.columns],
    )
    return assess(frame, still, missing=plan.missing)


def _require_thresholds(frame: Frame, plan: Plan, after: RiskReport | None) -> None:
    if after is None:
        return
    k = int(plan.thresholds.get("k", 1))
    broken = []
    if after.violations(k) or _counted_anew(frame, plan, after, k):
        broken.append(f"{after.violations(k)} records have fewer than {k} alike")
    most = plan.thresholds.get("global_risk", 1.0)
    if after.global_risk > most:
        broken.append(f"the global risk is {100 * after.global_risk:.2f} %, above {100 * most:g} %")
    least = plan.thresholds.get("l", 1)
    broken.extend(
        f"a group has {one.distinct.min()} values of {one.name} only"
        for one in after.diversities
        if one.distinct.min() < least
    )
    if broken:
        raise DisclosureError(
            DisclosureErrorCode.RELEASE_REFUSED,
            f"The treated table does not hold what the plan asks: {'; '.join(broken)}.",
            "Add steps, or change the thresholds with whoever set them.",
        )


def _counted_anew(frame: Frame, plan: Plan, after: RiskReport, k: int) -> int:
    """Violations by the independent counter, where it can be asked in reasonable time."""
    small = int((after.encoding.counts < k).sum())
    if small * after.encoding.rows > _COMPARISONS:
        return 0
    return certify.violations(frame, list(after.roles.keys), k, plan.missing)


def smallest(after: RiskReport | None) -> list[dict[str, Any]]:
    """Sizes of the ten smallest groups of the treated table, and their risk; no key values."""
    if after is None:
        return []
    order = after.found.fk.argsort(kind="stable")[:10]
    return [{"fk": float(after.found.fk[at]), "Fk": float(after.found.Fk[at])} for at in order]
