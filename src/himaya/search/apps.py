"""App configuration."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Declares search to Django and to the gate."""

    name = "himaya.search"

    def ready(self) -> None:
        """Tell the gate how rules read these things."""
        from himaya.gate.things import register
        from himaya.kernel.verbs import Verb
        from himaya.search.models import Entry

        register(
            "search_entry",
            Entry,
            view=Verb.RECORD_VIEW,
            attributes={
                "ref": "thing",
                "operation": "operation__ref",
                "agency": "agency",
                "system": "system",
                "level": "level",
                "lane": "lane",
                "audience": "audience",
                "area": "area",
                "state": "state",
                "author": "author",
                "caseworker": "caseworker",
            },
        )
