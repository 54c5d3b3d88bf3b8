"""Nothing acknowledged is lost when the web is killed with kill -9 in the middle of writes.

Two kills by default, a hundred with ./test --long, on the run's kind of database. Power loss is
not tried: a killed process leaves the kernel's cache alone (stack.md, SQLite robustness).
"""

import time

import pytest

from tests.installation import Installation
from tests.trials import figures
from tests.trials.web import Hands, Web, faults, pause, set_stage, stored

KILLS = 100 if figures.is_long() else 2


@pytest.mark.trial
@pytest.mark.slow
def test_web_killed_while_many_write__every_promise_kept(installation: Installation) -> None:
    """Slow: real servers are started and killed."""
    stage = set_stage(installation)
    with Web(installation) as web:
        web.start()
        hands = Hands(web.port, stage["dataset"], stage["token"])
        hands.start()
        for _ in range(KILLS):
            time.sleep(pause())
            hands.wait_for_one_more()  # each kill falls into writing, also on a busy machine
            web.kill()
            web.start()
        hands.stop()
        web.kill()

    there = stored(installation)
    lost = {ref for ref, text in hands.promised.items() if there.get(ref) != text}
    unasked = len(there) - len(hands.promised)
    figures.keep(
        "web killed while writing",
        f"{KILLS} kills, {len(hands.promised)} promised, {len(lost)} lost, "
        f"{unasked} written without a promise, {hands.broken} connections cut",
    )

    assert lost == set()
    assert hands.refused == []
    assert hands.broken > 0, "no kill fell into a request"
    # A cut connection may have been written or not; each at most once.
    assert 0 <= unasked <= hands.broken
    assert faults(installation) == []
