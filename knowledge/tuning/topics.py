"""What the encoder is tuned on: topics, each with records that tell of it and questions that ask for it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.errors import KnowledgeError

TOPICS = Path(__file__).with_name("topics")
LEARNED_ONLY = "situations_"
"""What the names of files begin with whose topics are all learned from: matters of the others', told by shoppers."""
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


def read_topics(folder: Path = TOPICS) -> tuple[Topic, ...]:
    """All topics of the folder's files, one a line.

    Raises:
        KnowledgeError: a line is not as expected; names file and line.
    """
    return tuple(topic for path in sorted(folder.glob("*.jsonl")) for topic in _read(path))


def read_parts(folder: Path = TOPICS) -> tuple[tuple[Topic, ...], tuple[Topic, ...], tuple[Topic, ...]]:
    """Topics to learn from, those kept aside to measure on, and those told as situations, which are learned from, too.

    Raises:
        KnowledgeError: as `read_topics`.
    """
    plain, situations = list[Topic](), list[Topic]()
    for path in sorted(folder.glob("*.jsonl")):
        (situations if path.name.startswith(LEARNED_ONLY) else plain).extend(_read(path))
    return *split(plain), tuple(situations)


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
