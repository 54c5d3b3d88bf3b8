"""App configuration."""

from django.apps import AppConfig


class DatasetsConfig(AppConfig):
    """Declares datasets to Django and to the gate."""

    name = "himaya.datasets"

    def ready(self) -> None:
        """Tell the gate how rules read these things."""
        from himaya.gate.things import Constant, register
        from himaya.kernel.verbs import Verb
        from himaya.datasets.models import Dataset

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
            },
        )
