"""Settings, by environment only. Every variable is explained in docs/operations.md."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from consultation import embedded
from consultation.environment import database, env, env_bool, env_list, mailer

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"

DEBUG = env_bool("DEBUG")
DEMO = env_bool("DEMO")
LOCAL = DEBUG or DEMO

DATABASE_URL = env("DATABASE_URL")
REDIS_URL = env("REDIS_URL")
if not (DATABASE_URL and REDIS_URL) and (services := embedded.running_services(LOCAL_DIR)):
    DATABASE_URL = DATABASE_URL or services.database_url
    REDIS_URL = REDIS_URL or services.redis_url
    LOCAL = True

SECRET_KEY = env("SECRET_KEY")
if not SECRET_KEY:
    if not LOCAL:
        raise ImproperlyConfigured("Set SECRET_KEY to a long random value, or DEBUG=1 on your own machine.")
    SECRET_KEY = embedded.local_secret(LOCAL_DIR)
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")

SITE_NAME = env("SITE_NAME", "Conspectus")
SITE_TAGLINE = env("SITE_TAGLINE", "Online consultations you can walk back")
REPORT_LICENCE = env("REPORT_LICENCE", "CC BY 4.0")
SITE_URL = env("SITE_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if LOCAL else "")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "synthesis",
    "moderation",
    "contributions",
    "rooms",
    "consultation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "django_countries",
    "django_filters",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "consultation.http.PermissionsPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "consultation.http.AllowedMethods",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "consultation.http.Compression",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "consultation.http.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "consultation.urls"
WSGI_APPLICATION = "consultation.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "consultation.http.shell",
                *(["synthesis.demo.band.shell"] if DEMO else []),
            ],
            "builtins": ["django.templatetags.i18n", "consultation.templatetags.shell"],
        },
    }
]
FORM_RENDERER = "consultation.widgets.FieldRenderer"

DATABASES = {"default": database(DATABASE_URL)} if DATABASE_URL else {}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
}

AUTH_USER_MODEL = "consultation.User"
AUTHENTICATION_BACKENDS = [
    "consultation.people.backend.ActivePeopleBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account:enter"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "consultation.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
# A code works for 15 minutes; who comes later, up to here, is sent a new one without starting again.
ACCOUNT_LOGIN_TIMEOUT = 60 * 60
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key,20/h/key",
    "login_failed": "10/m/ip,10/5m/key,50/d/key",
    "signup": "20/m/ip,100/d/ip",
}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ALLAUTH_TRUSTED_PROXY_COUNT = int(env("TRUSTED_PROXY_COUNT", "0"))
RATE_LIMITS = not env_bool("NO_RATE_LIMITS")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("ar", "العربية")]
# Only languages whose catalogue is complete stand in the language menu.
COMPLETE_LANGUAGES = ["en", "fr", "ar"]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["consultation.formats"]
TIME_ZONE = "UTC"
COUNTRIES_OVERRIDE = {"MD": _("Moldova"), "BO": _("Bolivia"), "VE": _("Venezuela"), "TZ": _("Tanzania")}

STATIC_URL = "/static/"
STATIC_ROOT = env("STATIC_ROOT", "" if LOCAL else str(BASE_DIR / "staticfiles")) or None
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env("MEDIA_ROOT", str(LOCAL_DIR / "media" if LOCAL else BASE_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = LOCAL

MAIL_FROM = env("MAIL_FROM", f"{SITE_NAME} <noreply@localhost>")
DEFAULT_FROM_EMAIL = MAIL_FROM
CONTACT_EMAIL = env("CONTACT_EMAIL")
SMTP_URL = env("SMTP_URL")
MAILERS = {
    "default": mailer(SMTP_URL)
    if SMTP_URL
    else {"BACKEND": "consultation.mail.EmlBackend", "OPTIONS": {"folder": str(LOCAL_DIR / "outbox")}}
}

SESSION_ENGINE = "consultation.people.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
if not LOCAL:
    SECURE_SSL_REDIRECT = not env_bool("NO_SSL_REDIRECT")
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # forms carry their token; no script of ours reads it
CSRF_FAILURE_VIEW = "consultation.views.errors.csrf_failed"

# Bodies: a contribution of 70,000 characters is at most 280 kB, sent as %-escapes at most 840 kB.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

FILES_PER_CONTRIBUTION = 5
LARGEST_FILE = 10 * 1024 * 1024  # bytes

# How much one person may write. A newcomer came without an invitation and has been here less than a day or
# has written fewer than three contributions. `gap` in seconds, 0 for none.
WRITING_LIMITS = {
    "participant": {"gap": 5, "hour": 30, "day": 100, "mentions": 10, "links": 20},
    "newcomer": {"gap": 30, "hour": 5, "day": 10, "mentions": 3, "links": 2},
    "team": {"gap": 0, "hour": 300, "day": 1000, "mentions": 20, "links": 100},
}
EDITS_A_DAY = {"others": 30, "team": 100}
CONTRIBUTIONS_PER_PAGE = 20
OUTBOX_LEASE = timedelta(seconds=float(env("OUTBOX_LEASE", "60")))
JOB_LEASE = timedelta(seconds=float(env("JOB_LEASE", "60")))
JOB_HEARTBEAT = timedelta(seconds=float(env("JOB_HEARTBEAT", "10")))
RELAY_POLL = timedelta(seconds=1)
RELAY_PULSE = env("RELAY_PULSE")

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20.0
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 900_000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE_FILENAME = str(LOCAL_DIR / "beat") if LOCAL else env("BEAT_FILE", "/tmp/beat")  # noqa: S108
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "sweep": {"task": "consultation.tasks.sweep", "schedule": 3600.0},
    "sweep files": {"task": "contributions.tasks.sweep_files", "schedule": 3600.0},
    "digests": {"task": "contributions.tasks.plan_digests", "schedule": 900.0},
    "reminders": {"task": "contributions.tasks.plan_reminders", "schedule": 900.0},
    "learning": {"task": "moderation.tasks.plan_learning", "schedule": 60.0},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"consultation": {"level": "INFO"}},
}
