"""Settings of the portal.

Values come from the environment, then from ``.env`` beside ``manage.py`` (written by ``./portal run``), then from the
defaults here. Without either file the profile is ``production``: who forgets to configure is refused, not exposed.
"""

import os
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

from quanzhou_portal.api_document import API_DOCUMENT
from quanzhou_portal.installation import short_name
from quanzhou_portal.redis_urls import broker_url, cache_url

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
# Tests point this at nothing, so that an office's own .env never leaks into them.
ENV_FILE = os.environ.get("PORTAL_ENV_FILE", str(BASE_DIR / ".env"))
if ENV_FILE and Path(ENV_FILE).is_file():
    environ.Env.read_env(ENV_FILE)

VERSION = "0.1.0"  # printed on briefs and the health page; raised with each release

# --- Profile -------------------------------------------------------------------------------------------------------

PROFILE = env.str("PROFILE", default="production")  # "demonstration" or "production"
if PROFILE not in {"demonstration", "production"}:
    raise ValueError(f"PROFILE must be 'demonstration' or 'production', not {PROFILE!r}.")
DEMONSTRATION = PROFILE == "demonstration"
DEMONSTRATION_CLOCK_FILE = VAR_DIR / "demonstration-clock.json" if DEMONSTRATION else None
TLS = env.bool("TLS", default=False)  # a proxy in front ends TLS and sets X-Forwarded-Proto itself
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
# Seals the journal. Production gives it a key of its own, so that changing SECRET_KEY never breaks the chain.
JOURNAL_KEY = env.str("JOURNAL_KEY", default=SECRET_KEY).encode()
JOURNAL_ANCHORS_FILE = env.path("JOURNAL_ANCHORS_FILE", default=str(VAR_DIR / "journal-anchors.jsonl"))()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEMONSTRATION else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- Applications --------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # with FORM_RENDERER below: templates/django/forms/ may replace Django's form templates
    "axes",
    "csp",
    "django_htmx",
    "django_filters",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    # Our rooms, lowest floor first.
    "core.foundation",
    "core.journal",
    "core.operations",
    "core.organisations",
    "core.accounts",
    "core.intake",
    "projects",
    "reporting",
    "dispatch",
    "approvals",
    "inspections",
    "dashboards",
    "demonstration",
    "quanzhou_portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.foundation.compression.CompressText",  # below WhiteNoise, whose files lie there compressed
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "core.accounts.middleware.SessionLimits",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "core.accounts.middleware.AccountDuties",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.foundation.refusals.Refusals",
    "axes.middleware.AxesMiddleware",  # last: it turns a lock-out raised below into its answer
]

ROOT_URLCONF = "quanzhou_portal.urls"
WSGI_APPLICATION = "quanzhou_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dashboards.shell.shell",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data ----------------------------------------------------------------------------------------------------------

SQLITE_OPTIONS = {
    # IMMEDIATE takes the write lock at BEGIN, where waiting works; a lock wanted half-way fails at once instead.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}


def database() -> dict[str, Any]:
    """The one database: DATABASE_URL, else a file in var/."""
    if not env.str("DATABASE_URL", default=""):
        config: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR_DIR / "portal.sqlite3")}
    else:
        config = dict(env.db("DATABASE_URL"))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = SQLITE_OPTIONS
    else:
        # A kept connection more than doubles the pages served per second; the check survives a database restart.
        config |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
        # Exports read their cursors to the end; by default PostgreSQL plans for the first tenth of the rows.
        config["OPTIONS"] = {"options": "-c cursor_tuple_fraction=1", **config.get("OPTIONS", {})}
    return config | {"ATOMIC_REQUESTS": False}  # actions own their transactions


DATABASES = {"default": database()}

# The launcher leaves the address of the Redis it started in this file, so that commands run by hand reach it too.
REDIS_ADDRESS_FILE = VAR_DIR / "redis.url"
REDIS_URL = env.str("REDIS_URL", default="")
if not REDIS_URL and REDIS_ADDRESS_FILE.is_file():
    REDIS_URL = REDIS_ADDRESS_FILE.read_text(encoding="utf-8").strip()

