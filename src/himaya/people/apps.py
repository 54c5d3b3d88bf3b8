"""App configuration."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Declares people to Django and to the gate."""

    name = "himaya.people"

    def ready(self) -> None:
        """Tell the gate how rules read these things."""
        from himaya.gate.things import FRAME, Constant, register
        from himaya.kernel.verbs import Verb
        from himaya.people.actions.following import follow_edition
        from himaya.people.models import Agency, Seat, Token
        from himaya.places.following import register_follower

        register_follower(follow_edition)

        register(
            "agency",
            Agency,
            view=Verb.AGENCY_VIEW,
            attributes={
                **FRAME,
                "agency": "ref",
            },
        )
        register(
            "seat",
            Seat,
            view=Verb.SEAT_VIEW,
            attributes={
                **FRAME,
                "agency": "agency__ref",
                "author": "account__ref",
                "caseworker": Constant(""),
            },
        )
        register(
            "token",
            Token,
            view=Verb.TOKEN_MANAGE,
            attributes={
                **FRAME,
                "agency": "seat__agency__ref",
                "author": "seat__ref",
                "caseworker": Constant(""),
            },
        )
