"""The one place where what a model's library or server raises becomes Shopkeeper's own errors."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import openai
from langchain_core import exceptions as langchain

from bot.errors import ModelError, ModelNonsenseError, ModelTimeoutError, ModelUnavailableError

REASONS = {
    401: "it did not accept the key: check SHOPKEEPER_LLM_API_KEY",
    403: "the key may not use this model: check SHOPKEEPER_LLM_API_KEY and SHOPKEEPER_LLM_MODEL",
    404: "no such path or model: check SHOPKEEPER_LLM_URL (it usually ends in /v1) and SHOPKEEPER_LLM_MODEL",
    429: "it is overloaded or its quota is used up: try again later",
}

# What langchain-openai raises when a reply is not shaped like the protocol, by where it first stumbles.
UNPARSED = ValueError | TypeError | KeyError | AttributeError | IndexError


def translate(error: Exception, place: str) -> ModelError | None:
    """The Shopkeeper error for `error` from the model at `place`; None for what is our own bug."""
    if isinstance(error, ModelError):
        return error
    if isinstance(error, TimeoutError | openai.APITimeoutError | langchain.ModelTimeoutError):
        return ModelTimeoutError(f"The language model at {place} did not answer in time.")
    if isinstance(error, openai.APIResponseValidationError | UNPARSED):
        return ModelNonsenseError(
            f"The language model at {place} answered with something outside its protocol."
        )
    if isinstance(error, openai.OpenAIError | langchain.ModelError | OSError):
        return ModelUnavailableError(f"The language model at {place} {_failure(error)}")
    return None


@contextmanager
def translated(place: str) -> Generator[None]:
    """Raise Shopkeeper's errors in place of the libraries' own; the block holds only their call.

    Raises:
        ModelTimeoutError: the model was too slow.
        ModelUnavailableError: the model could not be reached, refused, or broke off.
        ModelNonsenseError: the model answered with something outside its protocol.
    """
    try:
        yield
    except Exception as error:
        ours = translate(error, place)
        if ours is None or ours is error:
            raise
        raise ours from error


def _failure(error: BaseException) -> str:
    if isinstance(error, openai.APIStatusError):
        reason = REASONS.get(error.status_code, _short(error.message))
        return f"refused with status {error.status_code}: {reason}"
    if isinstance(error, openai.APIConnectionError):
        return f"cannot be reached, or broke off: {_short(str(error.__cause__ or error))}"
    return f"failed: {_short(str(error))}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 200 else f"{line[:200]}…"
