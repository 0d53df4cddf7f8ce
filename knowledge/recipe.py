"""The recipe of a store: the code by which a shop folder becomes passages, texts to embed and words to index."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent
_ROOTS = ("shop_folder", "passages", "embedded_texts", "lexical", "product_words", "common_words")
_DATA = {".json", ".toml", ".csv"}
_IMPORT = re.compile(r"^\s*from knowledge\.(\w+) import", re.MULTILINE)


@cache
def recipe_digest() -> str:
    """SHA-256 over the source of the modules that read and cut a shop, with all that they import of this package,
    and over the word lists beside them.

    A store made by other code is built anew, so nobody has to remember to raise a number. A changed comment
    counts too: that is cheap, as vectors are kept by their text. Versions of other packages do not count.
    """
    digest = hashlib.sha256()
    lists = sorted(path for path in _FOLDER.iterdir() if path.suffix in _DATA)
    for path in (*(_FOLDER / f"{module}.py" for module in recipe_modules()), *lists):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def recipe_modules() -> tuple[str, ...]:
    """The modules that belong to the recipe, sorted."""
    found: set[str] = set()
    waiting = list(_ROOTS)
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += _IMPORT.findall((_FOLDER / f"{module}.py").read_text(encoding="utf-8"))
    return tuple(sorted(found))
