"""Keys of the cache: never in clear, since libraries put addresses of visitors into them."""

from django.conf import settings

from himaya.kernel.crypto import blind_index


def fingerprinted(key: str, key_prefix: str, version: int) -> str:
    """Django's `KEY_FUNCTION`: a keyed fingerprint of what a caller names its entry."""
    name = f"{key_prefix}:{version}:{key}"
    return blind_index(name, settings.SECRET_KEY.encode(), purpose="cache")
