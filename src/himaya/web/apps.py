"""App configuration."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Declares the room to Django, and what is found by its name."""

    name = "himaya.web"

    def ready(self) -> None:
        """Tell the search and the rules what the rooms below are called."""
        from himaya.web import finding

        finding.register()
