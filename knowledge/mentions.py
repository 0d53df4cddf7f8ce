"""Finds the products, orders, categories and brands that a text names, with slips of the keyboard allowed for.

A product is found by its name's words, weighted by how telling each is among all names: a word that many names
share, or that the shop's texts use in passing, does not name a product by itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from itertools import pairwise
from itertools import product as pairs
from typing import TypeAlias

from rapidfuzz import fuzz, process

from knowledge.bilingual import Bilingual
from knowledge.catalogue import Catalogue, references
from knowledge.categories import category_terms, names_of
from knowledge.hanzi import simplified
from knowledge.mention import Mention
from knowledge.name_reading import MIN_COVERAGE, Candidate, Match, Reading, runs_of, undominated, words_apart
from knowledge.name_words import by_word, phrases, ways_to_name, weights
from knowledge.name_writing import like_a_name
from knowledge.order_ids import OrderIds
from knowledge.short_names import short_names
from knowledge.weak_names import WeakNames
from knowledge.words import Word, content_stems, has_cjk, is_stop, words

FUZZY_CUTOFF = 80.0
FUZZY_LENGTH = 4
IDENTIFIED = 0.8
DESCRIBED = 0.65
_BEFORE = 3
_LEAST_HELD = MIN_COVERAGE - 1e-9


_Read: TypeAlias = Callable[[tuple[int, ...]], Reading]


class MentionFinder:
    """Knows every name in the shop. Build once, then ask; a text of a message's size takes a few milliseconds."""

    def __init__(self, catalogue: Catalogue, bilingual: Bilingual, common: frozenset[str]) -> None:
        """`common` are the shop's `common_stems`."""
        self._bilingual = bilingual
        self._products = {product.product_id: product for product in catalogue.products()}
        self._names = {pid: ways_to_name(product) for pid, product in self._products.items()}
        self._by_stem = by_word(self._names)
        self._phrases = {phrase for p in self._products.values() for phrase in phrases(p)}
        self._vocabulary = [stem for stem in self._by_stem if len(stem) >= FUZZY_LENGTH and not has_cjk(stem)]
        self._weights = weights(self._by_stem, len(self._products))
        self.terms = category_terms(catalogue.products(), bilingual)
        self._kinds = {term.kind for found in self.terms.values() for term in found if term.kind}
        self._sole = {k: self._by_stem[k][0] for k in self._kinds if len(self._by_stem.get(k, ())) == 1}
        self._common = common | {term[0] for term in self.terms if len(term) == 1}
        stems = (content_stems(name) for p in self._products.values() for name in names_of(p))
        self._leading = {first for first, *_ in filter(None, stems)}
        self._brands = {tuple(content_stems(p.brand)): p.brand for p in catalogue.products() if p.brand}
        ways = frozenset(name for names in self._names.values() for name in names)
        self._totals = {name: sum(map(self._weight, name)) or 1.0 for name in ways}
        self._lightest = {
            pid: min(map(self._totals.__getitem__, names)) for pid, names in self._names.items() if names
        }
        whole = {pid: list(names_of(product)) for pid, product in self._products.items()}
        terms = {"".join(term) for term in self.terms} | self._common | self._kinds
        self._short_names = short_names(whole, terms)
        called = (number for order in catalogue.orders() for number in references(order)[1:])
        self._order_ids = OrderIds((order.order_id for order in catalogue.orders()), called)

    def find(self, text: str) -> tuple[Mention, ...]:
        """Every mention in a text, best first; of the same score the earlier one."""
        said = [word for word in words(text) if not is_stop(word.stem)]
        matches = [match for word in said for match in self._match(word)]
        found = [
            *self._product_mentions(matches),
            *self._order_ids.find(text),
            *self._brand_mentions(matches),
        ]
        single = self._single_names(text, matches, found)
        found = [m for m in found if m.id not in {other.id for other in single}] + single
        found += self._called_short(text, found)
        found += self._category_mentions(said)
        return tuple(sorted(found, key=lambda mention: (-mention.score, mention.start)))

    def perhaps(self, text: str) -> tuple[str, ...]:
        """Ids of the products that a text may call by a word like any other: no `find`s, unless more speaks for it."""
        return self._weak_names.find(text)

    def only_one_of_its_kind(self, text: str) -> tuple[Mention, ...]:
        """Products that a text names by a kind of thing of which the shop has one: the headlamp, 头灯.

        Such a text may just as well wish for any of the kind, so that these are no `find`s: good for a search only.
        Where a word before the kind stands in another product's name, as in the cast iron pan, that one is meant.
        """
        said = [word for word in words(text) if not is_stop(word.stem)]
        found: dict[str, Mention] = {}
        for place, length in pairs(range(len(said)), (1, 2, 3)):
            run = said[place : place + length]
            terms = self.terms.get(tuple(word.stem for word in run), ()) if len(run) == length else ()
            before = _just_before(text, said, run[0])
            for sole in {self._sole[term.kind] for term in terms if term.kind in self._sole}:
                for product_id in self._meant(sole, before, run):
                    start = (run if product_id == sole else before)[0].start
                    found[product_id] = self._described(product_id, start, run[-1].end)
        return tuple(found.values())

    @cached_property
    def _weak_names(self) -> WeakNames:
        kinds = self._kinds | {"".join(term) for term in self.terms}
        return WeakNames(self._products.values(), kinds)

    def _described(self, product_id: str, start: int, end: int) -> Mention:
        return Mention("product", product_id, self._products[product_id].name, DESCRIBED, start, end)

    def _meant(self, sole: str, before: Sequence[Word], run: Sequence[Word]) -> list[str]:
        """The only one of its kind; with it, or in its place, products of its category that the words before name."""
        category = self._products[sole].category
        held = Counter(product_id for word in before for product_id in self._named_by(word.stem))
        rivals = {i: n for i, n in held.items() if i != sole and self._products[i].category == category}
        for product_id in {i for word in run for i in self._by_stem.get(word.stem, ()) if i in rivals}:
            rivals[product_id] += 1
        own = held[sole] + 1
        most = max(rivals.values(), default=0)
        meant = [product_id for product_id, count in rivals.items() if count == most >= own]
        return meant if most > own else [sole, *meant]

    def _named_by(self, stem: str) -> frozenset[str]:
        """Products in whose names a word stands, in any language."""
        stems = (stem, *self._bilingual.alternatives(stem))
        return frozenset(product_id for one in stems for product_id in self._by_stem.get(one, ()))

    def _match(self, word: Word) -> list[Match]:
        if word.stem in self._by_stem:
            return [Match(word, word.stem, 1.0)]
        if len(word.stem) < FUZZY_LENGTH or has_cjk(word.stem) or not word.stem.isalpha():
            return []
        near = process.extract(
            word.stem, self._vocabulary, scorer=fuzz.ratio, score_cutoff=FUZZY_CUTOFF, limit=3
        )
        return [Match(word, stem, score / 100) for stem, score, _ in near]

    def _product_mentions(self, matches: Sequence[Match]) -> list[Mention]:
        per_product: dict[str, list[int]] = defaultdict(list)
        for place, match in enumerate(matches):
            for product_id in self._by_stem[match.stem]:
                per_product[product_id].append(place)

        @cache
        def read(places: tuple[int, ...]) -> Reading:
            return self._read([matches[place] for place in places])

        stems = [match.stem for match in matches]
        possible = self._possible(per_product, matches)
        candidates = [self._candidate(pid, per_product[pid], stems, read) for pid in possible]
        return [c.mention for c in undominated([c for c in candidates if c is not None])]

    def _possible(self, per_product: Mapping[str, Sequence[int]], matches: Sequence[Match]) -> list[str]:
        """The products that can be named at all: all but those that share their words in the text with others, so
        that these identify none of them, and whose words weigh too little even by the shortest name."""
        alike = Counter(map(tuple, per_product.values()))
        most = {places: self._held(matches[place] for place in places) for places in alike}
        return [
            product_id
            for product_id, places in per_product.items()
            if alike[key := tuple(places)] == 1 or most[key] >= _LEAST_HELD * self._lightest[product_id]
        ]

    def _candidate(
        self, product_id: str, places: Sequence[int], stems: Sequence[str], read: _Read
    ) -> Candidate | None:
        """By the name that fits best; `stems` are those of all the text's matches, `places` where the names' stand."""
        best: tuple[float, int, Reading, frozenset[str]] | None = None
        for name in self._names[product_id]:
            held = tuple(place for place in places if stems[place] in name)
            score = read(held).score(self._totals[name]) if held else None
            if score is not None and (best is None or (round(score, 6), len(read(held).used)) > best[:2]):
                best = round(score, 6), len(read(held).used), read(held), name
        if best is None:
            return None
        _, _, reading, name = best
        return reading.candidate(self._products[product_id], self._totals[name], len(name))

    def _read(self, matches: Sequence[Match]) -> Reading:
        """Matches that all stand in one name."""
        runs = [(self._held(run), run) for run in runs_of(matches)]
        held, used = max(runs, key=lambda pair: pair[0])
        telling = any(match.stem not in self._common for match in used)
        least = 0.0
        if words_apart(used) > 1 and self._identifies(used):
            described = any(match.stem in self._kinds for match in used) or self._is_phrase(used)
            least = IDENTIFIED if telling else DESCRIBED if described else 0.0
        return Reading(tuple(used), held, telling, least * min(match.quality for match in used))

    def _identifies(self, used: Sequence[Match]) -> bool:
        """Whether only one product has all these words in its names."""
        first, *others = (frozenset(self._by_stem[match.stem]) for match in used)
        return len(first.intersection(*others)) == 1

    def _is_phrase(self, used: Sequence[Match]) -> bool:
        """Whether these are words side by side in a name too, as `hand cream` is: plain words that still point."""
        stems = tuple(match.stem for match in used)
        ends = pairwise(match.word for match in used)
        together = all(0 < after.start - before.end <= 1 for before, after in ends)
        return together and all(stem.isalpha() for stem in stems) and stems in self._phrases

    def _held(self, run: Iterable[Match]) -> float:
        return sum(self._weight(match.stem) * match.quality for match in run)

    def _weight(self, stem: str) -> float:
        return self._weights.get(stem, 1.0) * (0.5 if stem in self._common else 1.0)

    def _single_names(self, text: str, matches: Sequence[Match], found: Sequence[Mention]) -> list[Mention]:
        """Products called by one word that no other name holds, where it is written like a name: the Mizzen."""
        taken = [mention for mention in found if mention.kind == "product"]
        named: dict[str, Mention] = {}
        for match in matches:
            product_id, *others = self._by_stem[match.stem]
            alone = not others and match.quality == 1.0 and match.stem not in self._kinds
            known = any(_tells(m, product_id, match.word) for m in taken)
            ordinary, leads = match.stem in self._common, match.stem in self._leading
            if alone and not known and like_a_name(text, match.word, ordinary=ordinary, leads=leads):
                named.setdefault(product_id, self._described(product_id, match.word.start, match.word.end))
        return list(named.values())

    def _called_short(self, text: str, found: Sequence[Mention]) -> list[Mention]:
        """Products that a Chinese text calls by the beginning of their names."""
        taken = {mention.id for mention in found if mention.kind == "product"}
        plain = simplified(text) if has_cjk(text) else ""
        named: dict[str, Mention] = {}
        for each in self._short_names if plain else ():
            for start in each.places(plain) if each.product_id not in taken else ():
                mention = self._described(each.product_id, start, start + len(each.short))
                named.setdefault(
                    each.product_id, replace(mention, score=IDENTIFIED if each.made_up else DESCRIBED)
                )
        return list(named.values())

    def _brand_mentions(self, matches: Sequence[Match]) -> list[Mention]:
        by_stem = {match.stem: match for match in matches}
        found: list[Mention] = []
        for stems, brand in self._brands.items():
            used = [by_stem[stem] for stem in stems if stem in by_stem]
            if stems and len(used) == len(stems):
                quality = min(match.quality for match in used)
                start, end = min(m.word.start for m in used), max(m.word.end for m in used)
                found.append(Mention("brand", brand, brand, round(quality, 3), start, end))
        return found

    def _category_mentions(self, said: Sequence[Word]) -> list[Mention]:
        found: dict[str, Mention] = {}
        for start, length in pairs(range(len(said)), (1, 2, 3)):
            run = said[start : start + length]
            for term in self.terms.get(tuple(word.stem for word in run), ()) if len(run) == length else ():
                name = term.category
                found.setdefault(name, Mention("category", name, name, 0.9, run[0].start, run[-1].end))
        return list(found.values())


def _tells(mention: Mention, product_id: str, word: Word) -> bool:
    """Whether a mention already names the product well, or holds the word for another one."""
    if mention.id == product_id:
        return mention.score >= DESCRIBED
    return mention.start < word.end <= mention.end


def _just_before(text: str, said: Sequence[Word], word: Word) -> list[Word]:
    """The words that stand right before a word, nothing but a space between them, first ones first."""
    found: list[Word] = []
    start = word.start
    for other in reversed([one for one in said if one.end <= word.start]):
        if text[other.end : start].strip(" -"):
            break
        if other.end <= start:
            found.insert(0, other)
            start = other.start
    return found[-_BEFORE:]
