"""App configuration."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """Declares the tenant to Django; the gate, which lies above, declares it to the rules."""

    name = "himaya.tenancy"
