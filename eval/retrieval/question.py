"""Questions for retrieval: each with the passages that answer it, in two halves to tune on and to report on."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from bot.errors import InputError
from bot.messages import Value
from eval.yaml_places import YamlFile, read_yaml, validated

Half = Literal["tune", "held", "fresh"]
Words = Annotated[str, Field(min_length=1)]
_FRESH = "w"
RETRIEVAL_QUESTIONS = Path(__file__).parent / "questions"


class RetrievalQuestion(Value):
    """A shopper's question. Any one of `sources` answers it; `membership` is the shopper's, where it matters."""

    id: Words
    lang: Words
    question: Words
    sources: Annotated[tuple[Words, ...], Field(min_length=1)]
    membership: Words | None = None


_QUESTIONS: TypeAdapter[tuple[RetrievalQuestion, ...]] = TypeAdapter(tuple[RetrievalQuestion, ...])


def half(question: RetrievalQuestion) -> Half:
    """Which half it belongs to: the parity of the SHA-256 of its id, so that new questions move no old one.

    Those of the files `fresh_*` are a third part: written in one go, in shoppers' words, and never looked at since.
    """
    if question.id.startswith(_FRESH):
        return "fresh"
    return "held" if hashlib.sha256(question.id.encode()).digest()[-1] % 2 else "tune"


def read_retrieval_questions(path: Path) -> tuple[RetrievalQuestion, ...]:
    """The questions in a YAML file.

    Raises:
        InputError: the file cannot be used; a line `file:line: key: found, expected` for each fault.
    """
    file = read_yaml(path)
    if not file.plain:
        raise InputError(f"{path}:1: file: found no questions, expected a list of at least one")
    questions = validated(file, _QUESTIONS, {"": RetrievalQuestion})
    faults = _twins(file, questions)
    if faults:
        raise InputError("\n".join(faults))
    return questions


def _twins(file: YamlFile, questions: tuple[RetrievalQuestion, ...]) -> list[str]:
    first: dict[str, str] = {}
    faults: list[str] = []
    for number, question in enumerate(questions):
        place = file.at((number, "id"))
        if question.id in first:
            faults.append(
                f"{place}: id: found {question.id!r}, which {first[question.id]} has too, expected another"
            )
        first.setdefault(question.id, place)
    return faults
