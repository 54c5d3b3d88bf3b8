"""App configuration."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Declares the room to Django."""

    name = "himaya.audit"

    def ready(self) -> None:
        """Declare the sealing of the log."""
        from himaya.audit.sealing import LAG
        from himaya.audit.tasks import seal_log
        from himaya.jobs.schedule import every

        every(LAG, seal_log)
