"""The one settings file. Everything that differs between machines is read from the environment."""

import tempfile
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

env = environ.FileAwareEnv()
BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", False)
# The demonstration shows its accounts, keeps letters in a local mailbox and asks no second factor.
DEMO = env.bool("DEMO", False)
TRYING_OUT = DEBUG or DEMO

SECRET_KEY = env.str("SECRET_KEY", "only-for-development" if TRYING_OUT else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY to a long random text (or DEBUG=1 to develop).")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

SITE_NAME = env.str("SITE_NAME", "Cross-Sector Hubs")
# Links in letters and feeds come from here, never from a request.
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
SECURE_SITE = urlsplit(SITE_URL).scheme == "https"
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS",
    default=["*"] if TRYING_OUT else [urlsplit(SITE_URL).hostname or "localhost"],
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

# Apps and middleware ------------------------------------------------------------------------

SOCIAL_PROVIDERS = {
    "orcid": "allauth.socialaccount.providers.orcid",
    "openid_connect": "allauth.socialaccount.providers.openid_connect",
    "microsoft": "allauth.socialaccount.providers.microsoft",
    "dataporten": "allauth.socialaccount.providers.dataporten",
}
INSTALLED_APPS = [
    # our floors, top first: a template or a command of ours wins over Django's
    "hubportal.pages",
    "funding",
    "events",
    "members",
    "hubs",
    "hubportal.workflow",
    "hubportal.outbox",
    "hubportal.uploads",
    # bought in
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    *SOCIAL_PROVIDERS.values(),
    "crispy_forms",
    "csp",
    "django_filters",
    "i18nfield",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "hubportal.logs.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "hubportal.pages.middleware.PublicCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hubportal.pages.middleware.PathLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hubportal.pages.middleware.TimeZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "hubportal.accounts.SecondFactorMiddleware",
    "hubportal.pages.middleware.MethodNotAllowedMiddleware",
]
ROOT_URLCONF = "hubportal.urls"
WSGI_APPLICATION = "hubportal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["hub"]
CRISPY_TEMPLATE_PACK = "hub"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "hubportal.pages.context.site",
                "hubportal.accounts.intent",
            ],
        },
    }
]

# Database, cache, broker --------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default="postgres:///hubportal")}
# Nothing waits for ever. PgBouncer refuses such parameters: empty there, set for the role instead.
DATABASE_OPTIONS = env.str(
    "DATABASE_OPTIONS",
    "-c statement_timeout=15000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=30000",
)
DATABASES["default"] |= {
    # A new connection per request halves throughput; a pooler in transaction mode is fine.
    "CONN_MAX_AGE": env.int("CONN_MAX_AGE", 60),
    "CONN_HEALTH_CHECKS": True,
    "DISABLE_SERVER_SIDE_CURSORS": True,
    "OPTIONS": {
        **DATABASES["default"].get("OPTIONS", {}),
        **({"options": DATABASE_OPTIONS} if DATABASE_OPTIONS else {}),
    },
    "TEST": {"NAME": "test_hubportal" + env.str("TEST_DB_SUFFIX", "")},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
# Rate limits need a shared cache; without Redis a page still works, so the database holds it.
CACHES = {
    "default": {
        "BACKEND": "hubportal.pages.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 1},
        "KEY_PREFIX": "hubportal",
    }
}

CELERY_BROKER_URL = (
    REDIS_URL.replace("unix://", "redis+socket://", 1)
    if REDIS_URL.startswith("unix://")
    else REDIS_URL
)
# Celery's crontab skips an hour when clocks go back anywhere but in UTC.
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 50
CELERY_TASK_TIME_LIMIT = 60
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_connect_timeout": 0.5,
    "socket_timeout": 10,
    "socket_keepalive": True,
}
CELERY_BEAT_SCHEDULE_FILENAME = env.str(
    "BEAT_SCHEDULE", str(Path(tempfile.gettempdir()) / "hubportal-beat")
)


