"""Django's DATABASES entry for this process. Must work, and fast, when no server runs: `manage --help`, the
type checker and collectstatic import the settings too.

`QALQAN_ROLE` (app, owner, worker, audit, analytics, backup) picks the database role. Without a
`DATABASE_URL` the embedded server is meant, reached through its socket folder; with one, that server. A role
other than app takes `DATABASE_URL_<ROLE>`: the owner's password never lies beside the app's.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from qalqan.kernel.embedded import home, roles

POOL = {"min_size": 1, "max_size": 8, "timeout": 10}


def role() -> roles.Role:
    """The role this process runs as; ValueError if `QALQAN_ROLE` names none."""
    key = os.environ.get("QALQAN_ROLE", "app")
    if key not in roles.BY_KEY:
        raise ValueError(f"QALQAN_ROLE is {key!r}; it must be one of {', '.join(roles.BY_KEY)}")
    return roles.BY_KEY[key]


def url(key: str = "app") -> str:
    """The address of an outside server for a role key; empty when the embedded server is meant."""
    name = "DATABASE_URL" if key == "app" else f"DATABASE_URL_{key.upper()}"
    file = os.environ.get(f"{name}_FILE")
    return Path(file).read_text("utf-8").strip() if file else os.environ.get(name, "")


def socket_folder() -> Path:
    """Where the embedded server of this home listens."""
    return home.short(home.path() / "run")


def database() -> dict[str, Any]:
    """The entry for the role of this process."""
    chosen = role()
    key = chosen.name.removeprefix("qalqan_")
    entry = from_url(url(key)) if url("app") else embedded(chosen)
    if key == "app" and os.environ.get("QALQAN_POOL", "1") == "1":
        entry["OPTIONS"]["pool"] = POOL
    return {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True, **entry}


def embedded(chosen: roles.Role) -> dict[str, Any]:
    """How to reach the embedded server as a role."""
    return {
        "NAME": os.environ.get("QALQAN_DATABASE", roles.DATABASE),
        "USER": chosen.name,
        "PASSWORD": home.secret(f"db-{chosen.name}"),
        "HOST": str(socket_folder()),
        "PORT": "5432",
        "OPTIONS": {},
    }


def from_url(address: str) -> dict[str, Any]:
    """A libpq address (postgresql://user:password@host:port/name?sslmode=require) as Django's entry."""
    if not address:
        raise ValueError(
            "DATABASE_URL is set, but not the address for this process's role: set DATABASE_URL_OWNER "
            "(or that of the role which QALQAN_ROLE names)"
        )
    parts = urlsplit(address)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ValueError("DATABASE_URL must look like postgresql://user:password@host:5432/name")
    options = dict(parse_qsl(parts.query))
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }
