"""App configuration."""

from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    """Declares instruments to Django and to the gate."""

    name = "himaya.instruments"

    def ready(self) -> None:
        """Tell the gate how rules read these things."""
        from himaya.gate.things import FRAME, register
        from himaya.instruments.models import Instrument
        from himaya.instruments.parts import forms_of_system
        from himaya.kernel.verbs import Verb
        from himaya.systems.sections import Section, register_section

        register_section(Section("system", "instruments/_of_system.html", forms_of_system))

        register(
            "instrument",
            Instrument,
            view=Verb.INSTRUMENT_VIEW,
            attributes={
                **FRAME,
                "agency": "agency__ref",
                "system": "system__ref",
            },
        )
