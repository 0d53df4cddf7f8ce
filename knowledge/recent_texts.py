"""Vectors of the last few texts, remembered: the models of one turn are asked about one question again and again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
_MOST = 64


class RecentTexts:
    """What `encode` gives for few texts, each of the last ones read once. Safe to share between threads."""

    def __init__(self, encode: Callable[[Sequence[str]], Vectors]) -> None:
        self._encode = encode
        self._lock = Lock()
        self._known: OrderedDict[str, Vectors] = OrderedDict()

    def rows(self, texts: Sequence[str]) -> Vectors:
        """Rows [n, d] of at least one text."""
        with self._lock:
            new = [text for text in dict.fromkeys(texts) if text not in self._known]
            if new:
                self._known.update(zip(new, self._encode(new), strict=True))
            for text in texts:
                self._known.move_to_end(text)
            found = np.stack([self._known[text] for text in texts])
            while len(self._known) > _MOST:
                self._known.popitem(last=False)
        return found
