"""An invented work plan around today, written as groups write theirs and read by the importer."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from himaya.collect.actions import bring_file, decide_rows, import_batch, register_for
from himaya.demo.stories.scene import month_before
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock

_TEXT = Path(__file__).parent / "files" / "work_plan.txt"


def plan_text(today: date) -> str:
    """The plan with its months and year set around the day."""
    months: dict[str, str] = {}
    for ahead in range(-4, 7):
        name = f"month_in_{ahead}" if ahead >= 0 else f"month_{-ahead}"
        month = month_before(today, -ahead)
        months[name] = f"{month:%B %Y}"
        quarter = (month.month - 1) // 3
        # Marks that agree with the deadline beside them, whatever day it is.
        months[f"in_{name}"] = _marks(quarter, quarter)
        months[f"until_{name}"] = _marks(quarter - 1, quarter)
    return _TEXT.read_text().format(
        year=today.year, version=f"{month_before(today, 3):%d.%m.%Y}", **months
    )


def _marks(first: int, last: int) -> str:
    return "\t".join("x" if first <= quarter <= last else "" for quarter in range(4))


def bring_plan(seat: ActingSeat, report: Callable[[str], None]) -> None:
    """Import the plan; rows that leave a doubt are taken as a person would after a look."""
    dataset = register_for(seat=seat, profile_code="plan_activity")
    batch = bring_file(
        seat=seat,
        dataset=dataset,
        kind="workplan",
        name="work_plan.txt",
        content=plan_text(clock.today()).encode(),
    )
    doubtful = batch.rows.filter(state="doubtful").values_list("stable_id", flat=True)
    decide_rows(seat=seat, batch=batch, decisions=dict.fromkeys(doubtful, "take"))
    written = import_batch(seat=seat, batch=batch, reason="demo")
    report(f"  {len(written.created):6} activities of a work plan")
