"""App configuration."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Declares places to Django and to the gate."""

    name = "himaya.places"

    def ready(self) -> None:
        """Tell the gate how rules read these things."""
        from himaya.gate.things import Constant, register
        from himaya.kernel.verbs import Verb
        from himaya.places.models import AdminUnit, PopulationGroup, Site

        register(
            "admin_unit",
            AdminUnit,
            view=Verb.ADMIN_UNIT_VIEW,
            attributes={
                "ref": "ref",
                "operation": "operation__ref",
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
        register(
            "site",
            Site,
            view=Verb.SITE_VIEW,
            attributes={
                "ref": "ref",
                "operation": "operation__ref",
                "agency": Constant(""),
                "system": Constant(""),
                "level": "level",
                "lane": Constant("information"),
                "audience": Constant("operation"),
                "area": "unit__pcode",
                "state": Constant(""),
                "author": Constant(""),
            },
        )
        register(
            "population_group",
            PopulationGroup,
            view=Verb.POPULATION_GROUP_VIEW,
            attributes={
                "ref": "ref",
                "operation": "operation__ref",
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
