"""Whom a token speaks for: signed with the shop's secret (HS256), or by the shop's own identity provider.

The provider's public keys come from a PEM file, a JWKS file (RFC 7517), or an https address of one, which is read
again when a token names a key that is not known yet.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from bot.config import Settings
from bot.errors import AccessError, ConfigError
from bot.identity import customer_of, secret_of

_SETTING = "SHOPKEEPER_TOKEN_KEYS"
_LEEWAY_SECONDS = 5
_FETCH_SECONDS = 5
_KEPT_SECONDS = 600
_REFUSED = "The sign-in could not be verified. Sign in again."
_FAMILIES: dict[str, tuple[str, ...]] = {
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    "EC": ("ES256", "ES384", "ES512"),
    "OKP": ("EdDSA",),
}
_ALGORITHMS = frozenset(name for family in _FAMILIES.values() for name in family)
_library: Any = jwt  # its annotations name what is not exported

Key = tuple[Any, tuple[str, ...]]
"""A public key, and the algorithms it may be used with."""
KeyOf = Callable[[str], Key]


def token_reader(settings: Settings) -> Callable[[str], str]:
    """A function from a token to its customer; it raises AccessError and may wait for the network.

    Raises:
        ConfigError: secret or keys cannot be used.
        ServiceError: no secret is configured and the data folder cannot be written.
    """
    secret = secret_of(settings)
    key_of = _keys(settings.token_keys) if settings.token_keys else None

    def read(token: str) -> str:
        if key_of is None or _algorithm(token) not in _ALGORITHMS:
            return customer_of(token, secret)
        return _customer(token, key_of, settings)

    return read


def _algorithm(token: str) -> str:
    try:
        return str(_library.get_unverified_header(token).get("alg", ""))
    except jwt.InvalidTokenError:
        return ""


def _customer(token: str, key_of: KeyOf, settings: Settings) -> str:
    try:
        key, algorithms = key_of(token)
        claims = _library.decode(
            token,
            key,
            algorithms=list(algorithms),
            leeway=_LEEWAY_SECONDS,
            audience=settings.token_audience,
            issuer=settings.token_issuer,
            options={
                "require": ["exp", "sub"],
                "verify_aud": settings.token_audience is not None,
            },
        )
    except jwt.ExpiredSignatureError as error:
        raise AccessError("The sign-in has expired. Sign in again.") from error
    except jwt.PyJWTError as error:
        raise AccessError(_REFUSED) from error
    customer_id = str(cast(Mapping[str, Any], claims)["sub"])
    if not customer_id.strip():
        raise AccessError(_REFUSED)
    return customer_id


def _keys(source: str) -> KeyOf:
    if source.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        client = _library.PyJWKClient(source, lifespan=_KEPT_SECONDS, timeout=_FETCH_SECONDS)
        return lambda token: _of_jwk(client.get_signing_key_from_jwt(token))
    try:
        text = Path(source).read_bytes()
        return _from_jwks(json.loads(text)) if text.lstrip()[:1] == b"{" else _from_pem(text)
    except (OSError, ValueError, TypeError, KeyError, UnsupportedAlgorithm, jwt.PyJWTError) as error:
        expected = "a file with a public key (PEM) or a JWKS, or an https address of a JWKS"
        raise ConfigError(f"{_SETTING}: found {source!r} ({error}), expected {expected}") from error


def _from_pem(text: bytes) -> KeyOf:
    key = load_pem_public_key(text)
    family = (
        "RSA" if isinstance(key, RSAPublicKey) else "EC" if isinstance(key, EllipticCurvePublicKey) else "OKP"
    )
    return lambda _: (key, _FAMILIES[family])


def _from_jwks(document: dict[str, Any]) -> KeyOf:
    found = _library.PyJWKSet.from_dict(document)
    by_id = {key.key_id: _of_jwk(key) for key in found.keys}
    only = next(iter(by_id.values())) if len(by_id) == 1 else None

    def key_of(token: str) -> Key:
        key = by_id.get(_library.get_unverified_header(token).get("kid"), only)
        if key is None:
            raise jwt.InvalidTokenError("it names no known key")
        return key

    return key_of


def _of_jwk(key: Any) -> Key:
    """The key; a secret one (`oct`) may verify nothing here."""
    return key.key, _FAMILIES.get(key.key_type, ())
