"""App configuration."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Declares the room to Django."""

    name = "himaya.files"
