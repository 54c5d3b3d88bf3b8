"""App configuration."""

from datetime import timedelta

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Declares the room to Django."""

    name = "himaya.jobs"

    def ready(self) -> None:
        """Declare the recurring sweep."""
        from himaya.jobs.schedule import every
        from himaya.jobs.tasks import sweep_done_jobs

        every(timedelta(hours=1), sweep_done_jobs)
