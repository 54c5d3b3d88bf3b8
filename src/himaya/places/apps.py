"""App configuration."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Declares places to Django and to the gate."""

    name = "himaya.places"

    def ready(self) -> None:
        """Tell the gate how rules read these things."""
        from himaya.gate.things import FRAME, register
        from himaya.kernel.verbs import Verb
        from himaya.places.models import AdminUnit, PopulationGroup, Site

        register(
            "admin_unit",
            AdminUnit,
            view=Verb.ADMIN_UNIT_VIEW,
            attributes=FRAME,
        )
        register(
            "site",
            Site,
            view=Verb.SITE_VIEW,
            attributes={
                **FRAME,
                "level": "level",
                "area": "unit__pcode",
            },
        )
        register(
            "population_group",
            PopulationGroup,
            view=Verb.POPULATION_GROUP_VIEW,
            attributes=FRAME,
        )
