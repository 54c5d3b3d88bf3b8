"""App configuration."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """Declares the room to Django."""

    name = "himaya.profiles"
