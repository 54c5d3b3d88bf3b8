"""App configuration."""

from datetime import timedelta

from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    """Declares the room to Django."""

    name = "himaya.releases"

    def ready(self) -> None:
        """Declare the removal of expired files."""
        from himaya.jobs.schedule import every
        from himaya.releases.tasks import drop_expired_files

        every(timedelta(minutes=30), drop_expired_files)
