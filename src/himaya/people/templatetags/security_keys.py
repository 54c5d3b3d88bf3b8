"""Where security keys work: browsers tie them to a name, never to a number (WebAuthn, RP ID)."""

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.http import HttpRequest

register = template.Library()


@register.simple_tag(takes_context=True)
def address_for_keys(context: Mapping[str, object]) -> str | None:
    """None where keys work here; else the same platform under a name, "" where none is known."""
    request = context["request"]
    assert isinstance(request, HttpRequest)  # noqa: S101 - for the type checker
    here = urlsplit(request.build_absolute_uri("/"))
    try:
        number = ipaddress.ip_address(here.hostname or "")
    except ValueError:
        return None
    if not number.is_loopback or "localhost" not in settings.ALLOWED_HOSTS:
        return ""
    port = f":{here.port}" if here.port else ""
    return f"{here.scheme}://localhost{port}/"
