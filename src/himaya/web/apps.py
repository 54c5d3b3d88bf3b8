"""App configuration."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Declares the room to Django."""

    name = "himaya.web"
