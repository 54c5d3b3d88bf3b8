"""Settings of the test runs: the real ones, in a folder of their own, with cheap hashing."""

import base64
import os
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="himaya-test-"))
os.environ.setdefault("HIMAYA_DATA", str(_folder))
os.environ.setdefault("HIMAYA_MASTER_KEY", base64.urlsafe_b64encode(b"k" * 32).decode())
os.environ.setdefault("HIMAYA_SECRET_KEY", "only-for-tests-" + "x" * 40)

from himaya.config.settings import *  # noqa: E402, F403 - settings by star is Django's way
from himaya.config.settings import CACHES, DATABASES, STORAGES  # noqa: E402 - changed below

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES["default"]["BACKEND"] = "django.core.cache.backends.locmem.LocMemCache"
HIMAYA_ANONYMOUS_PER_MINUTE = 1_000_000  # every test comes from the same address
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
if "sqlite3" in str(DATABASES["default"]["ENGINE"]):
    # A file, since live servers and tests share it; nothing here has to survive a power cut.
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (  # type: ignore[index]
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )
# Static files come straight from the source tree: nothing to collect before a test.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
