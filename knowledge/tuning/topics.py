"""What the encoder is tuned on: topics, each with records that tell of it and questions that ask for it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.errors import KnowledgeError

TOPICS = Path(__file__).with_name("topics")
LEARNED_ONLY, KEPT_ONLY = "situations_", "kept_"
"""What the names of files begin with whose topics, told as situations, are all learned from, or all kept aside."""
ONE_IN = 5
_SEED = 5

Texts = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]


class Topic(BaseModel):
    """`said` are records that answer each of the questions `asks` (English) and `asks_zh`; `near` do not."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    topic: str
    said: Texts
    near: Texts
    asks: Texts
    asks_zh: Texts


@dataclass(frozen=True, slots=True)
class Parts:
    """Topics to learn from and those kept aside to measure on; both again, told as situations."""

    learned: tuple[Topic, ...]
    kept: tuple[Topic, ...]
    situations: tuple[Topic, ...]
    kept_situations: tuple[Topic, ...]

    @property
    def every(self) -> tuple[Topic, ...]:
        """All that is learned from."""
        return (*self.learned, *self.situations)


def read_topics(folder: Path = TOPICS) -> tuple[Topic, ...]:
    """All topics of the folder's files, one a line.

    Raises:
        KnowledgeError: a line is not as expected; names file and line.
    """
    return tuple(topic for path in sorted(folder.glob("*.jsonl")) for topic in _read(path))


def read_parts(folder: Path = TOPICS) -> Parts:
    """The topics in their parts.

    Raises:
        KnowledgeError: as `read_topics`.
    """
    read = {path.name: _read(path) for path in sorted(folder.glob("*.jsonl"))}
    plain = [
        each for name, some in read.items() if not name.startswith((LEARNED_ONLY, KEPT_ONLY)) for each in some
    ]
    situations, kept_situations = (
        tuple(each for name, some in read.items() if name.startswith(mark) for each in some)
        for mark in (LEARNED_ONLY, KEPT_ONLY)
    )
    return Parts(*split(plain), situations, kept_situations)


def split(topics: Sequence[Topic]) -> tuple[tuple[Topic, ...], tuple[Topic, ...]]:
    """Those to learn from, and one in `ONE_IN` kept aside to measure on; always the same of the same topics."""
    shuffled = sorted(topics, key=lambda topic: topic.topic)
    random.Random(_SEED).shuffle(shuffled)  # noqa: S311  not for secrets
    kept = len(shuffled) // ONE_IN
    return tuple(shuffled[kept:]), tuple(shuffled[:kept])


def _read(path: Path) -> list[Topic]:
    found: list[Topic] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            found.append(Topic.model_validate_json(line))
        except ValidationError as error:
            fault = error.errors()[0]
            place = ".".join(map(str, fault["loc"])) or "line"
            raise KnowledgeError(f"{path}:{number}: {place}: {fault['msg']}") from error
    return found
