"""App configuration."""

from django.apps import AppConfig


class CollectConfig(AppConfig):
    """Declares the room to Django."""

    name = "himaya.collect"
