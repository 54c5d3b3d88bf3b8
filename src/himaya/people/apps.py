"""App configuration."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Declares people to Django and to the gate."""

    name = "himaya.people"

    def ready(self) -> None:
        """Tell the gate how rules read these things."""
        from himaya.gate.things import Constant, register
        from himaya.kernel.verbs import Verb
        from himaya.people.models import Agency, Seat, Token

        register(
            "agency",
            Agency,
            view=Verb.AGENCY_VIEW,
            attributes={
                "ref": "ref",
                "operation": "operation__ref",
                "agency": "ref",
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
            "seat",
            Seat,
            view=Verb.SEAT_VIEW,
            attributes={
                "ref": "ref",
                "operation": "operation__ref",
                "agency": "agency__ref",
                "system": Constant(""),
                "level": Constant(1),
                "lane": Constant("information"),
                "audience": Constant("operation"),
                "area": Constant(""),
                "state": Constant(""),
                "author": "account__ref",
            },
        )
        register(
            "token",
            Token,
            view=Verb.TOKEN_MANAGE,
            attributes={
                "ref": "ref",
                "operation": "operation__ref",
                "agency": "seat__agency__ref",
                "system": Constant(""),
                "level": Constant(1),
                "lane": Constant("information"),
                "audience": Constant("operation"),
                "area": Constant(""),
                "state": Constant(""),
                "author": "seat__ref",
            },
        )
