"""Settings: read once from `SHOPKEEPER_*` variables and `.env`, validated, frozen.

Nothing else reads the environment.
"""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, cast

from platformdirs import user_cache_path, user_data_path
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.cpus import available_cpus
from bot.errors import ConfigError
from bot.sentiment.course import Thresholds

SAMPLE_SHOP = Path(__file__).resolve().parent.parent / "knowledge" / "sample"


class AgentAccount(BaseModel):
    """Somebody who answers shoppers; `password` is an Argon2 hash, made by `python -m bot agent`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")
    password: SecretStr
    role: Literal["agent", "admin"] = "agent"
    queues: tuple[str, ...] = ()

    @field_validator("password")
    @classmethod
    def _is_hashed(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().startswith("$argon2"):
            raise ValueError("an Argon2 hash; python -m bot agent makes one")
        return value


class Settings(BaseSettings):
    """Every setting of Shopkeeper. Field names are the variables' names without `SHOPKEEPER_`, in lower case."""

    model_config = SettingsConfigDict(
        env_prefix="SHOPKEEPER_", env_file=".env", extra="ignore", frozen=True, populate_by_name=True
    )

    shop: Path = Field(SAMPLE_SHOP, description="shop folder that is served")
    data_dir: Path = Field(
        default_factory=lambda: user_data_path("shopkeeper"),
        description="where stores and conversations are kept",
    )
    store: Path | None = Field(
        None, description="knowledge store; default: one per shop folder under data_dir"
    )
    database_url: Annotated[
        str | None, Field(validation_alias=AliasChoices("database_url", "DATABASE_URL"))
    ] = None
    chroma_url: Annotated[str | None, Field(validation_alias=AliasChoices("chroma_url", "CHROMA_URL"))] = None
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(7860, ge=0, le=65535, description="port to listen on; 0 picks a free one")
    secret: SecretStr | None = Field(None, description="signs session tokens (HS256)")
    token_keys: str | None = Field(
        None, description="public keys of the shop's own sign-in: a PEM or JWKS file, or an https address"
    )
    token_audience: str | None = Field(None, description="aud that tokens of token_keys must carry")
    token_issuer: str | None = Field(None, description="iss that tokens of token_keys must carry")
    origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="origins of the pages that may use the API, with commas between"
    )
    rate_session: str = Field("30/minute", description="messages of one session; empty: any number")
    rate_address: str = Field("600/minute", description="requests of one address; empty: any number")
    resume_seconds: float = Field(
        20.0, ge=0, description="how long an answer goes on while its shopper is gone, before it is given up"
    )
    demo: bool | None = Field(
        None, description="let the page pick any customer; default: only when listening on this machine alone"
    )

    llm_model: str = Field(
        "embedded", description="embedded, transformers:<id or folder>, or a model name at llm_url"
    )
    llm_url: str | None = Field(None, description="OpenAI-compatible server used instead of the embedded one")
    llm_api_key: SecretStr | None = Field(None, description="key for llm_url")
    llm_weights: Path | None = Field(None, description="GGUF file to use instead of the fetched one")
    llm_threads: int = Field(default_factory=available_cpus, ge=1, description="threads of the embedded LLM")
    llm_context: int = Field(4096, ge=512, description="tokens of context per slot of the embedded LLM")
    llm_slots: int = Field(2, ge=1, le=64, description="answers that the embedded LLM writes at once")
    llm_repack: bool = Field(False, description="llama.cpp weight repacking: faster decode, slower prefill")
    planner: Literal["classifier", "llm"] = Field(
        "classifier",
        description="who reads what is asked: the small classifier, or a model with tool calling",
    )
    llm_timeout: float = Field(60.0, gt=0, description="seconds to wait for the LLM before giving up on it")
    models_dir: Path = Field(
        default_factory=lambda: user_cache_path("shopkeeper") / "models",
        description="cache of fetched weights",
    )
    hub_url: str = Field("https://huggingface.co", description="model hub to fetch weights from")

    embedding_model: str = Field(
        "builtin", description="builtin MiniLM (tuned to search), or a sentence-transformers id or folder"
    )

    max_message_chars: int = Field(4000, ge=1, description="longest message that is answered")

    handover_mild: float = Field(-0.3, ge=-1, le=0, description="mood (-1 to 1) at which a person is offered")
    handover_strong: float = Field(-0.65, ge=-1, le=0, description="mood of one message that calls a person")
    handover_sure: float = Field(0.7, ge=0, le=1, description="confidence that this needs")
    handover_unhappy: int = Field(2, ge=1, description="unhappy messages in a row that call a person")
    handover_failures: int = Field(
        2, ge=1, description="turns in a row without an answer: a person is offered"
    )
    handover_repeats: int = Field(2, ge=1, description="times the same was asked before: a person is offered")
    handover_order_value: float | None = Field(
        None,
        ge=0,
        description="total from which an order is valued: its customer waits less and sooner has a person",
    )
    agents: tuple[AgentAccount, ...] = Field(
        (), description="who may answer at /agent, as a JSON list, or one entry"
    )
    agent_hours: float = Field(8.0, gt=0, le=24 * 31, description="hours until an agent has to sign in again")
    webhook_url: str | None = Field(None, description="address that is told of each new hand-over")
    webhook_secret: SecretStr | None = Field(None, description="signs what webhook_url is sent (HMAC-SHA256)")

    @field_validator("origins", mode="before")
    @classmethod
    def _listed(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        return tuple(part.strip().rstrip("/") for part in given.split(",") if part.strip())

    @field_validator("agents", mode="before")
    @classmethod
    def _one_is_a_list_too(cls, given: object) -> object:
        return [cast("object", given)] if isinstance(given, dict) else given

    @property
    def demo_mode(self) -> bool:
        """Whether visitors may pick who they are: as set, or else only where nobody but this machine can visit."""
        return self.demo if self.demo is not None else _is_loopback(self.host)

    @property
    def database(self) -> str:
        """URL of the conversations' database; SQLite in the data folder unless configured."""
        return self.database_url or f"sqlite:///{self.data_dir / 'shopkeeper.sqlite'}"


def thresholds_of(settings: Settings) -> Thresholds:
    """When a person is offered or called, as configured."""
    return Thresholds(
        mild=settings.handover_mild,
        strong=settings.handover_strong,
        sure=settings.handover_sure,
        in_a_row=settings.handover_unhappy,
        failures=settings.handover_failures,
        repeats=settings.handover_repeats,
        order_value=settings.handover_order_value,
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment, with `overrides` (None means: not given) on top.

    Raises:
        ConfigError: a value is of the wrong kind; names the variable, what was found and what was expected.
    """
    given = {key: value for key, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise ConfigError("\n".join(_describe(item) for item in error.errors())) from error


def _describe(item: ErrorDetails) -> str:
    name = ".".join(str(part) for part in item["loc"]).upper()
    name = name if name in {"DATABASE_URL", "CHROMA_URL"} else f"SHOPKEEPER_{name}"
    found = "a value" if "PASSWORD" in name else repr(item["input"])
    return f"{name}: found {found}, expected: {item['msg']}"
