"""A question of the evaluation and what its answer must hold: the types, and the YAML file they are read from."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import yaml
from pydantic import AfterValidator, Field, TypeAdapter, ValidationError, model_validator

from bot.errors import InputError
from bot.messages import CardKind, Route, Value
from eval.patterns import checked_pattern

Kind = Literal["fact", "order", "policy", "review", "unanswerable"]
SAMPLE_QUESTIONS = Path(__file__).parent / "questions" / "sample.yaml"


Wanted = Annotated[str, Field(min_length=1), AfterValidator(checked_pattern)]
Words = Annotated[str, Field(min_length=1)]


class CardExpected(Value):
    """A card that must be shown; without `id`, any of its kind."""

    kind: CardKind
    id: str | None = None


class Expect(Value):
    """What is checked of a reply.

    `says_all`, `says_any` and `says_none` look at its text, `shows_none` also at its cards and quotes. Each prefix
    in `cites` must begin the source of a citation. One of `cards_any` must be shown. `abstains` says that the data
    holds no answer for this customer, so that the reply must say so. Without `route` either is right.
    """

    says_all: tuple[Wanted, ...] = ()
    says_any: tuple[Wanted, ...] = ()
    says_none: tuple[Wanted, ...] = ()
    shows_none: tuple[Wanted, ...] = ()
    cites: tuple[Words, ...] = ()
    cards_any: tuple[CardExpected, ...] = ()
    abstains: bool = False
    route: Route | None = None

    @model_validator(mode="after")
    def _asks_for_something(self) -> Expect:
        if not (self.abstains or self.says_all or self.says_any or self.cites or self.cards_any):
            raise ValueError("nothing is expected; give abstains, says_all, says_any, cites or cards_any")
        return self


class Question(Value):
    """One or two messages of a fresh session; the reply to the last one is judged."""

    id: Words
    kind: Kind
    lang: Words
    channel: Words = "web"
    customer: str | None = None
    turns: Annotated[tuple[Words, ...], Field(min_length=1, max_length=2)]
    expect: Expect


_QUESTIONS: TypeAdapter[tuple[Question, ...]] = TypeAdapter(
    Annotated[tuple[Question, ...], Field(min_length=1)]
)


def read_questions(path: Path) -> tuple[Question, ...]:
    """The questions in a YAML file.

    Raises:
        InputError: the file cannot be read, is not YAML, or an entry is wrong; names file, line and key.
    """
    tree = _compose(path)
    try:
        questions = _QUESTIONS.validate_python(_plain(tree))
    except ValidationError as error:
        raise InputError("\n".join(_problem(path, tree, item) for item in error.errors())) from error
    _refuse_twins(path, questions)
    return questions


def _compose(path: Path) -> yaml.Node | None:
    try:
        text = path.read_text(encoding="utf-8")
        return cast(Any, yaml).compose(text, Loader=yaml.SafeLoader)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}. Expected a YAML file of questions.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} is not UTF-8. Save the file as UTF-8.") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError(f"{path}:{line}: not YAML: {error.problem}") from error


def _plain(tree: yaml.Node | None) -> Any:
    return yaml.SafeLoader("").construct_document(tree) if tree is not None else None  # pyright: ignore


def _problem(path: Path, tree: yaml.Node | None, item: Any) -> str:
    place = tuple(item["loc"])
    key = ".".join(str(part + 1 if isinstance(part, int) else part) for part in place) or "file"
    found = repr(item["input"])
    found = found if len(found) <= 80 else f"{found[:77]}..."
    return f"{path}:{_line(tree, place)}: {key}: found {found}, expected: {item['msg']}"


def _line(node: yaml.Node | None, place: tuple[int | str, ...]) -> int:
    """The line of the deepest part of `place` that the file has."""
    line = node.start_mark.line + 1 if node is not None else 1
    for part in place:
        node = _child(node, part)
        if node is None:
            return line
        line = node.start_mark.line + 1
    return line


def _child(node: yaml.Node | None, part: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        return cast(list[yaml.Node], node.value)[part]
    if isinstance(node, yaml.MappingNode):
        pairs = cast(list[tuple[yaml.Node, yaml.Node]], node.value)
        return next((value for key, value in pairs if key.value == part), None)
    return None


def _refuse_twins(path: Path, questions: tuple[Question, ...]) -> None:
    twins = sorted(name for name, count in Counter(q.id for q in questions).items() if count > 1)
    if twins:
        raise InputError(f"{path}: found the id {', '.join(twins)} more than once, expected each once")
