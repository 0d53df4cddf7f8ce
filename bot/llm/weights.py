"""The chat model's weights: where they are looked for and fetched from."""

from __future__ import annotations

from pathlib import Path

from bot.config import Settings
from bot.errors import WeightsError

FILE = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"


def pull(settings: Settings) -> Path:
    """The weights' file.

    Raises:
        WeightsError: there is none.
    """
    path = settings.llm_weights or settings.models_dir / FILE
    if not path.is_file():
        raise WeightsError(f"No weights at {path}.")
    return path
