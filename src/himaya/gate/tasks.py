"""The gate's own recurring work."""

from django_tasks import task

from himaya.gate.late import forget_expired
from himaya.gate.sending import forget_old


@task()
def sweep_sendings() -> int:
    """Remove one-time keys after a week."""
    return forget_old()


@task()
def sweep_late_forms() -> int:
    """Remove forms that nobody came back for."""
    return forget_expired()
