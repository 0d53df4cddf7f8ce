"""Which products meet a wish's constraints, exactly, by columns: what `knowledge.constraints.meets` says of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import Catalogue
from knowledge.categories import all_stems
from knowledge.constraints import COLOUR_OPTIONS, SIZE_OPTIONS, Constraints, fits_option
from knowledge.records import Product, Variant

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Filters:
    """Where products stand by category, brand and word of their names; and their versions, by option values.

    `version_of` is the place of a version's product; prices are in minor units. `in_stock` is true of a version in
    stock, `can_be_bought` also of any whose product's stock is not stated at all. `rated` is the mean of a product's
    ratings, 0 where there is none.
    """

    rated: Numbers
    category: Mapping[str, Places]
    brand: Mapping[str, Places]
    word: Mapping[str, Places]
    version_of: Places
    price: Numbers
    in_stock: Mask
    can_be_bought: Mask
    colour: Mapping[str, Places]
    size: Mapping[str, Places]

    @staticmethod
    def of(catalogue: Catalogue) -> Filters:
        """Of all products, in the catalogue's order."""
        products = catalogue.products()
        versions = [(at, p, v) for at, p in enumerate(products) for v in (p.variants or (None,))]
        stocks = [stock_of(v, p) for _, p, v in versions]
        unstated = [_unstated(p) for p in products]
        bought = [bool(s and s > 0) or unstated[at] for (at, _, _), s in zip(versions, stocks, strict=True)]
        return Filters(
            rated=np.array([(catalogue.rating_of(p.product_id) or (0.0,))[0] for p in products]),
            category=_places((p.category,) for p in products),
            brand=_places(((p.brand or "").casefold(),) for p in products),
            word=_places(all_stems(p) for p in products),
            version_of=np.array([at for at, _, _ in versions], np.intp),
            price=np.array([((v.price if v else None) or p.price).minor for _, p, v in versions], np.float64),
            in_stock=np.array([bool(s and s > 0) for s in stocks], np.bool_),
            can_be_bought=np.array(bought, np.bool_),
            colour=_places(_values(p, v, COLOUR_OPTIONS) for _, p, v in versions),
            size=_places(_values(p, v, SIZE_OPTIONS) for _, p, v in versions),
        )

    def meeting(self, wanted: Constraints, *, sold_out: bool = False) -> Places:
        """The products of which one and the same version meets the constraints and (or `sold_out`) can be bought."""
        there = np.zeros(len(self.rated), np.bool_)
        there[self.version_of[self._versions(wanted, sold_out=sold_out)]] = True
        if wanted.category is not None:
            there &= self._named(self.category, wanted.category)
        if wanted.product_word is not None:
            there &= self._named(self.word, wanted.product_word)
        if wanted.brand is not None:
            there &= self._named(self.brand, wanted.brand.casefold())
        if wanted.rating_min is not None:
            there &= self.rated >= wanted.rating_min
        return np.flatnonzero(there)

    def _versions(self, wanted: Constraints, *, sold_out: bool) -> Mask:
        anyway = np.ones(len(self.version_of), np.bool_) if sold_out else self.can_be_bought
        kept = self.in_stock if wanted.in_stock else anyway
        if wanted.price_min is not None:
            kept = kept & (self.price >= wanted.price_min.minor)
        if wanted.price_max is not None:
            kept = kept & (self.price <= wanted.price_max.minor)
        for value, places in ((wanted.colour, self.colour), (wanted.size, self.size)):
            if value is not None:
                fitting = [at for has, at in places.items() if fits_option(has, value)]
                kept = kept & _mask(fitting, len(kept))
        return kept

    def _named(self, places: Mapping[str, Places], name: str) -> Mask:
        return _mask([places[name]] if name in places else [], len(self.rated))


def stock_of(variant: Variant | None, product: Product) -> int | None:
    """Pieces of a version (None: of a product without versions); None when the shop does not say."""
    return variant.stock if variant and variant.stock is not None else product.stock


def _unstated(product: Product) -> bool:
    return product.stock is None and all(variant.stock is None for variant in product.variants)


def _values(product: Product, variant: Variant | None, names: set[str]) -> list[str]:
    options = {**product.attributes, **(variant.options if variant else {})}
    return [value for name, value in options.items() if name.casefold() in names]


def _places(names: Iterable[Iterable[str | None]]) -> dict[str, Places]:
    """Where each name stands."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(names):
        for name in each:
            if name:
                found[name].append(at)
    return {name: np.array(places, np.intp) for name, places in found.items()}


def _mask(places: Iterable[Places], size: int) -> Mask:
    found = np.zeros(size, np.bool_)
    for each in places:
        found[each] = True
    return found
