"""The settings under test: the real ones, on servers of the tests' own, faster where safe."""

import os
from urllib.parse import urlsplit

from hubportal import embedded

# Only the first process starts servers; those that pytest-xdist starts inherit their addresses.
if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
    _database, _redis = embedded.start(embedded.folder() / "test", durable=False)
    os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL") or _database
    os.environ["REDIS_URL"] = os.environ.get("REDIS_URL") or _redis
os.environ["SECRET_KEY"] = "only-for-tests"
os.environ["EMAIL_URL"] = ""
# WhiteNoise warns of a missing folder; it serves what its finders find.
_static = embedded.folder() / "test" / "static"
_static.mkdir(parents=True, exist_ok=True)
os.environ["STATIC_ROOT"] = str(_static)
for _name in ("DEBUG", "DEMO", "SITE_URL", "SITE_NAME", "STAFF_MFA_REQUIRED", "TRUSTED_PROXIES"):
    os.environ.pop(_name, None)

from hubportal.settings import *  # noqa: E402, F403
from hubportal.settings import (  # noqa: E402
    CACHES,
    CELERY_BROKER_TRANSPORT_OPTIONS,
    DATABASES,
    REDIS_URL,
    STORAGES,
)

# Emptied and filled again quickly.
DATABASES["default"]["ENGINE"] = "tests.postgres"

# Tests that run side by side share one Valkey, not its keys nor its queue.
_mine = os.environ.get("TEST_DB_SUFFIX", "") + os.environ.get("PYTEST_XDIST_WORKER", "")
CACHES["default"]["KEY_PREFIX"] = f"tests{_mine}"
# Clearing the cache empties a whole database of Valkey: each process has its own, from 1 on.
_number = 1 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 14
CACHES["default"]["LOCATION"] = urlsplit(REDIS_URL)._replace(path=f"/{_number}").geturl()
CELERY_TASK_DEFAULT_QUEUE = f"tests{_mine}"
CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = f"tests{_mine}:"

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_USE_FINDERS = True
# Each test has its own client, and each client would read all static files first.
WHITENOISE_AUTOREFRESH = True
