"""A run in which no test ran is a failed run: a wrong mark or path must not look like success."""

import pytest


class _Count:
    """How many tests really ran; skipped ones do not count."""

    def __init__(self) -> None:
        self.ran = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.outcome != "skipped":
            self.ran += 1

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        is_worker = hasattr(session.config, "workerinput")  # of xdist; the main process counts
        if not (self.ran or is_worker or session.config.option.collectonly):
            session.exitstatus = session.exitstatus or pytest.ExitCode.NO_TESTS_COLLECTED


def pytest_configure(config: pytest.Config) -> None:
    """Count in every run."""
    config.pluginmanager.register(_Count(), "himaya-count")
