"""The vectors of the texts that were read of a shop: those of the last reading are taken over, new texts embedded."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from knowledge.archive import VectorTable, text_digest
from knowledge.embeddings import Embedder, Vectors
from knowledge.generations import read_manifest
from knowledge.passage import Passage

_BATCH = 1024
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class TextsRead:
    """Passages with the text that each one's vector is made from, and the labels of facts by their sources."""

    passages: Sequence[Passage]
    texts: Sequence[str | None]
    labels: Mapping[str, str]

    def distinct(self) -> list[str]:
        """Every text that needs a vector, once."""
        own = (text for text in self.texts if text is not None)
        return list(dict.fromkeys([*own, *self.labels.values()]))

    def bulk(self) -> frozenset[str]:
        """Texts of which a shop has most, those in English: its products' facts, whose labels have vectors of their
        own, and its customers' reviews."""
        pairs = zip(self.passages, self.texts, strict=True)
        english = ((passage, text) for passage, text in pairs if text and passage.language == "en")
        return frozenset(text for p, text in english if p.kind == "review" or p.source in self.labels)


def vectors_of(
    read: TextsRead, embedder: Embedder, previous: Path | None, progress: Progress
) -> tuple[VectorTable, int]:
    """The vectors of all texts, and how many were embedded anew; `previous` is the generation before, if any.

    `progress` is told texts done and texts to do.
    """
    texts, old = read.distinct(), _old_vectors(previous, embedder)
    known = [text for text in texts if text in old]
    new, bulk = [text for text in texts if text not in old], read.bulk()
    new.sort(key=lambda text: (text in bulk, len(text)))
    rows, done = [old.of(known)] if known else [], 0
    for embed, batch in _batches(new, bulk, embedder):
        progress(done, len(new))
        rows.append(embed(batch))
        done += len(batch)
    progress(done, len(new))
    stacked = np.concatenate(rows) if rows else np.zeros((0, embedder.dimension), np.float32)
    return VectorTable([text_digest(text) for text in (*known, *new)], stacked), len(new)


def _batches(
    texts: Sequence[str], bulk: Collection[str], embedder: Embedder
) -> Iterator[tuple[Callable[[list[str]], Vectors], list[str]]]:
    """Texts as they come, in batches with what embeds them."""
    for are_bulk, group in groupby(texts, bulk.__contains__):
        embed = embedder.embed_bulk if are_bulk else embedder.embed
        same = list(group)
        yield from ((embed, same[start : start + _BATCH]) for start in range(0, len(same), _BATCH))


def _old_vectors(previous: Path | None, embedder: Embedder) -> VectorTable:
    nothing = VectorTable((), np.zeros((0, embedder.dimension), np.float32))
    if previous is None or read_manifest(previous).embedder != embedder.name:
        return nothing
    try:
        old = VectorTable.load(previous)
    except (OSError, ValueError):
        return nothing
    return old if old.rows.shape[1] == embedder.dimension else nothing
