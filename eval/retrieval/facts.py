"""Whether the passage that answers a question is among the first three, ours beside peers over the same passages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product as pairs
from typing import Any

from bot.messages import Value
from eval.retrieval.metrics import hit, mean, ndcg
from eval.retrieval.peers import Bm25Alone, EmbeddingsAlone
from eval.retrieval.question import Half, RetrievalQuestion, half
from knowledge.embeddings import Embedder, builtin_folder
from knowledge.passage import Passage, index_text
from knowledge.search import Knowledge

_FIRST = 3
_DEPTH = 10
SYSTEMS = ("Shopkeeper", "BM25 alone", "MiniLM alone")
TokenCount = Callable[[str], int]


class Asked(Value):
    """One question to one system: the sources it found, best first, and the tokens of the first three's texts."""

    system: str
    half: Half
    lang: str
    sources: tuple[str, ...]
    answers: tuple[str, ...]
    tokens: int | None = None

    @property
    def right(self) -> bool:
        """Whether an answer is among the first three."""
        return hit(self.sources, self.answers, _FIRST)


class FactScore(Value):
    """One system on one half's questions in one language; `tokens` is the mean length of three passages."""

    system: str
    half: Half
    lang: str
    questions: int
    recall: float
    ndcg: float
    tokens: float | None = None


@dataclass(frozen=True, slots=True)
class Exam:
    """A shop's knowledge with the peers' view of the same passages."""

    knowledge: Knowledge
    passages: Sequence[Passage]
    embedder: Embedder
    tokens: TokenCount

    def ask(self, questions: Iterable[RetrievalQuestion]) -> tuple[Asked, ...]:
        """Every question to every system."""
        visible = [p for p in self.passages if p.kind != "order"]
        sources, texts = [p.source for p in visible], [index_text(p) for p in visible]
        bm25 = Bm25Alone(sources, texts)
        dense = EmbeddingsAlone(sources, self.embedder.embed(texts), self.embedder)
        asked: list[Asked] = []
        for question in questions:
            asked.append(self._ours(question))
            for system, ranking in zip(SYSTEMS[1:], (bm25, dense), strict=True):
                found = tuple(ranking(question.question, _DEPTH))
                asked.append(_asked(system, question, found))
        return tuple(asked)

    def _ours(self, question: RetrievalQuestion) -> Asked:
        hits = self.knowledge.search(question.question, membership=question.membership, k=_DEPTH)
        tokens = sum(self.tokens(hit.passage.text) for hit in hits[:_FIRST])
        found = tuple(hit.passage.source for hit in hits)
        return _asked(SYSTEMS[0], question, found).model_copy(update={"tokens": tokens})


def score_facts(asked: Sequence[Asked]) -> tuple[FactScore, ...]:
    """The scores by system, half and language."""
    halves: tuple[Half, ...] = ("tune", "held", "fresh")
    languages = sorted({one.lang for one in asked})
    groups = (
        (key, [one for one in asked if (one.system, one.half, one.lang) == key])
        for key in pairs(SYSTEMS, halves, languages)
    )
    return tuple(_score(key, group) for key, group in groups if group)


def token_count() -> TokenCount:
    """Counts tokens as the embedding model's tokenizer cuts them, without its marks."""
    from transformers import AutoTokenizer  # noqa: PLC0415 - seconds to import

    made: Any = AutoTokenizer
    tokenizer: Any = made.from_pretrained(str(builtin_folder()))
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False))


def _asked(system: str, question: RetrievalQuestion, found: tuple[str, ...]) -> Asked:
    return Asked(
        system=system,
        half=half(question),
        lang=question.lang,
        sources=found,
        answers=question.sources,
    )


def _score(key: tuple[str, Half, str], group: Sequence[Asked]) -> FactScore:
    system, part, lang = key
    counted = [one.tokens for one in group if one.tokens is not None]
    return FactScore(
        system=system,
        half=part,
        lang=lang,
        questions=len(group),
        recall=mean([float(one.right) for one in group]),
        ndcg=mean([ndcg(one.sources, dict.fromkeys(one.answers, 1), _DEPTH) for one in group]),
        tokens=mean(counted) if counted else None,
    )
