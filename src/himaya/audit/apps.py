"""App configuration."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Declares the room to Django."""

    name = "himaya.audit"
