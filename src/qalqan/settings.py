"""The one settings file. Everything that differs between machines comes from the environment; a secret may
come from a file named by `X_FILE` in place of `X`. Without any variable the program runs on one laptop."""

import os
from pathlib import Path
from typing import Any

from django.utils.csp import CSP

from qalqan.kernel.embedded import home as embedded_home
from qalqan.kernel.embedded import settings as embedded_settings


def text(name: str, default: str = "") -> str:
    """An environment variable, or the contents of the file that `<name>_FILE` names."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        return Path(file).read_text("utf-8").strip()
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    """A yes/no variable: 1, true, yes, on."""
    value = os.environ.get(name)
    return default if value is None else value.lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated variable as a list."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


PACKAGE = Path(__file__).resolve().parent
SCREENS = sorted((PACKAGE / "domains").glob("*/ui"))  # each domain keeps its pages in `ui/`
HOME = embedded_home.path()
DEMO = flag("QALQAN_DEMO")
DEBUG = flag("QALQAN_DEBUG")
SECRET_KEY = text("QALQAN_SECRET_KEY") or embedded_home.secret("django-key")
ALLOWED_HOSTS = words("QALQAN_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("QALQAN_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "qalqan.kernel.access",
    "qalqan.kernel.outbox",
    "qalqan.kernel.jobs",
    "qalqan.kernel.vault",
    "qalqan.kernel.ledger",
    "qalqan.kernel.clock",
    "qalqan.domains.territory",
    "qalqan.domains.bodies",
    "qalqan.domains.people",
    "qalqan.domains.plans",
    "qalqan.domains.evidence",
    "qalqan.domains.reporting",
    "qalqan.domains.schools",
    "qalqan.domains.watch",
    "qalqan.synthetic",
    "qalqan.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
# procrastinate's tables and worker: the web only inserts rows, and saves 0.15 s of CPU by not importing it.
if embedded_settings.role().name != "qalqan_app":
    INSTALLED_APPS.append("procrastinate.contrib.django")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "qalqan.web.refusing.NotAllowedPageMiddleware",
    "qalqan.kernel.access.middleware.DeclaredActsMiddleware",
    "qalqan.kernel.access.second_factor.SecondFactorMiddleware",
]

ROOT_URLCONF = "qalqan.web.urls"
WSGI_APPLICATION = "qalqan.web.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates", *(ui / "templates" for ui in SCREENS)],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "qalqan.web.context.house",
            ],
            "builtins": ["qalqan.web.templatetags.house", "qalqan.kernel.access.templatetags.access"],
        },
    }
]

DATABASES = {"default": embedded_settings.database()}
# Shared by all server processes: failed sign-ins are counted here, and used codes remembered.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "access_cache"},
}
TASKS = {"default": {"BACKEND": "qalqan.kernel.jobs.backend.JobsBackend", "QUEUES": ["default"]}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # usernames are unique in any letter case, which the check cannot see
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

LANGUAGE_CODE = "kk"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
FORMAT_MODULE_PATH = ["qalqan.kernel.i18n.formats"]
LOCALE_PATHS = [PACKAGE / "kernel" / "i18n" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Almaty"

PMTILES = text("QALQAN_PMTILES")  # an operator's archive of map tiles; none: outlines alone
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [
    PACKAGE / "web" / "static",
    *(ui / "static" for ui in SCREENS if (ui / "static").is_dir()),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "qalqan.web.assets.Assets"},
}
WHITENOISE_USE_FINDERS = True  # tests and type checks run without `collectstatic`
WHITENOISE_MAX_AGE = 600

# https is a matter of the deployment: set QALQAN_HTTPS behind a proxy that ends TLS and says so in
# X-Forwarded-Proto.
HTTPS = flag("QALQAN_HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Uploads stay in memory, bounded: no readable copy in a temporary folder (kernel/vault/files/receiving.py).
FILE_UPLOAD_HANDLERS = ["qalqan.kernel.vault.files.receiving.BoundedMemory"]
DATA_UPLOAD_MAX_NUMBER_FILES = 20
CSRF_FAILURE_VIEW = "qalqan.web.views.csrf_failure"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],  # data: is the QR code of the authenticator app
    "manifest-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
ACCOUNT_ADAPTER = "qalqan.kernel.access.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are added by `qalqan user add`, which knows the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(text("QALQAN_PROXIES", "0"))  # how many proxies add to X-Forwarded-For
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # whoever adds a person vouches for the address
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers themselves limit this to localhost
MFA_FORMS = {
    "add_webauthn": "qalqan.kernel.access.forms.AddKeyForm",
    "edit_webauthn": "qalqan.kernel.access.forms.EditKeyForm",
}
MFA_TOTP_ISSUER = "Qalqan"
MFA_TOTP_TOLERANCE = 1  # half minutes: clocks of phones differ, and people type slowly
USERSESSIONS_TRACK_ACTIVITY = False  # one write per request would buy only "last seen"
ADDRESS = text("QALQAN_ADDRESS", "http://localhost:8000").rstrip("/")  # where people reach us, for mails
OPEN311_REGIONS = words("QALQAN_OPEN311_REGIONS")  # codes of the regions served; none: all
OPEN311_INSIDE = words("QALQAN_OPEN311_INSIDE")  # hosts of centres inside the state's own network
MAIL_HOST = text("QALQAN_MAIL_HOST")  # none: mails are written to files, for laptops and demonstrations
MAILERS: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": MAIL_HOST,
            "port": int(text("QALQAN_MAIL_PORT", "587")),
            "username": text("QALQAN_MAIL_USER"),
            "password": text("QALQAN_MAIL_PASSWORD"),
            "use_tls": flag("QALQAN_MAIL_TLS", True),  # off only for a relay on the same machine
            "timeout": 10,
        },
    }
    if MAIL_HOST
    else {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(HOME / "mail")},
    }
}
ANCHOR_MAIL = words("QALQAN_ANCHOR_MAIL")  # who gets the anchor of the ledger each day
DEFAULT_FROM_EMAIL = text("QALQAN_EMAIL_FROM", "qalqan@localhost")
