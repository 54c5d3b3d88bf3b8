"""App configuration."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Declares the room to Django."""

    name = "himaya.demo"
