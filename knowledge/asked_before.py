"""Questions that people wrote, beside what answered them: a new question is drawn to what answered those like it.

Who tells a situation ("feet poking out the bottom, I took the regular") shares no word with the rule that answers, but
much with others who told theirs. The answers of the nearest written questions are added to a question's own vector, as
relevance feedback does (Rocchio 1971), weighed by a softmax over what is nearest (kNN-LM: Khandelwal et al. 2020).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings import Vectors
from knowledge.errors import KnowledgeError
from knowledge.projection import of_length_1
from knowledge.tensor_file import Format, digest, halved

NEAREST = 10
TEMPERATURE = 0.05
SHARE = 0.6
"""What the answers count beside the question itself. Chosen, as both above, on questions about the built-in shops."""

_RECIPE = "asked-1"
_ADVICE = "Restore the file from the repository or make it again: python -m knowledge.tuning.asking"
_FORMAT = Format("about", _RECIPE, "recipe", "file of written questions", _ADVICE, KnowledgeError)
_BYTES = 127


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """`questions` has shape [n, q], rows of length 1; `matters` [n] says which row of `answers` [m, d], also of
    length 1, answers each."""

    questions: Vectors
    matters: NDArray[np.int32]
    answers: Vectors

    def drawn(self, rows: Vectors, compared: Vectors) -> Vectors:
        """Questions' rows [k, d], drawn to answers; the written questions are compared with `compared` [k, q]."""
        if not len(rows):
            return rows
        return of_length_1(np.stack([self._drawn(*both) for both in zip(rows, compared, strict=True)]))

    def _drawn(self, row: Vectors, compared: Vectors) -> Vectors:
        cosines = self.questions @ compared
        count = min(NEAREST, len(cosines))
        nearest = np.argpartition(-cosines, count - 1)[:count]
        weights = np.exp((cosines[nearest] - cosines[nearest].max()) / TEMPERATURE)
        return row + SHARE * (weights / weights.sum()) @ self.answers[self.matters[nearest]]


def of_matters(matters: Sequence[tuple[Vectors, Vectors]]) -> AskedBefore:
    """From the questions' rows and the rows of the records that answer them, by matter."""
    return AskedBefore(
        np.concatenate([asked for asked, _ in matters]),
        np.repeat(np.arange(len(matters), dtype=np.int32), [len(asked) for asked, _ in matters]),
        of_length_1(np.stack([said.mean(axis=0) for _, said in matters])),
    )


def write_asked(path: Path, asked: AskedBefore, adapter: str) -> None:
    """Write the file, questions in bytes; `adapter` is the digest of the adapter that the vectors were made by."""
    scale = float(np.abs(asked.questions).max()) / _BYTES
    questions: NDArray[np.int8] = (asked.questions / scale).round().astype(np.int8)
    tensors = halved({"questions": questions, "matters": asked.matters, "answers": asked.answers})
    about = {"recipe": _RECIPE, "adapter": adapter, "content": digest(tensors)}
    _FORMAT.write(path, about, tensors)


def read_asked(path: Path, adapter: str) -> AskedBefore:
    """What `write_asked` wrote.

    Raises:
        KnowledgeError: the file is missing, damaged, or of another adapter.
    """
    about, tensors = _FORMAT.read(path)
    if about.get("adapter") != adapter:
        raise _FORMAT.unusable(path, f"found adapter {about.get('adapter')!r}, expected {adapter!r}")
    questions = of_length_1(tensors["questions"].astype(np.float32))
    return AskedBefore(questions, tensors["matters"], tensors["answers"].astype(np.float32))
