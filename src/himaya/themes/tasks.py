"""Recurring work of the room."""

from django_tasks import task

from himaya.tenancy.models import Operation
from himaya.themes.defaults import give_default_framework


@task()
def give_default_frameworks() -> int:
    """Bring the software's own framework to each operation that lacks it; returns how many."""
    return sum(give_default_framework(one) is not None for one in Operation.objects.all())
