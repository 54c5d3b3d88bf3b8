"""The gate's own recurring work."""

from django_tasks import task

from himaya.gate.sending import forget_old


@task()
def sweep_sendings() -> int:
    """Remove one-time keys after a week."""
    return forget_old()
