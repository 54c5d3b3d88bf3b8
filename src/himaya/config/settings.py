"""Settings of an installation. Each has a line in docs/reference/settings.md (tested)."""

import base64
import logging
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from himaya.config import env

PACKAGE = Path(__file__).resolve().parent.parent
HIMAYA_DATA = Path(env.text("HIMAYA_DATA", "data")).resolve()
HIMAYA_VERSION = "0.1.0"
# A folder that holds the demo's own key is the demo's, unless another key is given for it.
_KEYS = ("HIMAYA_MASTER_KEY", "HIMAYA_PASSPHRASE")
HIMAYA_DEMO = env.flag(
    "HIMAYA_DEMO",
    default=(HIMAYA_DATA / "demo-master-key").is_file() and not any(map(env.text, _KEYS)),
)
# Trials in full: 100,000 random requests, 100 kills (./test --long).
HIMAYA_LONG = env.flag("HIMAYA_LONG", default=False)
DEBUG = env.flag("HIMAYA_DEBUG", default=False)


def _own_secret(name: str) -> str:
    """A secret made once and kept in the data folder, 0600."""
    path = HIMAYA_DATA / name
    if not path.is_file():
        HIMAYA_DATA.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
    return path.read_text().strip()


SECRET_KEY = env.text("HIMAYA_SECRET_KEY") or _own_secret("secret-key")
ALLOWED_HOSTS = env.words("HIMAYA_HOSTS", ("127.0.0.1", "localhost"))
CSRF_TRUSTED_ORIGINS = env.words("HIMAYA_ORIGINS")

# The master key (docs/explanation/sealing.md): environment, key file outside the data folder, or
# passphrase. Only the demo keeps one in its folder, and says so at each start.
HIMAYA_MASTER_KEY = env.text("HIMAYA_MASTER_KEY")
HIMAYA_MASTER_KEY_FILE = ""
HIMAYA_PASSPHRASE = env.text("HIMAYA_PASSPHRASE")
HIMAYA_PASSPHRASE_SALT = env.text("HIMAYA_PASSPHRASE_SALT", "himaya")
if HIMAYA_DEMO and not HIMAYA_MASTER_KEY and not HIMAYA_PASSPHRASE:
    HIMAYA_MASTER_KEY = _own_secret("demo-master-key")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "django_tasks",
    "himaya.tenancy",
    "himaya.jobs",
    "himaya.files",
    "himaya.audit",
    "himaya.gate",
    "himaya.places",
    "himaya.people",
    "himaya.search",
    "himaya.systems",
    "himaya.instruments",
    "himaya.datasets",
    "himaya.releases",
    "himaya.records",
    "himaya.library",
    "himaya.collect",
    "himaya.themes",
    "himaya.profiles",
    "himaya.web",
    "himaya.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "himaya.config.compression.compress_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "himaya.config.directions.calm_directions",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "himaya.people.middleware.take_seat",
    "himaya.gate.late_forms.keep_late_forms",
    "himaya.gate.middleware.decide_route",
    "himaya.people.middleware.lead_to_second_factor",
]

ROOT_URLCONF = "himaya.config.urls"
WSGI_APPLICATION = "himaya.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "people" / "templates"],  # our sign-in pages go before allauth's own
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"words": "himaya.kernel.word_tags"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "himaya.web.context.shell",
            ],
        },
    }
]