def _each(seconds: float, task: str) -> dict:
    """A tick that comes late leaves it to the next."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


# Every tick is a sweep over what is due, so a missed or a doubled one changes nothing.
CELERY_BEAT_SCHEDULE = {
    "deliver due letters": _each(15.0, "hubportal.outbox.tasks.deliver_due"),
    "send due reminders": _each(60.0, "events.tasks.send_due_reminders"),
    "close attendance": _each(60.0, "events.tasks.close_attendance"),
    "tell of open calls": _each(60.0, "funding.tasks.tell_of_open_calls"),
    "pass on lapsed offers": _each(60.0, "events.tasks.pass_on_lapsed_offers"),
    "tell changes of events": _each(60.0, "events.tasks.tell_changes"),
    "release places held for sectors": _each(60.0, "events.tasks.release_shares"),
    "send due messages": _each(60.0, "events.tasks.send_due_messages"),
    "answer undecided applications for places": _each(60.0, "events.tasks.answer_undecided"),
    "remind of decisions about places": _each(600.0, "events.tasks.remind_of_decisions"),
    "delete old needs": _each(3600.0, "events.tasks.delete_old_needs"),
    "remind of deadlines": _each(600.0, "members.tasks.send_due_deadlines"),
    "remind of follow-ups": _each(3600.0, "hubs.tasks.send_due_follow_ups"),
    "send due content reviews": _each(3600.0, "hubs.tasks.send_due_content_reviews"),
    "remind interviewees": _each(3600.0, "hubs.tasks.remind_interviewees"),
    "remind of reviews and expiries": {"task": "hubs.tasks.send_due_reviews", "schedule": 3600.0},
    "forget old files to import": {
        "task": "hubs.tasks.forget_old_imports",
        "schedule": 3600.0,
    },
    "forget withdrawn interviews": {
        "task": "hubs.tasks.forget_withdrawn_interviews",
        "schedule": 86400.0,
    },
    "forget old letters": {
        "task": "hubportal.outbox.tasks.forget_old_letters",
        "schedule": 86400.0,
    },
    "forget old drafts of answers": {
        "task": "funding.tasks.forget_old_revisions",
        "schedule": 86400.0,
    },
}

# Letters ------------------------------------------------------------------------------------

EMAIL_BACKEND = "hubportal.outbox.backend.OutboxBackend"
# Where letters really go, for instance smtp+tls://user:secret@mail.example.org:587.
# Without one they stay in the outbox, where staff read them.
EMAIL_URL = env.str("EMAIL_URL", "")
DELIVERY = env.email_url("EMAIL_URL") if EMAIL_URL else None
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"{SITE_NAME} <hubs@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# The one address that pages show; people write there about anything that concerns all hubs.
CONTACT_EMAIL = env.str("CONTACT_EMAIL", parseaddr(DEFAULT_FROM_EMAIL)[1])
EMAIL_TIMEOUT = 10

# People and how they sign in ----------------------------------------------------------------

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "me"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "hubportal.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "members.forms.SignupForm",
    "login": "members.forms.LoginForm",
    "request_login_code": "members.forms.RequestLoginCodeForm",
    "reset_password": "members.forms.ResetPasswordForm",
    "add_email": "members.forms.AddEmailForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_RATE_LIMITS = {
    "perspective": "90/m/key",
    "login_failed": "30/5m/ip,5/5m/key",
    "write_to_hub": "10/h/ip",
    "wrong_certificate": "20/10m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 0)
# Keeping the last use of each session up to date would cost every page four queries more.
USERSESSIONS_TRACK_ACTIVITY = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = TRYING_OUT
# Staff reach no admin page without a second factor; off only in the demonstration.
STAFF_MFA_REQUIRED = env.bool("STAFF_MFA_REQUIRED", not DEMO)

SOCIALACCOUNT_ADAPTER = "hubportal.accounts.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {}
# Browsers hold a form to `form-action` even when its answer leads to another site.
SIGN_IN_SITES = {
    "orcid": "https://orcid.org",
    "openid_connect": env.str("OPENID_CONNECT_SIGN_IN_SITE", ""),
    "microsoft": "https://login.microsoftonline.com",
    "dataporten": "https://auth.dataporten.no",
}
FORMS_LEAD_TO = []
for _name in SOCIAL_PROVIDERS:
    _prefix = _name.upper()
    if not env.str(f"{_prefix}_CLIENT_ID", ""):
        INSTALLED_APPS.remove(SOCIAL_PROVIDERS[_name])
        continue
    _app = {
        "client_id": env.str(f"{_prefix}_CLIENT_ID"),
        "secret": env.str(f"{_prefix}_SECRET", ""),
    }
    if _name == "openid_connect":
        _app |= {
            "provider_id": env.str("OPENID_CONNECT_ID", "sso"),
            "name": env.str("OPENID_CONNECT_NAME", "Single sign-on"),
            "settings": {"server_url": env.str("OPENID_CONNECT_SERVER_URL")},
        }
        _server = urlsplit(env.str("OPENID_CONNECT_SERVER_URL"))
        SIGN_IN_SITES[_name] = SIGN_IN_SITES[_name] or f"{_server.scheme}://{_server.netloc}"
    if _name == "microsoft":
        _app["settings"] = {"tenant": env.str("MICROSOFT_TENANT", "organizations")}
    SOCIALACCOUNT_PROVIDERS[_name] = {"APPS": [_app]}
    FORMS_LEAD_TO.append(SIGN_IN_SITES[_name])

# Languages, time ----------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("cy", "Cymraeg"), ("nb", "Norsk")]
LOCALE_PATHS = [BASE_DIR / "hubportal" / "locale"]
FORMAT_MODULE_PATH = ["hubportal.formats"]
TIME_ZONE = "Europe/London"
TIME_ZONES = [("Europe/London", _("United Kingdom time")), ("Europe/Oslo", _("Norwegian time"))]
USE_TZ = True

# Static files -------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = TRYING_OUT
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TRYING_OUT
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Security -----------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *FORMS_LEAD_TO],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
SECURE_SSL_REDIRECT = SECURE_SITE
SECURE_HSTS_SECONDS = 63_072_000 if SECURE_SITE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SITE
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SITE
SESSION_COOKIE_NAME = "__Host-sessionid" if SECURE_SITE else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if SECURE_SITE else "csrftoken"
SESSION_COOKIE_AGE = 14 * 86400
CSRF_FAILURE_VIEW = "hubportal.pages.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
# clamd, as host:port or the path of its socket: no file is kept that it has not called clean.
UPLOAD_SCANNER = env.str("UPLOAD_SCANNER", "")
SILENCED_SYSTEM_CHECKS: list[str] = []

# Logs ---------------------------------------------------------------------------------------

LOG_JSON = env.bool("LOG_JSON", not TRYING_OUT)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "hubportal.logs.JSONFormatter"},
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "json" if LOG_JSON else "plain",
        }
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {"django.server": {"handlers": [], "propagate": False}},
}
