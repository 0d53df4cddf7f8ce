"""Traditional Chinese characters read as simplified ones (OpenCC), so that one vocabulary serves both."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import opencc  # pyright: ignore[reportMissingTypeStubs]


def simplified(text: str) -> str:
    """A text in simplified characters, with what Taiwan calls things in mainland words: 滑鼠 becomes 鼠标.

    A text without traditional characters comes back as it is. Lengths may differ.
    """
    if text.isascii() or all(simplified_character(char) == char for char in text):
        return text
    return str(_converter("tw2sp").convert(text))


@lru_cache(maxsize=8192)
def simplified_character(char: str) -> str:
    """One character in its simplified form, always one character."""
    found = str(_converter("t2s").convert(char)) if char >= "\u3400" else char
    return found if len(found) == 1 else char


@cache
def _converter(name: str) -> Any:
    module: Any = opencc
    return module.OpenCC(name)