def _database(url: str) -> dict[str, object]:
    """SQLite in the data folder, or postgres://user:password@host:port/name."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HIMAYA_DATA / "himaya.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                # FULL: an acknowledged write survives a lost kernel, not only a killed process.
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                    # KiB, taken as needed: pages of indexes that many rows are written into.
                    "PRAGMA cache_size=-32768;"
                ),
            },
            "TEST": {"NAME": None},
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise env.SettingError("HIMAYA_DATABASE_URL must start with postgres://, or be left out")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,  # persistent connections are five times faster (stack.md)
        # Compiling a query takes 20 ms and more, and never paid for itself here.
        "OPTIONS": {"options": "-c jit=off"},
    }


DATABASES = {"default": _database(env.text("HIMAYA_DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits are counted in the database cache, so that all web workers share them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "KEY_FUNCTION": "himaya.config.cache_keys.fingerprinted",
        # Django's 300 would drop counters at random while many addresses knock.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
# Requests of nobody in particular that one address may make, and proxies of ours in front.
HIMAYA_ANONYMOUS_PER_MINUTE = env.number("HIMAYA_ANONYMOUS_PER_MINUTE", 300, low=10, high=1_000_000)
HIMAYA_PROXIES = env.number("HIMAYA_PROXIES", 0, low=0, high=9)
ALLAUTH_TRUSTED_PROXY_COUNT = HIMAYA_PROXIES
TASKS = {"default": {"BACKEND": "himaya.jobs.backend.LeaseBackend"}}
# Whether a job may ask other computers if the links of the reference shelf still open.
HIMAYA_TEMPLATES = env.text("HIMAYA_TEMPLATES", "")
HIMAYA_LINK_CHECKS = env.flag("HIMAYA_LINK_CHECKS", default=False)
# Seconds after which a silent worker's job goes to another one.
HIMAYA_JOB_LEASE = env.number("HIMAYA_JOB_LEASE", 60, low=1, high=3600)

# Accounts ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "himaya.people.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation has proved the address
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # himaya writes to nobody it does not know
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False  # ends with the browser, and after 12 hours: shared machines
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key"}  # a whole office shares one address
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # one step of clock drift either way: phones in the field drift
MFA_ADAPTER = "himaya.people.adapter.MFAAdapter"
MFA_TOTP_ISSUER = "himaya"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # as above: an invitation has proved the address
MFA_RECOVERY_CODE_COUNT = 10
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
HIMAYA_SECOND_FACTOR = env.flag("HIMAYA_SECOND_FACTOR", default=True)

# Transport --------------------------------------------------------------------------------------
HIMAYA_TLS = env.flag("HIMAYA_TLS", default=False)  # set by `himaya serve` beyond 127.0.0.1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HIMAYA_TLS  # browsers allow it on localhost only
SESSION_COOKIE_SECURE = HIMAYA_TLS
CSRF_COOKIE_SECURE = HIMAYA_TLS
CSRF_FAILURE_VIEW = "himaya.web.failures.token_expired"
SECURE_HSTS_SECONDS = 31_536_000 if HIMAYA_TLS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # long forms with repeats
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024  # uploads never touch the disk unencrypted
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Languages --------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("es", _("Spanish")), ("ar", _("Arabic"))]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["himaya.config.formats"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files ------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = HIMAYA_DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # files room only
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_AUTOREFRESH = DEBUG
HIMAYA_FILES = HIMAYA_DATA / "files"
HIMAYA_SNAPSHOTS = HIMAYA_DATA / "snapshots"

# Mail: none unless configured; himaya works without (invitations are links handed over).
HIMAYA_MAIL_URL = env.text("HIMAYA_MAIL_URL")
_mail = urlsplit(HIMAYA_MAIL_URL)
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if HIMAYA_MAIL_URL
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = _mail.hostname or ""
EMAIL_PORT = _mail.port or 587
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_TLS = _mail.scheme == "smtps"
DEFAULT_FROM_EMAIL = env.text("HIMAYA_MAIL_FROM", "himaya@localhost")

_TOO_MANY = 429
# Logs carry refs and codes, never answers (style.md §11).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    # Each 429 would be a line with its path: a flood, and perhaps the secret of an invitation.
    "filters": {
        "no_floods": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: getattr(record, "status_code", 0) != _TOO_MANY,
        },
        "no_secrets": {"()": "himaya.config.log_paths.PathsWithoutSecrets"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "himaya": {"level": env.text("HIMAYA_LOG_LEVEL", "INFO")},
        "django.request": {"filters": ["no_floods", "no_secrets"]},
        # Of a damaged file it would write the words that stand there. Above every level: silent.
        "pypdf": {"level": logging.CRITICAL + 1},
    },
}
