"""App configuration."""

from django.apps import AppConfig


class CollectConfig(AppConfig):
    """Declares the room to Django."""

    name = "himaya.collect"

    def ready(self) -> None:
        """Every declared register can be filled from a table."""
        from himaya.collect.importers import register_source
        from himaya.collect.spreadsheets import spreadsheet_importers

        register_source(spreadsheet_importers)
