"""Prompts and phrases as files: `load` one, `render` it, name it by its `digest`.

A prompt file has front matter that declares its inputs, then `# system`, `# user` and `# assistant` sections in the
order they are sent; only the last section may use inputs, so that everything before it is a prefix that a server
can keep. Phrases (`phrases.<language>.toml`) are the sentences that code says by itself.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import frontmatter  # pyright: ignore[reportMissingTypeStubs]
from jinja2 import Environment, StrictUndefined, Template, meta

Role = Literal["system", "user", "assistant"]

FOLDER = Path(__file__).parent
_SECTION = re.compile(r"^# (system|user|assistant)\s*$", re.MULTILINE)
_JINJA = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)  # noqa: S701


class PromptError(Exception):
    """A prompt or phrase does not exist, is malformed, or was given other inputs than it declares."""


@dataclass(frozen=True, slots=True)
class Message:
    """One chat message."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt file: its fixed messages, the template of its last one, and the inputs that this one takes."""

    name: str
    digest: str
    inputs: frozenset[str]
    fixed: tuple[Message, ...]
    last: str

    def render(self, /, **given: object) -> tuple[Message, ...]:
        """The messages with the inputs filled in.

        Raises:
            PromptError: an input is missing or was not declared.
        """
        _check_inputs(self.name, self.inputs, given)
        return (*self.fixed, Message("user", _JINJA.from_string(self.last).render(given).strip()))


@dataclass(frozen=True, slots=True)
class Phrases:
    """The sentences of one language, by name; each is a template."""

    language: str
    digest: str
    templates: Mapping[str, Template]
    inputs: Mapping[str, frozenset[str]]

    def say(self, name: str, /, **given: object) -> str:
        """The phrase with its inputs filled in.

        Raises:
            PromptError: no such phrase, or other inputs than it uses.
        """
        if name not in self.templates:
            raise PromptError(f"phrases.{self.language}.toml has no phrase {name!r}")
        _check_inputs(name, self.inputs[name], given)
        return " ".join(self.templates[name].render(given).split())


@cache
def load(name: str, folder: Path = FOLDER) -> Prompt:
    """The prompt in `<name>.md`.

    Raises:
        PromptError: no such file, no sections, or inputs outside the last section.
    """
    path = folder / f"{name}.md"
    if not path.is_file():
        raise PromptError(f"{path}: no such prompt")
    raw = path.read_text(encoding="utf-8")
    post = frontmatter.loads(raw)
    parts = _SECTION.split(post.content)[1:]
    messages = tuple(_message(role, text) for role, text in zip(parts[::2], parts[1::2], strict=True))
    inputs = frozenset(str(item) for item in _as_list(post.metadata.get("inputs")))
    _check_sections(path, messages, inputs)
    return Prompt(name, digest(raw), inputs, messages[:-1], messages[-1].text)


@cache
def phrases(language: str, folder: Path = FOLDER) -> Phrases:
    """The phrases of `language`; English when there is no file for it."""
    path = folder / f"phrases.{language}.toml"
    if not path.is_file():
        path = folder / "phrases.en.toml"
    raw = path.read_text(encoding="utf-8")
    texts = {str(key): str(value) for key, value in tomllib.loads(raw).items()}
    return Phrases(
        language=language,
        digest=digest(raw),
        templates={name: _JINJA.from_string(text) for name, text in texts.items()},
        inputs={name: _variables(text) for name, text in texts.items()},
    )


def digest(text: str) -> str:
    """The first 12 hexadecimal digits of the text's SHA-256: what a report calls a prompt by."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def digests(folder: Path = FOLDER) -> dict[str, str]:
    """Every prompt and phrase file by name, with its digest."""
    files = sorted([*folder.glob("*.md"), *folder.glob("*.toml")])
    return {path.name: digest(path.read_text(encoding="utf-8")) for path in files}


def _message(role: str, text: str) -> Message:
    if role not in ("system", "user", "assistant"):
        raise PromptError(f"found section {role!r}, expected system, user or assistant")
    return Message(role, text.strip())


def _check_sections(path: Path, messages: tuple[Message, ...], inputs: frozenset[str]) -> None:
    if not messages or messages[-1].role != "user":
        raise PromptError(f"{path}: the last section must be # user")
    for message in messages[:-1]:
        if _variables(message.text):
            raise PromptError(f"{path}: only the last section may use inputs")
    used = _variables(messages[-1].text)
    if used != inputs:
        raise PromptError(f"{path}: declares inputs {sorted(inputs)}, uses {sorted(used)}")


def _check_inputs(name: str, expected: frozenset[str], given: Mapping[str, object]) -> None:
    missing, unknown = sorted(expected - given.keys()), sorted(given.keys() - expected)
    if missing or unknown:
        raise PromptError(f"{name}: missing inputs {missing}, unknown inputs {unknown}")


def _variables(text: str) -> frozenset[str]:
    return frozenset(meta.find_undeclared_variables(_JINJA.parse(text)))


def _as_list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
