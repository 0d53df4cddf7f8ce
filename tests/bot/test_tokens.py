"""Tokens of the shop's own identity provider, beside those that the shop's secret signs."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

from bot.config import Settings
from bot.errors import AccessError, ConfigError
from bot.identity import issue_token
from bot.tokens import token_reader

SECRET = "a secret of at least thirty-two bytes"
Read = Callable[[str], str]


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def pem(key: Any) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def jwks(kid: str = "k1") -> str:
    return json.dumps({"keys": [{**RSAAlgorithm.to_jwk(rsa_key().public_key(), as_dict=True), "kid": kid}]})


def signed(key: Any, algorithm: str, kid: str | None = None, **claims: Any) -> str:
    given = {"sub": "C001", "exp": time.time() + 60, **claims}
    return jwt.encode(given, key, algorithm, headers={"kid": kid} if kid else None)


def reader(folder: Path, keys: bytes | str, **more: Any) -> Read:
    file = folder / "keys"
    file.write_bytes(keys if isinstance(keys, bytes) else keys.encode())
    return token_reader(Settings(_env_file=None, secret=SECRET, token_keys=str(file), **more))  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("make", "algorithm"),
    [
        (rsa_key, "RS256"),
        (lambda: ec.generate_private_key(ec.SECP256R1()), "ES256"),
        (ed25519.Ed25519PrivateKey.generate, "EdDSA"),
    ],
)
def test_a_pem_file_verifies_its_own_keys_tokens(
    tmp_path: Path, make: Callable[[], Any], algorithm: str
) -> None:
    key = make()
    assert reader(tmp_path, pem(key))(signed(key, algorithm)) == "C001"


def test_tokens_of_the_secret_stay_valid(tmp_path: Path) -> None:
    assert reader(tmp_path, pem(rsa_key()))(issue_token("C002", SECRET)) == "C002"


def test_a_jwks_finds_the_key_by_its_id(tmp_path: Path) -> None:
    assert reader(tmp_path, jwks())(signed(rsa_key(), "RS256", "k1")) == "C001"


def hmac_with_the_public_key() -> str:
    import hashlib
    import hmac
    from base64 import urlsafe_b64encode

    def part(value: bytes) -> str:
        return urlsafe_b64encode(value).rstrip(b"=").decode()

    claims = json.dumps({"sub": "C001", "exp": time.time() + 60}).encode()
    told = f"{part(json.dumps({'alg': 'HS256'}).encode())}.{part(claims)}"
    return f"{told}.{part(hmac.digest(pem(rsa_key()), told.encode(), hashlib.sha256))}"


@pytest.mark.parametrize(
    "forge",
    [
        lambda: signed(rsa.generate_private_key(65537, 2048), "RS256"),
        lambda: signed(rsa_key(), "RS256", exp=time.time() - 60),
        lambda: signed(rsa_key(), "RS256", sub="  "),
        lambda: jwt.encode({"sub": "C001"}, rsa_key(), "RS256"),
        lambda: signed(ec.generate_private_key(ec.SECP256R1()), "ES256"),
        lambda: jwt.encode({"sub": "C001", "exp": time.time() + 60}, None, "none"),
        hmac_with_the_public_key,
        lambda: "",
        lambda: "a.b.c",
    ],
)
def test_forged_and_expired_tokens_are_refused(tmp_path: Path, forge: Callable[[], str]) -> None:
    with pytest.raises(AccessError):
        reader(tmp_path, pem(rsa_key()))(forge())


def test_another_shops_tokens_are_refused(tmp_path: Path) -> None:
    read = reader(tmp_path, jwks(), token_audience="us", token_issuer="https://id.example")
    ours = {"aud": "us", "iss": "https://id.example"}
    assert read(signed(rsa_key(), "RS256", "k1", **ours)) == "C001"
    for claims in ({}, {**ours, "aud": "them"}, {**ours, "iss": "https://other.example"}):
        with pytest.raises(AccessError):
            read(signed(rsa_key(), "RS256", "k1", **claims))


def test_public_keys_are_not_asked_where_there_are_none() -> None:
    read = token_reader(Settings(_env_file=None, secret=SECRET))  # type: ignore[call-arg]
    with pytest.raises(AccessError):
        read(signed(rsa_key(), "RS256"))


@pytest.mark.parametrize("keys", [b"", b"not a key", b"{}", b"{"])
def test_unusable_keys_name_the_setting(tmp_path: Path, keys: bytes) -> None:
    with pytest.raises(ConfigError, match="SHOPKEEPER_TOKEN_KEYS: found"):
        reader(tmp_path, keys)
