"""All settings of the installation, in one file; whatever differs between machines comes from the environment."""

import secrets
from datetime import timedelta
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from environs import Env, validate
from redis.backoff import NoBackoff
from redis.retry import Retry

from sapa_center import logs

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"

env = Env()

# `local` is what `make run` and `make test` start on one machine; `production` refuses every convenience of it.
MODE = env.str("SAPA_MODE", "local", validate=lambda mode: mode in {"local", "production"} or _bad_mode(mode))
IS_LOCAL = MODE == "local"
DEBUG = False


def _bad_mode(mode: str) -> bool:
    raise ValueError(f"SAPA_MODE is '{mode}'; it must be 'local' or 'production'")


def _local_secret(path: Path) -> str:
    """A random key made at the first start; processes that start together agree on the one that was first."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


if IS_LOCAL:
    SECRET_KEY = env.str("SECRET_KEY", "") or _local_secret(LOCAL_DIR / "keys" / "secret")
else:
    SECRET_KEY = env.str("SECRET_KEY", validate=validate.Length(min=40))
# Personal data at rest, see common/crypto.py; the local mode makes its own keys under .local/keys.
DATA_KEYS = env.str("DATA_KEYS", "")
HASH_KEY = env.str("HASH_KEY", "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]", "testserver"] if IS_LOCAL else [])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
PUBLIC_URL = env.str("PUBLIC_URL", "http://127.0.0.1:8000")  # printed on slips and in messages

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "rest_framework",
    "drf_spectacular",
    "common",
    "accounts",
    "workcalendar",
    "policies",
    "centers",
    "procedures",
    "citizens",
    "notifications",
    "dossiers",
    "appointments",
    "feedback",
    "payments",
    "reports",
    "sapa_center",
]

MIDDLEWARE = [
    "common.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "common.middleware.CompressedPagesMiddleware",
    "common.middleware.SafeHeadersMiddleware",
    "common.middleware.ChosenLanguageMiddleware",  # before whatever refuses: in the language of the page
    "common.middleware.CleanTextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "centers.middleware.StaffMiddleware",
    "notifications.middleware.UnreadNoticesMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "sapa_center.urls"
WSGI_APPLICATION = "sapa_center.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "common.context.shell",
                "centers.door.contact",
            ],
        },
    }
]

NO_JIT = "-c jit=off"  # compiling one of our short statements takes longer than running it (docs/performance.md)
DATABASES = {
    "default": {
        **env.dj_db_url("DATABASE_URL", "postgres://sapa@/sapa"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # seconds; a database that is away must not hold up the page that says so
        "OPTIONS": {"connect_timeout": 3, "options": NO_JIT},
    }
}
# A replica for the pages of leaders, common/replica.py and docs/operations.md. Empty = everything on the one database.
REPLICA_URL = env.str("REPLICA_URL", "")
REPLICA_OPTIONS = {
    "connect_timeout": 2,
    # a machine that vanished is noticed after ten seconds; nobody waits for long for what it replays under a lock
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "options": f"{NO_JIT} -c default_transaction_read_only=on -c lock_timeout=2000",
}
if REPLICA_URL:
    DATABASES["replica"] = {
        **env.dj_db_url("REPLICA_URL"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": REPLICA_OPTIONS,
        "TEST": {"MIRROR": "default"},
    }
DATABASE_ROUTERS = ["common.replica.Router"]
REPLICA_APPS = {"dossiers", "feedback", "payments", "reports"}  # whose rows reports add up; all others: the primary
REPLICA_MAX_LAG = env.int("REPLICA_MAX_LAG", 60)  # seconds behind from which on the primary is read
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 1, "retry": Retry(NoBackoff(), 1)},  # away is away: no page waits for it
    }
}

# Celery writes the address of a socket in its own way.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "max_retries": 0}
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker for as long as it takes
CELERY_TASK_PUBLISH_RETRY = False  # a nudge that does not get through is no error: beat finds the work
CELERY_BEAT_SCHEDULER = "sapa_center.heartbeats:BeatingScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 15
CELERY_BEAT_SCHEDULE_FILENAME = env.str("BEAT_SCHEDULE_FILE", str(LOCAL_DIR / "beat-schedule"))
BEAT_ALIVE_FILE = env.str("BEAT_ALIVE_FILE", "")  # touched by beat, looked at by the health check of its container
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

AUTH_USER_MODEL = "accounts.User"
# One backend per kind of user: a session of one kind is nobody for the other.
AUTHENTICATION_BACKENDS = ["accounts.backends.StaffPasswordBackend", "accounts.backends.CitizenCodeBackend"]
LOGIN_URL = "accounts:citizen_sign_in"
CITIZEN_START_URL = LOGIN_REDIRECT_URL = "/tai-khoan/"
STAFF_START_URL = "/lam-viec/"
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)  # how many proxies of ours stand in front and set X-Forwarded-For
ACCOUNT_ADAPTER = "accounts.adapter.CitizenAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proven by the code itself
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
# The payment gateway, docs/payments.md. No address or no secret = not offered.
PAYMENT_GATEWAY_URL = env.str("PAYMENT_GATEWAY_URL", "")
if PAYMENT_GATEWAY_URL and not IS_LOCAL and not PAYMENT_GATEWAY_URL.startswith("https://"):
    raise ValueError("PAYMENT_GATEWAY_URL must begin with https://")
PAYMENT_GATEWAY_SECRET = env.str("PAYMENT_GATEWAY_SECRET", "")
# The identity gateway (VNeID) where citizens sign in, docs/sign_in.md. No issuer = not offered.
SOCIALACCOUNT_ADAPTER = "dossiers.gateway.views.GatewayErrors"
SOCIALACCOUNT_STORE_TOKENS = False
IDENTITY_ISSUER = env.str("IDENTITY_ISSUER", "")
if IDENTITY_ISSUER and not IS_LOCAL and not IDENTITY_ISSUER.startswith("https://"):
    raise ValueError("IDENTITY_ISSUER must begin with https://")
IDENTITY_CLIENT_ID = env.str("IDENTITY_CLIENT_ID", "")
IDENTITY_CLIENT_SECRET = env.str("IDENTITY_CLIENT_SECRET", "")
IDENTITY_SCOPES: list[str] = env.list("IDENTITY_SCOPES", ["openid", "profile"])
IDENTITY_CLAIMS: dict[str, str] = {  # our words = their claims
    "number": "citizen_pid",
    "name": "name",
    "birth_date": "birthdate",
    "gender": "gender",
    "phone": "phone_number",
    "address": "address",
    **env.dict("IDENTITY_CLAIMS", {}),
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not IS_LOCAL
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if not IS_LOCAL:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 3600)

# What every page says about the center, also when the database is away. Empty = not published yet.
CENTER_SLUG = env.str("CENTER_SLUG", "sa-pa")  # whose hotline and opening hours stand on public pages
CENTER_NAME = env.str("CENTER_NAME", "Trung tâm Phục vụ hành chính công")
CENTER_PLACE = env.str("CENTER_PLACE", "Phường Sa Pa, tỉnh Lào Cai")
CENTER_HOTLINE = env.str("CENTER_HOTLINE", "")
CENTER_OPENING_HOURS = env.str("CENTER_OPENING_HOURS", "")
CSRF_FAILURE_VIEW = "accounts.views.expired.form_expired"

# The API: tokens, never sessions; every view is refused unless it says who is let in.
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["common.api.parsing.CleanJSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.authentication.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.authentication.HasScope"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "common.api.problems.handler",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Sa Pa center",
    "VERSION": "1",
    "DESCRIPTION": "Procedures, filings, dossiers and figures of public administration service centers; see "
    "docs/api.md. Errors are problems (RFC 9457); moments are ISO 8601 with offset; texts follow Accept-Language.",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": True,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENABLE_LIST_MECHANICS_ON_NON_2XX": False,
    "SORT_OPERATIONS": True,
    "ENUM_NAME_OVERRIDES": {
        "Status": "dossiers.lifecycle.Status",
        "FigureLevel": "dossiers.models.FigureLevel",
        "ProcedureLevel": "procedures.models.Level",
        "FiledBy": "dossiers.models.FiledBy",
        "FiledByOnline": "dossiers.api.prepared.FILED_BY",
        "Event": "dossiers.api.webhooks.EVENTS",
        "FiledAtTheDesk": "dossiers.api.reception.FILED_BY",
    },
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "static/"
STATIC_ROOT = LOCAL_DIR / "staticfiles" if IS_LOCAL else env.path("STATIC_ROOT", BASE_DIR / "staticfiles")
STATIC_BUILD_DIR = LOCAL_DIR / "static-build"  # what `build_fonts` makes out of packages
STATICFILES_DIRS = [BASE_DIR / "static", STATIC_BUILD_DIR]
SILENCED_SYSTEM_CHECKS = ["staticfiles.W004"]  # that folder does not exist before it is built
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = env.path("FILE_STORE", LOCAL_DIR / "files")
# Uploaded files are shown to a scanner, docs/uploads.md: unix:/path or tcp:host:port of clamd, command:… or nothing.
VIRUS_SCANNER = env.str("VIRUS_SCANNER", "")

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = LOCAL_DIR / "mail"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "trung-tam@sapa.example")
if not IS_LOCAL:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    vars().update(env.dj_email_url("EMAIL_URL", "smtp://localhost:25"))

# Zalo (ZNS) and SMS, docs/messages.md. No address = the channel is not used. Secrets are never logged.
ZALO_API_URL = env.str("ZALO_API_URL", "")  # https://business.openapi.zalo.me
ZALO_OAUTH_URL = env.str("ZALO_OAUTH_URL", "https://oauth.zaloapp.com")
ZALO_APP_ID = env.str("ZALO_APP_ID", "")
ZALO_APP_SECRET = env.str("ZALO_APP_SECRET", "")
ZALO_REFRESH_TOKEN = env.str("ZALO_REFRESH_TOKEN", "")  # the first one; later ones are kept encrypted in the database
ZALO_TEMPLATES: dict[str, str] = env.dict("ZALO_TEMPLATES", {})  # our message = number of the template there; "all"
ZALO_WEBHOOK_SECRET = env.str("ZALO_WEBHOOK_SECRET", "")  # of the Official Account; signs what Zalo reports
SMS_API_URL = env.str("SMS_API_URL", "")
SMS_API_KEY = env.str("SMS_API_KEY", "")
SMS_SECRET_KEY = env.str("SMS_SECRET_KEY", "")
SMS_BRAND = env.str("SMS_BRAND", "")
SMS_REPORT_SECRET = env.str("SMS_REPORT_SECRET", "")  # last part of the address that reports go to
for _name in ("ZALO_API_URL", "ZALO_OAUTH_URL", "SMS_API_URL"):
    if not IS_LOCAL and vars()[_name] and not vars()[_name].startswith("https://"):
        raise ValueError(f"{_name} must begin with https://")

LOGGING = logs.configuration(as_json=env.bool("LOG_AS_JSON", not IS_LOCAL), level=env.str("LOG_LEVEL", "INFO"))
