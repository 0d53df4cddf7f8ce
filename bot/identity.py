"""Who a caller is: tokens signed with the shop's secret (JWT, HS256; RFC 7519)."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import jwt
from filelock import FileLock, Timeout

from bot.config import Settings
from bot.database import now
from bot.errors import AccessError, ConfigError, InputError, ServiceError

SHORTEST_SECRET = 32
LONGEST_HOURS = 24 * 366
_ALGORITHM = "HS256"
_LEEWAY_SECONDS = 5
_LOCK_SECONDS = 10
_library: Any = jwt  # its annotations name a package that is not installed


def issue_token(customer_id: str, secret: str, *, hours: float = 24) -> str:
    """A token that says "this is `customer_id`" for the next `hours`.

    Raises:
        InputError: no customer, or hours that are not more than 0 and at most a year's.
    """
    if not customer_id.strip():
        raise InputError("customer: found nothing, expected a customer's id such as C001")
    if not 0 < hours <= LONGEST_HOURS:
        raise InputError(f"hours: found {hours}, expected more than 0 and at most {LONGEST_HOURS}")
    issued = now()
    claims = {"sub": customer_id, "iat": issued, "exp": issued + timedelta(hours=hours)}
    return cast(str, _library.encode(claims, secret, algorithm=_ALGORITHM))


def customer_of(token: str, secret: str) -> str:
    """The customer that `token` speaks for.

    Raises:
        AccessError: expired, or not made with this secret; says no more than which of the two.
    """
    try:
        customer_id = _claims(token, secret)["sub"]
    except jwt.ExpiredSignatureError as error:
        raise AccessError("The sign-in has expired. Sign in again.") from error
    except jwt.InvalidTokenError as error:
        raise AccessError("The sign-in could not be verified. Sign in again.") from error
    if not customer_id.strip():
        raise AccessError("The sign-in could not be verified. Sign in again.")
    return customer_id


def secret_of(settings: Settings) -> str:
    """The secret that signs tokens: the configured one, else one made once and kept in the data folder.

    Raises:
        ConfigError: the secret is too short to be one.
        ServiceError: the data folder cannot be written.
    """
    if settings.secret is not None:
        return _checked(settings.secret.get_secret_value(), "SHOPKEEPER_SECRET", "set a longer one")
    path = settings.data_dir / "secret"
    try:
        kept = path.read_text() if path.exists() else _make_secret(path)
    except (OSError, Timeout, UnicodeDecodeError) as error:
        raise ServiceError(f"secret {path}: {error}. Make it readable, or set SHOPKEEPER_SECRET.") from error
    return _checked(kept, str(path), "delete the file to have a new one made")


def _claims(token: str, secret: str) -> dict[str, Any]:
    rules = {"require": ["exp", "sub"]}
    claims = _library.decode(token, secret, algorithms=[_ALGORITHM], leeway=_LEEWAY_SECONDS, options=rules)
    return cast(dict[str, Any], claims)


def _checked(secret: str, name: str, advice: str) -> str:
    found = len(secret.encode())
    if found < SHORTEST_SECRET:
        raise ConfigError(f"{name}: found {found} bytes, expected at least {SHORTEST_SECRET}; {advice}")
    return secret


def _make_secret(path: Path) -> str:
    """A new secret at `path`, readable by its owner only; another process's if that was faster."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock"), timeout=_LOCK_SECONDS):
        if path.exists():
            return path.read_text()
        secret = secrets.token_urlsafe(48)
        partial = path.with_suffix(".part")
        partial.unlink(missing_ok=True)
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secret)
        partial.replace(path)
        return secret
