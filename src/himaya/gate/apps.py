"""App configuration."""

from django.apps import AppConfig


class GateConfig(AppConfig):
    """Declares gate to Django and to the gate."""

    name = "himaya.gate"

    def ready(self) -> None:
        """Tell the gate how rules read these things."""
        from himaya.gate.things import Constant, register
        from himaya.kernel.verbs import Verb
        from himaya.tenancy.models import Operation

        register(
            "operation",
            Operation,
            view=Verb.OPERATION_VIEW,
            attributes={
                "ref": "ref",
                "operation": "ref",
                "agency": Constant(""),
                "system": Constant(""),
                "level": Constant(1),
                "lane": Constant("information"),
                "audience": Constant("operation"),
                "area": Constant(""),
                "state": Constant(""),
                "author": Constant(""),
            },
        )
