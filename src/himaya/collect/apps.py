"""App configuration."""

from django.apps import AppConfig


class CollectConfig(AppConfig):
    """Declares the room to Django."""

    name = "himaya.collect"

    def ready(self) -> None:
        """Every register can be filled from a table."""
        from himaya.collect.importers import register_finder, register_source
        from himaya.collect.own_forms import importer_of_register
        from himaya.collect.spreadsheets import spreadsheet_importers

        register_source(spreadsheet_importers)
        register_finder(importer_of_register)
