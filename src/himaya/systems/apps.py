"""App configuration."""

from django.apps import AppConfig


class SystemsConfig(AppConfig):
    """Declares systems to Django and to the gate."""

    name = "himaya.systems"

    def ready(self) -> None:
        """Tell the gate how rules read these things."""
        from himaya.gate.things import FRAME, register
        from himaya.kernel.verbs import Verb
        from himaya.systems.models import InformationSystem

        register(
            "system",
            InformationSystem,
            view=Verb.SYSTEM_VIEW,
            attributes={
                **FRAME,
                "agency": "agency__ref",
                "system": "ref",
                "state": "state",
            },
        )
