"""Markdown pages of a shop folder: front matter, a title, sections."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import yaml
from frontmatter.default_handlers import YAMLHandler

from knowledge.cleaning import html_to_text, plain_text
from knowledge.json_text import JsonTextError, check_shape
from knowledge.page_marks import plain_marks
from knowledge.reports import shown

LONGEST_PAGE = 1_000_000
LONGEST_FRONT_MATTER = 20_000

_NAME = re.compile(r"(\w+)\s*:")
_TITLE = re.compile(r"#[ \t]+(.*?)[ \t#]*")
_HEADING = re.compile(r"##[ \t]+(.*?)[ \t#]*")
_FENCE = re.compile(r"[ \t]{0,3}(```|~~~)")
_LANGUAGE_SUFFIX = re.compile(r"[a-z]{2}")


class PageError(ValueError):
    """A page that cannot be used; the message says what was found and what was expected."""

    def __init__(self, message: str, *, line: int | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.field = field


@dataclass(frozen=True, slots=True)
class Page:
    """A page's parts. `sections` are pairs of heading and text; `field_lines` where the front matter's names stand."""

    title: str
    sections: tuple[tuple[str, str], ...]
    front_matter: dict[str, Any]
    field_lines: dict[str, int]


def parse_page(lines: Sequence[str]) -> Page:
    """The page in the lines of a Markdown file.

    Text before the first `##` is a section under the page's title. Sections without text are left out.

    Raises:
        PageError: no title, no text, too long, or front matter that is not YAML names and values.
    """
    text = "\n".join(lines)
    if len(text) > LONGEST_PAGE:
        raise PageError(f"found {len(text):,} characters, expected at most {LONGEST_PAGE:,}")
    front_matter, body = _split(text)
    title, blocks = _blocks(body.split("\n"))
    if not title:
        raise PageError("found no title, expected a line such as '# Returns'", field="title")
    cleaned = ((_clean(heading or title), plain_marks(_clean(block))) for heading, block in blocks)
    sections = tuple(section for section in cleaned if all(section))
    if not sections:
        raise PageError("found no text, expected '##' headings with text below them", field="sections")
    return Page(_clean(title), sections, front_matter, _field_lines(lines, front_matter))


def split_language(stem: str, languages: Sequence[str]) -> tuple[str, str | None]:
    """`returns.zh` into `returns` and `zh`: a last part that is one of `languages` or two letters long."""
    name, dot, last = stem.rpartition(".")
    is_language = dot and name and (last in languages or _LANGUAGE_SUFFIX.fullmatch(last))
    return (name, last) if is_language else (stem, None)


def _split(text: str) -> tuple[dict[str, Any], str]:
    handler = YAMLHandler()
    if not handler.detect(text):
        return {}, text
    try:
        front_matter, body = handler.split(text)
    except ValueError:
        return {}, text
    return _values(handler, front_matter), body


def _values(handler: YAMLHandler, text: str) -> dict[str, Any]:
    if len(text) > LONGEST_FRONT_MATTER:
        raise PageError(
            f"found front matter of {len(text):,} characters, expected at most {LONGEST_FRONT_MATTER:,}"
        )
    try:
        values = handler.load(text)
        check_shape(values)
    except yaml.YAMLError as error:
        line, problem = _yaml_problem(error)
        raise PageError(
            f"found broken front matter ({problem}), expected 'name: value' lines", line=line
        ) from error
    except JsonTextError as error:
        raise PageError(f"front matter: {error}") from error
    except (ValueError, RecursionError) as error:
        raise PageError(f"found broken front matter ({error}), expected 'name: value' lines") from error
    if not isinstance(values, dict | None):
        raise PageError(f"found front matter {shown(values)}, expected 'name: value' lines")
    return {str(name): value for name, value in cast(dict[Any, Any], values or {}).items()}


def _field_lines(lines: Sequence[str], front_matter: Collection[str]) -> dict[str, int]:
    starts = ((number, _NAME.match(line)) for number, line in enumerate(lines, start=1))
    named = [(start[1], number) for number, start in starts if start and start[1] in front_matter]
    return dict(reversed(named))


def _yaml_problem(error: yaml.YAMLError) -> tuple[int | None, str]:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return error.problem_mark.line + 1, error.problem or "not YAML"
    return None, "not YAML"


def _blocks(lines: Sequence[str]) -> tuple[str, list[tuple[str, str]]]:
    """The title, and pairs of heading (empty before the first) and text."""
    title = ""
    blocks: list[tuple[str, list[str]]] = [("", [])]
    for line, in_code in _marked(lines):
        heading = None if in_code else _HEADING.fullmatch(line)
        first = None if in_code or title else _TITLE.fullmatch(line)
        if heading and heading[1]:
            blocks.append((heading[1], []))
        elif first and first[1]:
            title = first[1]
        else:
            blocks[-1][1].append(line)
    return title, [(heading, "\n".join(block)) for heading, block in blocks]


def _marked(lines: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Lines, and whether they stand in a fenced code block."""
    fence = None
    for line in lines:
        mark = _FENCE.match(line)
        yield line, fence is not None
        if mark:
            fence = mark[1] if fence is None else (None if mark[1] == fence else fence)


def _clean(text: str) -> str:
    return plain_text(html_to_text(plain_text(text)))
