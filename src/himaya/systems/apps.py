"""App configuration."""

from django.apps import AppConfig


class SystemsConfig(AppConfig):
    """Declares systems to Django and to the gate."""

    name = "himaya.systems"

    def ready(self) -> None:
        """Tell the gate how rules read these things."""
        from himaya.gate.things import Constant, register
        from himaya.kernel.verbs import Verb
        from himaya.systems.models import InformationSystem

        register(
            "system",
            InformationSystem,
            view=Verb.SYSTEM_VIEW,
            attributes={
                "ref": "ref",
                "operation": "operation__ref",
                "agency": "agency__ref",
                "system": "ref",
                "level": Constant(1),
                "lane": Constant("information"),
                "audience": Constant("operation"),
                "area": Constant(""),
                "state": "state",
                "author": Constant(""),
            },
        )
