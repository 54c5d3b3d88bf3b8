"""App configuration."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Declares the room to Django."""

    name = "himaya.jobs"
