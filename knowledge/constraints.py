"""What a shopper's words demand of a product, and which products meet it, exactly."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.amounts import price_limits, rating_limit
from knowledge.bilingual import Bilingual
from knowledge.catalogue import Catalogue
from knowledge.categories import CategoryTerm, Terms, all_stems
from knowledge.mention import Mention
from knowledge.money import Money
from knowledge.records import Product, Variant
from knowledge.words import Word, content_stems, has_cjk, words

_IN_STOCK = re.compile(
    r"\bin[- ]stock\b|\bavailable (?:right )?now\b|\bcurrently available\b|\bready to ship\b|有货|现货|有库存",
    re.IGNORECASE,
)
_NOT_IN_STOCK = re.compile(
    r"\b(?:not|isn't|out of|back) in[- ]stock\b|没有?现?货|无货|没有库存", re.IGNORECASE
)
_SIZE_LEAD = re.compile(
    r"(?:\bsizes?\s*(?:is\s*)?:?\s*)(?P<en>[\w./-]+)|(?P<zh>[\w.]+)\s*(?:码|号)(?!码)", re.IGNORECASE
)
_CLAUSES = re.compile(r"[，。；？！、]")
_BESIDE = re.compile(
    r"\b(?:next to|beside|alongside|near|behind|above|over|underneath|in front of|by)"
    r" (?:the|my|our|a|an|his|her|their)\s$",
    re.IGNORECASE,
)
_AT_ITS_SIDE = re.compile("(?:的|扶手)?(?:旁边?|边上|边儿?|侧面?|角上|前面|后面|底下|对面)")
"""Where something is to stand: a lamp beside the sofa is no sofa."""
_SOMETHING = re.compile(
    r"\b(?:some|any)thing (?:(?:really|very|super|ultra|quite|more|as) )?$", re.IGNORECASE
)
"""Before a word that tells how a thing is, not what: "something light"."""
COLOUR_OPTIONS = {"colour", "color", "颜色", "shade", "finish"}
SIZE_OPTIONS = {"size", "尺码", "尺寸", "shoe size", "码"}


@dataclass(frozen=True, slots=True)
class Constraints:
    """What was said; None (or empty) where nothing was. Prices are inclusive and in the shop's currency.

    `product_word` is a stem that the product's name must hold, where the text names a kind of product narrower than
    its category. `other_currency` is set when the text spoke of another currency than the shop's: its number was
    taken as it stands.
    """

    price_min: Money | None = None
    price_max: Money | None = None
    category: str | None = None
    product_word: str | None = None
    brand: str | None = None
    rating_min: float | None = None
    in_stock: bool | None = None
    colour: str | None = None
    size: str | None = None
    other_currency: str | None = None

    @property
    def any(self) -> bool:
        """Whether anything was demanded."""
        return self != Constraints()

    @property
    def kind(self) -> Constraints:
        """What kind of goods is demanded, and nothing else: its category and its word."""
        return Constraints(category=self.category, product_word=self.product_word)


class ConstraintReader:
    """Reads constraints in the words of one shop."""

    def __init__(self, catalogue: Catalogue, bilingual: Bilingual, terms: Terms) -> None:
        products = catalogue.products()
        self._currency = catalogue.profile.currency
        self._bilingual = bilingual
        self._terms = terms
        self._called_so = Counter((p.category, stem) for p in products for stem in all_stems(p))
        self._colours = _option_values(products, COLOUR_OPTIONS)
        self._sizes = {value.casefold(): value for value in _option_values(products, SIZE_OPTIONS)}

    def read(self, text: str, mentions: Sequence[Mention]) -> Constraints:
        """The constraints in a text whose mentions are known."""
        limits = price_limits(text, self._currency)
        category, product_word = self._category(text)
        brands = [mention.id for mention in mentions if mention.kind == "brand" and mention.score >= 0.9]
        return Constraints(
            price_min=self._money(limits.low),
            price_max=self._money(limits.high),
            category=category,
            product_word=product_word,
            brand=brands[0] if brands else None,
            rating_min=rating_limit(text),
            in_stock=True if _IN_STOCK.search(text) and not _NOT_IN_STOCK.search(text) else None,
            colour=self._colour(text),
            size=self._size(text),
            other_currency=limits.currency,
        )

    def _money(self, minor: int | None) -> Money | None:
        return None if minor is None else Money(minor=minor, currency=self._currency)

    def _category(self, text: str) -> tuple[str | None, str | None]:
        """The category that is named without doubt, and the narrower word where there is one.

        Of several the first; in a Chinese clause, whose noun stands last, the last: 沙发 in "能当床睡的沙发".
        """
        for clause in _CLAUSES.split(text):
            said = words(clause)
            for length in (3, 2, 1):
                starts = range(len(said) - length + 1)
                for start in reversed(starts) if has_cjk(clause) else starts:
                    run = said[start : start + length]
                    found = self._terms.get(tuple(word.stem for word in run), ())
                    before, after = clause[: run[0].start], clause[run[-1].end :]
                    placed = _BESIDE.search(before) or _AT_ITS_SIDE.match(after)
                    if len(found) == 1 and not (placed or _SOMETHING.search(before)):
                        return found[0].category, self._called(found[0], run)
        return None, None

    def _called(self, term: CategoryTerm, run: Sequence[Word]) -> str | None:
        """The word that products of the kind are called by: that of the text, where more are called so."""
        own = run[0].stem if len(run) == 1 else None
        if own is None or term.kind is None:
            return term.kind
        return max((term.kind, own), key=lambda stem: self._called_so[term.category, stem])

    def _colour(self, text: str) -> str | None:
        said = _stems(words(text), self._bilingual)
        whole = [value for value in self._colours if said.issuperset(content_stems(value))]
        partly = {stem for value in self._colours for stem in content_stems(value)} & said & _basic_colours()
        return max(whole, key=len, default=None) or next(iter(sorted(partly)), None)

    def _size(self, text: str) -> str | None:
        said = ((m.group("en") or m.group("zh") or "").casefold() for m in _SIZE_LEAD.finditer(text))
        return next((self._sizes[value] for value in said if value in self._sizes), None)


def matching(catalogue: Catalogue, constraints: Constraints) -> tuple[Product, ...]:
    """The products that meet every constraint, in the shop's order; a version must meet price, stock and options."""
    return tuple(product for product in catalogue.products() if meets(product, constraints, catalogue))


