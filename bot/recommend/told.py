"""What a product's record says of a wish, in the record's own words: what makes "€199.00" a reason to look at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.tools.as_written import OF_CARDS
from bot.tools.nearest import NEARBY
from knowledge.passage import Passage
from knowledge.search import Hit

MOST = 2
LONGEST = {"en": 110, "zh": 60}
"""Characters of all that is told of one product, in a language."""
_SEPARATORS = (" — ", ": ", "：")
_NOT_TOLD = (*OF_CARDS, "description")


def told_of(product_id: str, hits: Sequence[Hit], language: str) -> str:
    """The attributes and features nearest to the wish, nearest first; "" where the record holds none that are near.

    `hits` are what was found for the wish, of any product.
    """
    near = sorted(hits, key=lambda hit: -(hit.dense + hit.score))
    own = (hit.passage for hit in near if hit.passage.product_id == product_id and hit.dense >= NEARBY)
    texts = (_text(passage) for passage in own if passage.language == language and _is_line(passage))
    return ("；" if language == "zh" else "; ").join(_short(texts, LONGEST.get(language, LONGEST["en"])))


def _short(texts: Iterator[str], longest: int) -> Iterator[str]:
    told, length = set[str](), 0
    for text in texts:
        if len(told) < MOST and text not in told and length + len(text) <= longest:
            told.add(text)
            length += len(text)
            yield text


def _is_line(passage: Passage) -> bool:
    part = passage.source.partition("#")[2]
    return passage.kind == "product" and part != "" and not part.startswith(_NOT_TOLD)


def _text(passage: Passage) -> str:
    """The line without the product's name, and a feature without being called one."""
    name, *labels = _SEPARATORS
    line = passage.text.partition(name)[2]
    if passage.source.partition("#")[2].startswith("features-"):
        at = min((line.find(label) + len(label) for label in labels if label in line), default=0)
        line = line[at:]
    return line.rstrip("。. ")
