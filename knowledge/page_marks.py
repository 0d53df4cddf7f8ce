"""Markdown inside a page's text as plain sentences: tables, emphasis, links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.words import has_cjk

_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_CELL_END = re.compile(r"(?<!\\)\|")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_LINK = re.compile(r"!?\[([^\]\n]{1,300})\]\([^)\s]{1,2000}(?:\s+\"[^\"\n]*\")?\)")
_EMPTY_CELLS = {"", "-", "–", "—", "/"}
_ENDS = ".!?。！？"


def plain_marks(text: str) -> str:
    """The text with each cell of a table as a sentence that names its row and column, without emphasis and links.

    Under the heads Tier and Ground, the row Gold says "Gold, Ground: free over $25."; what is cut out of it later
    keeps its meaning.
    """
    told = "\n".join(_lines(text.split("\n")))
    return _LINK.sub(r"\1", _STRONG.sub(r"\2", told))


def _lines(lines: Sequence[str]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        end = _end_of_table(lines, at)
        if end:
            yield from _sentences(_cells(lines[at]), [_cells(line) for line in lines[at + 2 : end]])
        else:
            yield lines[at]
        at = end or at + 1


def _end_of_table(lines: Sequence[str], start: int) -> int:
    """Where the table that begins at a line ends; 0 where none begins: it needs heads, a rule and a row."""
    if start + 2 >= len(lines) or "|" not in lines[start] or not _RULE.fullmatch(lines[start + 1]):
        return 0
    if "|" not in lines[start + 1] or len(_cells(lines[start])) != len(_cells(lines[start + 1])):
        return 0
    end = start + 2
    while end < len(lines) and "|" in lines[end]:
        end += 1
    return end if end > start + 2 else 0


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith(r"\|") else inner
    return [cell.strip().replace(r"\|", "|") for cell in _CELL_END.split(inner)]


def _sentences(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for row in rows:
        for head, cell in zip(heads[1:], row[1:], strict=False):
            if cell not in _EMPTY_CELLS:
                yield _sentence([part for part in (row[0], head) if part], cell)


def _sentence(place: Sequence[str], cell: str) -> str:
    comma, colon, stop = ("，", "：", "。") if has_cjk("".join((*place, cell))) else (", ", ": ", ".")
    said = f"{comma.join(place)}{colon}{cell}" if place else cell
    return said if said[-1] in _ENDS else said + stop
