"""Who may answer shoppers: accounts in the settings, passwords as Argon2 hashes, a signed token after sign-in."""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import cache
from typing import Any, Literal, cast

import jwt
import limits
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from bot.config import AgentAccount, Settings
from bot.database import now
from bot.errors import AccessError, InputError
from bot.handover.machine import Actor
from bot.identity import secret_of
from bot.messages import Value

AUDIENCE = "shopkeeper-agent"
DEMO = "demo"
MOST_TRIES = "8/5 minutes"
SHORTEST_PASSWORD = 10
_ALGORITHM = "HS256"
_REFUSED = "Name or password is wrong."
_library: Any = jwt


class Agent(Value):
    """Somebody who has signed in."""

    name: str
    role: Literal["agent", "admin"]

    @property
    def actor(self) -> Actor:
        """The agent as the state machine knows them."""
        return Actor(name=self.name, chief=self.role == "admin")


class Agents:
    """Signs agents in. Where anybody may visit as anyone (demo mode) and no account is set, one without password."""

    def __init__(self, settings: Settings) -> None:
        """Reads the accounts.

        Raises:
            ConfigError: the configured secret is too short.
            ServiceError: no secret is configured and the data folder cannot be written.
        """
        self._accounts = {account.name.casefold(): account for account in settings.agents}
        self._secret = secret_of(settings)
        self._hours = settings.agent_hours
        self.demo = settings.demo_mode and not self._accounts
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._tries = limits.parse(MOST_TRIES)

    @property
    def configured(self) -> bool:
        """Whether anybody can sign in."""
        return bool(self._accounts) or self.demo

    @property
    def seconds(self) -> int:
        """How long a sign-in lasts."""
        return round(self._hours * 3600)

    def sign_in(self, name: str, password: str) -> tuple[Agent, str]:
        """The agent and their token. Takes about as long whether or not there is such a name.

        Raises:
            AccessError: name or password is wrong; says no more than that. Or too many tries.
        """
        if self.demo and name == DEMO:
            agent = Agent(name=DEMO, role="admin")
            return agent, self._token(agent)
        key = name.casefold()
        if not self._limiter.hit(self._tries, key):
            raise AccessError("Too many tries. Wait five minutes.")
        account = self._accounts.get(key)
        if not _fits(password, account) or account is None:
            raise AccessError(_REFUSED)
        self._limiter.clear(self._tries, key)
        agent = Agent(name=account.name, role=account.role)
        return agent, self._token(agent)

    def who(self, token: str | None) -> Agent:
        """The agent that `token` speaks for, with the role that the settings give now.

        Raises:
            AccessError: none, expired, forged, or of somebody who is not an agent any more.
        """
        try:
            options = {"require": ["exp", "sub", "aud"]}
            claims = _library.decode(
                token or "", self._secret, algorithms=[_ALGORITHM], audience=AUDIENCE, options=options
            )
        except jwt.ExpiredSignatureError as error:
            raise AccessError("The sign-in has expired. Sign in again.") from error
        except jwt.InvalidTokenError as error:
            raise AccessError("Sign in first.") from error
        return self._known(str(claims["sub"]))

    def _known(self, name: str) -> Agent:
        if self.demo and name == DEMO:
            return Agent(name=DEMO, role="admin")
        account = self._accounts.get(name.casefold())
        if account is None:
            raise AccessError("Sign in first.")
        return Agent(name=account.name, role=account.role)

    def _token(self, agent: Agent) -> str:
        expires = now() + timedelta(seconds=self.seconds)
        claims = {"sub": agent.name, "aud": AUDIENCE, "exp": expires, "jti": secrets.token_hex(8)}
        return cast(str, _library.encode(claims, self._secret, algorithm=_ALGORITHM))


def hashed(password: str) -> str:
    """The Argon2 hash of a password, for the settings.

    Raises:
        InputError: it is shorter than `SHORTEST_PASSWORD` characters.
    """
    if len(password) < SHORTEST_PASSWORD:
        found = len(password)
        raise InputError(f"password: found {found} characters, expected at least {SHORTEST_PASSWORD}")
    return PasswordHasher().hash(password)


def _fits(password: str, account: AgentAccount | None) -> bool:
    kept = account.password.get_secret_value() if account else _nobodys()
    try:
        return PasswordHasher().verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    """A hash that no password fits, so that a wrong name takes as long as a wrong password."""
    return PasswordHasher().hash(secrets.token_hex(16))