CACHES: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if REDIS_URL:
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.str("REDIS_CACHE_URL", default="") or cache_url(REDIS_URL),
        "KEY_PREFIX": "quanzhou",
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }

# Uploaded and produced files are private: no URL leads here, a view hands them out after asking who may.
PRIVATE_FILES_ROOT = env.path("PRIVATE_FILES_ROOT", default=str(VAR_DIR / "files"))()
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# A county grid of 100 projects posts about 2,500 fields; a register workbook is a few megabytes and streams to disk.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- Static files --------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
# Only what the front-end build wrote is served; its sources beside it are not.
STATICFILES_DIRS = [("build", BASE_DIR / "static" / "build")]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_FILES_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Language and time ---------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- Who -----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Two schools that contradict each other. "mlps3" is the Chinese baseline of level three (等保三级): composition,
# history, a new password every 90 days. "asvs" is OWASP's: longer, no composition, no forced change.
_IS_MLPS = env.str("PASSWORD_POLICY", default="mlps3") != "asvs"
PASSWORD_MAX_AGE_DAYS = 90 if _IS_MLPS else None
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "core.accounts.passwords.LengthValidator", "OPTIONS": {"min_length": 10 if _IS_MLPS else 12}},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator"},
]
if _IS_MLPS:
    AUTH_PASSWORD_VALIDATORS += [
        {"NAME": "core.accounts.passwords.CharacterClassesValidator"},
        {"NAME": "core.accounts.passwords.NotRecentlyUsedValidator"},
    ]
OTP_TOTP_ISSUER = "泉州住建项目门户"
REQUIRE_SECOND_FACTOR = not DEMONSTRATION  # its banner says so
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

AXES_HANDLER = "core.accounts.login_guard.LockoutHandler"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SESSION_IDLE_SECONDS = 30 * 60
SESSION_ABSOLUTE_SECONDS = 8 * 60 * 60
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
if TLS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
else:
    # Browsers share cookies between ports of one host: two clones side by side must not sign each other out.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (f"{kind}_{short_name(BASE_DIR)}" for kind in ("session", "csrf"))

# --- Transport and browser -----------------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = TLS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by the machine itself, behind the proxy
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
# Preloading binds a whole registrable domain (all of the city's), which this portal has no right to ask for.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
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
        "object-src": [NONE],
    },
}

# --- API -----------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "core.accounts.api.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "core.foundation.rest.Pages",
    "EXCEPTION_HANDLER": "core.foundation.rest.refusals",
    # The browsable pages of the framework use inline scripts, which the policy above refuses.
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = API_DOCUMENT

# --- Background work -----------------------------------------------------------------------------------------------

CELERY_BROKER_URL = broker_url(REDIS_URL) if REDIS_URL else "redis://127.0.0.1:6379/0"
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_DEFAULT_QUEUE = "quanzhou"
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# One queue scan every 2 s instead of kombu's default of about 100 s: that scan is the real recovery time after a crash.
# The visibility time-out stays above the hard limit, or a long task would be handed out twice.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 360,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 2
# A page never waits for Redis: the job row is the promise, the message rings the bell, the sweeper rings again.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}
CELERY_WORKER_POOL = env.str("WORKER_POOL", default="threads")
# Only processes can be ended half-way; a pool of threads would fail at the attempt and take the worker with it.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = CELERY_WORKER_POOL == "prefork"
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # KiB
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    # Real minutes; what is due by the office's calendar is asked inside, by the portal's own clock.
    "tick": {"task": "operations.tick", "schedule": 60.0},
}

# --- Logging: quiet, and without names, addresses or figures of persons -----------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "axes": {"level": "ERROR"},  # its warnings quote account names and addresses
        "celery": {"level": "WARNING"},
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},
        "portal": {"level": "INFO"},
    },
}
