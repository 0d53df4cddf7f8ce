"""The LLM inside this process: llama.cpp's server on loopback, through the `xllamacpp` binding.

Measured defaults: see `native_params`.
"""

from __future__ import annotations

import atexit
import importlib
import os
import secrets
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self, cast

from bot.config import Settings
from bot.errors import ModelUnavailableError

MODEL_NAME = "embedded"
QUIET = -1
PROMPT_CACHE_MIB = 256
"""Prompts that no slot holds any more; 400 tokens take 12 MiB. The binding's own bound is 8 GiB."""
SPINS = "1000"


class Native(Protocol):
    """What is used of `xllamacpp.Server`: it serves from its creation until it is deleted."""

    @property
    def listening_address(self) -> str:
        """Loopback URL without a path, `http://127.0.0.1:40649`."""
        ...


@dataclass(frozen=True)
class ServerOptions:
    """What decides how an embedded server runs; two equal options share one server.

    `context` is tokens per slot, `slots` is answers written at once, `repack` trades prefill speed for decode
    speed.
    """

    weights: Path
    threads: int
    context: int
    slots: int
    repack: bool

    @classmethod
    def of(cls, settings: Settings, weights: Path) -> ServerOptions:
        """The options in `settings`, for the weights at `weights`."""
        return cls(
            weights=weights.resolve(),
            threads=settings.llm_threads,
            context=settings.llm_context,
            slots=settings.llm_slots,
            repack=settings.llm_repack,
        )

    @property
    def slot_folder(self) -> Path:
        """Where the slots' states are kept between starts: beside the weights."""
        return self.weights.parent / "prefixes"


@dataclass
class _Running:
    native: Native | None
    url: str
    api_key: str
    users: int = 0


_running: dict[ServerOptions, _Running] = {}
_lock = threading.Lock()


class EmbeddedServer:
    """A share in the process's one server for `options`.

    The first `start` loads the weights (2 to 15 s, during which the interpreter stands still: the binding
    holds its lock); later ones join it. The last `close` stops it, also in the middle of an answer. Both may
    be called twice, from any thread, and an interpreter that exits closes what is left.

    The server listens on a free loopback port and asks for `api_key`, which is made up at each start: other
    users of the machine and pages in its browsers cannot use it.
    """

    def __init__(self, options: ServerOptions) -> None:
        self.options = options
        self._running: _Running | None = None

    @property
    def url(self) -> str:
        """Base URL of the OpenAI protocol, `http://127.0.0.1:40649/v1`.

        Raises:
            ModelUnavailableError: the server is not started.
        """
        return f"{self._started().url}/v1"

    @property
    def api_key(self) -> str:
        """Key that the server asks for, as a bearer token.

        Raises:
            ModelUnavailableError: the server is not started.
        """
        return self._started().api_key

    def start(self) -> Self:
        """Serve, if not serving yet.

        Raises:
            ModelUnavailableError: llama.cpp could not load the weights with these options.
        """
        with _lock:
            if self._running is None:
                running = _running.get(self.options) or _launch(self.options)
                _running[self.options] = running
                running.users += 1
                self._running = running
        return self

    def close(self) -> None:
        """Give the share back; the last one stops the server and frees its memory (0.3 s)."""
        with _lock:
            running, self._running = self._running, None
            if running is None:
                return
            running.users -= 1
            if running.users == 0:
                _stop(running)
                _running.pop(self.options, None)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def _started(self) -> _Running:
        if self._running is None or self._running.native is None:
            raise ModelUnavailableError(
                "The embedded language model is not running: start it before using it."
            )
        return self._running


def native_params(options: ServerOptions, api_key: str) -> Any:
    """`xllamacpp.CommonParams` for `options`, quiet, with a prefix cache per slot and a bounded one for all.

    Measured with the default weights on 2 cores (EPYC, the wheel's AVX2 code), as tokens per CPU-second of both
    cores, so that other processes do not count: plain prefill 57-63, decode 16-19, 1.47 GB; repacked prefill
    55-66, decode 21-26, 2.07 GB, and a slower start. Flash attention off or on, micro-batches of 128, 256 or 512
    make no difference; an 8-bit KV cache saves 0.1 GB and costs a fifth of decode. So what is not set here is
    the binding's own default.
    """
    params: Any = _binding().CommonParams()
    params.model.path = str(options.weights)
    params.model_alias = {MODEL_NAME}
    params.n_ctx = options.context * options.slots
    params.n_parallel = options.slots
    params.cpuparams.n_threads = options.threads
    params.cpuparams_batch.n_threads = options.threads
    params.no_extra_bufts = not options.repack
    params.api_keys = [api_key]
    params.cors_origins = ""
    params.ui = False
    params.endpoint_slots = True
    params.slot_save_path = f"{options.slot_folder}/"
    params.cache_ram_mib = PROMPT_CACHE_MIB
    params.verbosity = QUIET
    return params


def _launch(options: ServerOptions) -> _Running:
    api_key = secrets.token_urlsafe(24)
    atexit.unregister(_stop_all)
    atexit.register(_stop_all)
    try:
        native = cast(Native, _binding().Server(native_params(options, api_key)))
    except RuntimeError as error:
        raise ModelUnavailableError(
            f"llama.cpp could not load {options.weights} with {options.context} tokens of context in "
            f"{options.slots} slots. Check the file (python -m bot models check), or lower "
            "SHOPKEEPER_LLM_CONTEXT or SHOPKEEPER_LLM_SLOTS if memory is short."
        ) from error
    return _Running(native, native.listening_address, api_key)


def calm_threads() -> None:
    """Let OpenMP's threads sleep soon when they wait for each other, instead of spinning for milliseconds.

    On 2 cores with 9 busy processes beside it the LLM writes 5 to 9 tokens/s so, and less than 0.5 without. It
    counts for an OpenMP that is loaded later; where torch has brought one, its own threads and the LLM's together
    are more than the cores, and then OpenMP does the same by itself.
    """
    os.putenv("GOMP_SPINCOUNT", SPINS)


def _binding() -> Any:
    calm_threads()
    try:
        return importlib.import_module("xllamacpp")  # it has no type stubs
    except ImportError as error:
        if "libgomp" not in str(error):
            raise ModelUnavailableError(f"llama.cpp's binding cannot be loaded: {error}") from error
        importlib.import_module("torch")  # brings the library that a slim system lacks
        return importlib.import_module("xllamacpp")


def _stop(running: _Running) -> None:
    running.native = None  # the binding stops its threads when the last reference goes


def _stop_all() -> None:
    with _lock:
        for running in _running.values():
            _stop(running)
        _running.clear()
