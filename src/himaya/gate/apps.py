"""App configuration."""

from django.apps import AppConfig


class GateConfig(AppConfig):
    """Declares gate to Django and to the gate."""

    name = "himaya.gate"

    def ready(self) -> None:
        """Tell the gate how rules read these things."""
        from himaya.gate.things import FRAME, register
        from himaya.kernel.verbs import Verb
        from himaya.tenancy.models import Operation

        register(
            "operation",
            Operation,
            view=Verb.OPERATION_VIEW,
            attributes={
                **FRAME,
                "operation": "ref",
            },
        )
