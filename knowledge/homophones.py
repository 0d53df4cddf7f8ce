"""Chinese words written with characters that sound the same, 踢角线 for 踢脚线, or in pinyin: `zhangpeng` for 帐篷.

An input method is typed by sound, and what it offers first is not always meant. Tones are left out of account, and so
is what many speakers do not tell apart: zh and z, ch and c, sh and s, ng and n. Of a word of three characters and more
one in the middle may be any other, as those are that look alike: 儿量床 for 儿童床.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from knowledge.words import chinese_frequency, is_stop, words

LONGEST = 8
_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")
_OR_NOT = re.compile(r"(.)[不没]\1")
"""A verb, whether or not: 攒不攒 is no slip for 攒不粘."""
_PINYIN = re.compile(r"(?<![\w@.#/'-])[A-Za-z]{4,}(?![\w@]|[./-]\w)", re.ASCII)
_SAME = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))
_OFTEN = 50_000
"""A character that stands alone so often in texts is a word of its own, as 是 and 有, not half of another one."""

Sounds = tuple[str, ...]


class Homophones:
    """Knows by their sound the words that a shop's texts and shoppers use. Safe to share between threads."""

    def __init__(
        self, asked: Iterable[str], known: Iterable[str], is_latin_word: Callable[[str], bool]
    ) -> None:
        """`asked` are words and names that may be meant, `known` others that stay as they are.

        `is_latin_word` tells which Latin words are no pinyin.
        """
        targets = {word for word in asked if 2 <= len(word) <= LONGEST and _RUN.fullmatch(word)}
        self._known = frozenset((*targets, *known))
        self._meanable = frozenset(word for word in targets if not any(map(is_stop, word)))
        self._is_latin_word = is_latin_word
        self._by_sound = _grouped(self._meanable, sounds)
        self._by_pinyin = _grouped(
            (w for w in self._known if len(w) > 1), lambda word: ("".join(_pinyin(word)),)
        )
        self._by_rest = _by_rest(word for word in self._meanable if len(word) > 2)
        self._lengths = sorted({len(word) for word in self._meanable}, reverse=True)

    def corrected(self, text: str) -> str:
        """A simplified text with the words that were meant; one without Chinese comes back as it is."""
        if not _RUN.search(text):
            return text
        text = _PINYIN.sub(lambda m: self._spelled(m.group()), text)
        return _RUN.sub(lambda m: self._run(m.group()), text)

    def _spelled(self, word: str) -> str:
        if self._is_latin_word(word):
            return word
        return self._commonest(self._by_pinyin.get((word.lower(),), ())) or word

    def _run(self, run: str) -> str:
        cuts = [(word.start, word.end) for word in words(run)]
        changed = list(run)
        taken = {at for asked in _OR_NOT.finditer(run) for at in range(*asked.span())}
        for start, end in _windows(len(run), self._lengths):
            if taken.isdisjoint(range(start, end)) and _is_free(start, end, cuts):
                meant = self._meant(run[start:end]) or self._like(run[start:end])
                if meant:
                    changed[start:end] = meant
                    taken.update(range(start, end))
        return "".join(changed)

    def _meant(self, said: str) -> str:
        """The word that was meant by characters that sound like it; empty when they are a word or sound like none."""
        if said in self._known or chinese_frequency(said):
            return ""
        return self._commonest([w for w in self._by_sound.get(sounds(said), ()) if _is_near(said, w)])

    def _like(self, said: str) -> str:
        """The word of which one character is another one, neither the first nor the last."""
        if said in self._known:
            return ""
        places = range(1, len(said) - 1)
        alike = (word for at in places for word in self._by_rest.get(_rest(said, at), ()))
        return self._commonest([word for word in alike if _is_near(said, word)])

    @staticmethod
    def _commonest(found: Sequence[str]) -> str:
        return max(found, key=chinese_frequency, default="")


@lru_cache(maxsize=65536)
def sounds(word: str) -> Sounds:
    """How each character sounds, without tones and differences that are not heard everywhere."""
    return tuple(map(_plain, _pinyin(word)))


def _pinyin(word: str) -> list[str]:
    """Each character's sound without its tone. Imported late: whoever only reads a shop waits for no dictionary."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return lazy_pinyin(word)


def _plain(sound: str) -> str:
    for written, same in _SAME:
        sound = sound.replace(written, same)
    return sound


def _is_near(said: str, meant: str) -> bool:
    """Whether at most half of the characters are others, none of them a word of its own."""
    differ = [one for one, two in zip(said, meant, strict=True) if one != two]
    return 0 < len(differ) <= len(said) // 2 and not any(map(_is_particle, differ))


def _is_particle(char: str) -> bool:
    return is_stop(char) or chinese_frequency(char) > _OFTEN


def _is_free(start: int, end: int, cuts: Iterable[tuple[int, int]]) -> bool:
    """Whether no word of the text reaches into this part from outside, or fills it."""
    return all(
        b <= start or a >= end or (start <= a and b <= end and (a, b) != (start, end)) for a, b in cuts
    )


def _windows(length: int, sizes: Iterable[int]) -> Iterator[tuple[int, int]]:
    for size in sizes:
        yield from ((start, start + size) for start in range(length - size + 1))


def _by_rest(targets: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Words of three characters and more by what is left of them without one, whose place is marked."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(targets):
        for at in range(len(word)):
            found[_rest(word, at)].append(word)
    return found


def _rest(word: str, at: int) -> str:
    return f"{word[:at]}?{word[at + 1 :]}"


def _grouped(targets: Iterable[str], key: Callable[[str], Sounds]) -> Mapping[Sounds, Sequence[str]]:
    found: defaultdict[Sounds, list[str]] = defaultdict(list)
    for word in sorted(targets):
        found[key(word)].append(word)
    return found
