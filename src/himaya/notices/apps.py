"""App configuration."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Declares the room to Django."""

    name = "himaya.notices"
