"""App configuration."""

from datetime import timedelta

from django.apps import AppConfig


class GateConfig(AppConfig):
    """Declares gate to Django and to the gate."""

    name = "himaya.gate"

    def ready(self) -> None:
        """Tell the gate how rules read these things."""
        from himaya.gate.tasks import sweep_late_forms, sweep_sendings
        from himaya.gate.things import FRAME, register
        from himaya.jobs.schedule import every
        from himaya.kernel.verbs import Verb
        from himaya.tenancy.models import Operation

        every(timedelta(hours=6), sweep_sendings)
        every(timedelta(minutes=10), sweep_late_forms)
        register(
            "operation",
            Operation,
            view=Verb.OPERATION_VIEW,
            attributes={
                **FRAME,
                "operation": "ref",
            },
        )
