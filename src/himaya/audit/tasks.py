"""Recurring work on the log."""

from django_tasks import task

from himaya.audit.sealing import seal_events


@task(priority=50)
def seal_log() -> int:
    """Seal what has settled. Idempotent: what is sealed is not looked at again."""
    return seal_events()
