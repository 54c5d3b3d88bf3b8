"""App configuration."""

from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    """Declares the room to Django."""

    name = "himaya.releases"