def meets(product: Product, wanted: Constraints, catalogue: Catalogue) -> bool:
    """Whether one version of the product meets every constraint."""
    if wanted.category is not None and product.category != wanted.category:
        return False
    if wanted.product_word is not None and wanted.product_word not in all_stems(product):
        return False
    if wanted.brand is not None and (product.brand or "").casefold() != wanted.brand.casefold():
        return False
    if wanted.rating_min is not None:
        rating = catalogue.rating_of(product.product_id)
        if rating is None or rating[0] < wanted.rating_min:
            return False
    return any(_version_meets(product, variant, wanted) for variant in product.variants or (None,))


def _version_meets(product: Product, variant: Variant | None, wanted: Constraints) -> bool:
    price = (variant.price if variant else None) or product.price
    stock = variant.stock if variant and variant.stock is not None else product.stock
    if wanted.price_min is not None and price.minor < wanted.price_min.minor:
        return False
    if wanted.price_max is not None and price.minor > wanted.price_max.minor:
        return False
    if wanted.in_stock and (stock is None or stock <= 0):
        return False
    return _has_option(product, variant, wanted.colour, COLOUR_OPTIONS) and _has_option(
        product, variant, wanted.size, SIZE_OPTIONS
    )


def _has_option(product: Product, variant: Variant | None, wanted: str | None, names: set[str]) -> bool:
    if wanted is None:
        return True
    options = {**product.attributes, **(variant.options if variant else {})}
    return any(fits_option(value, wanted) for name, value in options.items() if name.casefold() in names)


def fits_option(value: str, wanted: str) -> bool:
    """Whether an option's value is the one wanted: the same, or with all its words ("dark blue", wanted blue)."""
    stems = set(content_stems(wanted)) or {wanted.casefold()}
    return value == wanted or stems.issubset(content_stems(value))


def _option_values(products: Iterable[Product], names: set[str]) -> list[str]:
    values = (
        value
        for product in products
        for options in [product.attributes, *(variant.options for variant in product.variants)]
        for name, value in options.items()
        if name.casefold() in names
    )
    return list(dict.fromkeys(values))


def _stems(said: Iterable[Word], bilingual: Bilingual) -> set[str]:
    stems = {word.stem for word in said}
    return stems | {other for stem in stems for other in bilingual.alternatives(stem)}


def _basic_colours() -> frozenset[str]:
    names = "red blue green black white yellow orange grey gray pink purple brown beige silver gold navy cream tan teal"
    return frozenset(content_stems(names))
