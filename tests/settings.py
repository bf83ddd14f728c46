"""The product's settings on throw-away servers; what differs for tests is listed here."""

import os

from consultation import embedded

embedded.start_for_tests()
os.environ.setdefault("SECRET_KEY", "for tests only, and long enough for Django's checks")
os.environ["DEBUG"] = "1"

from consultation.settings import *  # noqa: E402, F403

DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"]["CONN_MAX_AGE"] = 0  # the live server's threads close what they opened
RATE_LIMITS = False
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
WHITENOISE_AUTOREFRESH = True  # looked for when asked for: each client would list all files anew
