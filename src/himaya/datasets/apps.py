"""App configuration."""

from django.apps import AppConfig


class DatasetsConfig(AppConfig):
    """Declares datasets to Django and to the gate."""

    name = "himaya.datasets"

    def ready(self) -> None:
        """Tell the gate how rules read these things."""
        from himaya.datasets.models import Dataset
        from himaya.datasets.parts import registers_of_instrument, registers_of_system
        from himaya.gate.things import Constant, register
        from himaya.kernel.verbs import Verb
        from himaya.systems.sections import Section, register_section

        register_section(Section("system", "datasets/_of_system.html", registers_of_system))
        register_section(
            Section("instrument", "datasets/_of_instrument.html", registers_of_instrument)
        )
        register(
            "dataset",
            Dataset,
            view=Verb.DATASET_VIEW,
            attributes={
                "ref": "ref",
                "operation": "operation__ref",
                "agency": "agency__ref",
                "system": "system__ref",
                "level": "level",
                "lane": "lane",
                "audience": "audience",
                "area": Constant(""),
                "state": Constant(""),
                "author": Constant(""),
                "caseworker": Constant(""),
            },
        )
