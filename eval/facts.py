"""Unsupported facts of a reply, found without the assistant's own verifier and by simpler rules than it has.

Every price, number, date, time, id and address in a reply's text must occur in the quotes of its citations, in its
cards, or in what the shopper wrote; a product of the catalogue that it names must be in its citations or cards.
Signs are not compared, units only between prices and other numbers, and the word "one" counts as no number.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from bot.messages import Reply, Value
from eval.reply_text import card_text, plain
from knowledge.records import Product

FactKind = Literal["address", "date", "time", "id", "price", "number", "product"]
Names = Mapping[str, frozenset[str]]
"""Product names in lower case, longest first, each with the ids of the products that it may mean."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = rf"(?P<mon>{'|'.join(_MONTHS)})(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\.?(?![a-z])"
_ENGLISH = "one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
_TENS = {
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_WORDS = {word: n for n, word in enumerate(_ENGLISH, start=1)} | _TENS | {"hundred": 100}
_CHINESE = {word: n for n, word in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_AMOUNT = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NO_NUMBER = frozenset({"one", "一"})
_START, _END = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"

_ADDRESS = re.compile(r"https?://[^\s)]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+\d[\d ()-]{6,}\d", re.ASCII)
_DATES = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
    re.compile(r"(?:(?P<y>\d{4})\s*年\s*)?(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]"),
    re.compile(rf"{_START}(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH}{_END}(?:,? (?P<y>\d{{4}}))?"),
    re.compile(rf"{_START}{_MONTH} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?{_END}(?:,? (?P<y>\d{{4}}))?"),
)
_TIME = re.compile(rf"{_START}(?P<h>\d{{1,2}}):(?P<min>\d{{2}})(?P<pm> ?pm\b)?", re.I)
_ID = re.compile(rf"{_START}[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*{_END}")
_PRICE = re.compile(
    rf"[€$£¥]\s?(?P<a>{_AMOUNT})|{_START}(?P<b>{_AMOUNT})\s?(?:€|£|EUR{_END}|euros?{_END}|欧元|元)", re.I
)
_NUMBER = re.compile(rf"{_START}(?P<n>{_AMOUNT})")
_WORD = re.compile(rf"\b(?P<w>{'|'.join(_WORDS)})\b", re.I)
_CHARACTER = re.compile(rf"(?P<w>[{''.join(_CHINESE)}])(?=个?[年月天周小分秒件双只人档种台次星季公米升克码])")


class Fact(Value):
    """One checkable value; `value` is the same however a text writes it, `written` is how this one does."""

    kind: FactKind
    value: str
    written: str


def unsupported(reply: Reply, asked: Iterable[str], names: Names) -> tuple[Fact, ...]:
    """The facts of a reply that its citations, its cards and the shopper's messages `asked` do not hold.

    A reply that abstains makes no claim by naming a product, nor does one that offers it as an answer to its own
    question back: "Which one do you mean?"
    """
    said, named = _without_names(plain(reply.text), names)
    ground, grounded = _without_names(_ground(reply, asked), names)
    known = {(fact.kind, fact.value) for fact in facts_of(ground)}
    own = {subject for source in _sources(reply) for subject in re.findall(r"[\w-]+", source)}
    loose = [
        f for f in facts_of(said) if f.written.lower() not in _NO_NUMBER and not _is_known(f, known, own)
    ]
    if not reply.abstained:
        offered = _without_names(plain(" ; ".join(reply.choices)), names)[1]
        possible = own.union(*grounded.values(), *offered.values())
        loose += [Fact(kind="product", value=n, written=n) for n, ids in named.items() if not ids & possible]
    return tuple(dict.fromkeys(loose))


def facts_of(text: str) -> tuple[Fact, ...]:
    """The checkable values of a text, names of products left out of account."""
    found: list[Fact] = []
    rest = plain(text)
    for pattern, read in _READERS:
        rest = _take(pattern, read, rest, found)
    return tuple(found)


def names_of(products: Iterable[Product]) -> Names:
    """What the products are called: whole, without the brand, and by their number (`Ridge 2`), in any language."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for product in products:
        translated = (t.name for t in product.translations.values() if t.name)
        for name in (product.name, *translated):
            for form in _forms(plain(name), product.brand or ""):
                names[form.lower()].add(product.product_id)
    return {name: frozenset(names[name]) for name in sorted(names, key=len, reverse=True)}


def _forms(name: str, brand: str) -> Iterator[str]:
    yield name
    rest = name.removeprefix(f"{brand} ")
    if len(rest.split()) > 1 or not rest.isascii():
        yield rest
    yield from (f"{a} {b}" for a, b in pairwise(name.split()) if re.search(r"\d", b) and a[:1].isupper())


def _without_names(text: str, names: Names) -> tuple[str, dict[str, frozenset[str]]]:
    """The text with product names blanked, so that their digits support nothing, and the names found."""
    found: dict[str, frozenset[str]] = {}
    for name, ids in names.items():
        pattern = rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9]|\.\d)"
        text, count = re.subn(pattern, " ; ", text, flags=re.IGNORECASE)
        if count:
            found[name] = ids
    return text, found


def _ground(reply: Reply, asked: Iterable[str]) -> str:
    quotes = (citation.quote for citation in reply.citations)
    return plain(" ; ".join((*quotes, *map(card_text, reply.cards), *asked)))


def _sources(reply: Reply) -> Iterator[str]:
    yield from (citation.source for citation in reply.citations)
    yield from (f"{card.id} {card.source}" for card in reply.cards)


def _is_known(fact: Fact, known: set[tuple[str, str]], own: set[str]) -> bool:
    if fact.kind == "id" and fact.value in own:
        return True
    if fact.kind == "number" and ("price", fact.value) in known:
        return True
    if fact.kind == "date" and fact.value.startswith("?"):
        return any(kind == "date" and value.endswith(fact.value[1:]) for kind, value in known)
    return (fact.kind, fact.value) in known


def _take(
    pattern: re.Pattern[str], read: Callable[[re.Match[str]], Fact | None], text: str, found: list[Fact]
) -> str:
    """What `pattern` matches goes into `found` and is blanked, so that a date is not read again as numbers."""

    def keep(match: re.Match[str]) -> str:
        fact = read(match)
        if fact is None:
            return match.group()
        found.append(fact)
        return " ; "

    return pattern.sub(keep, text)


def _address(match: re.Match[str]) -> Fact:
    written = match.group().rstrip(".,;")
    digits = re.sub(r"\D", "", written)
    return Fact(kind="address", value=digits if written.startswith("+") else written.lower(), written=written)


def _date(match: re.Match[str]) -> Fact | None:
    part = match.groupdict()
    month = int(part["m"]) if part.get("m") else _MONTHS.index(part["mon"]) + 1
    if not (1 <= month <= 12 and 1 <= int(part["d"]) <= 31):
        return None
    value = f"{part['y'] or '?'}-{month:02}-{int(part['d']):02}"
    return Fact(kind="date", value=value, written=match.group())


def _time(match: re.Match[str]) -> Fact:
    hour = int(match["h"]) + (12 if match["pm"] and int(match["h"]) < 12 else 0)
    return Fact(kind="time", value=f"{hour:02}:{match['min']}", written=match.group())


def _id(match: re.Match[str]) -> Fact | None:
    has_digit = any(c.isdigit() for c in match.group())
    return Fact(kind="id", value=match.group(), written=match.group()) if has_digit else None


def _price(match: re.Match[str]) -> Fact:
    return Fact(kind="price", value=_decimal(match["a"] or match["b"]), written=match.group().strip())


def _number(match: re.Match[str]) -> Fact:
    return Fact(kind="number", value=_decimal(match["n"]), written=match.group())


def _word(match: re.Match[str]) -> Fact:
    word = unicodedata.normalize("NFKC", match["w"]).lower()
    return Fact(kind="number", value=str(_WORDS.get(word) or _CHINESE[word]), written=match.group())


def _decimal(written: str) -> str:
    return format(Decimal(written.replace(",", "")).normalize(), "f")


_READERS: Sequence[tuple[re.Pattern[str], Callable[[re.Match[str]], Fact | None]]] = (
    (_ADDRESS, _address),
    *((pattern, _date) for pattern in _DATES),
    (_TIME, _time),
    (_ID, _id),
    (_PRICE, _price),
    (_NUMBER, _number),
    (_WORD, _word),
    (_CHARACTER, _word),
)
