"""Cleaning texts: markup to plain text, control characters out, keys for search, the language of a text."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, cast

from bs4 import BeautifulSoup

LONGEST_TEXT = 1_000_000
"""Characters that one text of a record may have; one that has more stays as it is, to be refused."""

_PROSE = {
    "name", "title", "description", "features", "attributes", "options", "translations", "text", "question",
    "answer", "terms", "label", "reason", "heading",
}  # fmt: skip
_TAG_NAMES = (
    "a|abbr|article|aside|audio|b|blockquote|body|br|button|caption|center|cite|code|col|dd|del|div|dl|dt|em|embed|"
    "figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|label|li|link|main|mark|"
    "meta|nav|noscript|object|ol|option|p|picture|pre|q|s|script|section|select|small|span|strike|strong|style|sub|"
    "sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|title|tr|u|ul|video"
)
_TAG = rf"/?(?:{_TAG_NAMES})(?:\s[^<>]*|\s*/)?>"
_MARKUP = re.compile(rf"<!--|<{_TAG}", re.IGNORECASE)
_NO_TAG = re.compile(rf"<(?!{_TAG})", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_EMBEDDED_FILE = re.compile(r"\bdata:[\w.+-]+/[\w.+-]+;base64,[A-Za-z0-9+/=]+")
_BLOCK = re.compile(
    r"</?(?:p|div|br|hr|ul|ol|dl|dt|dd|tr|table|h[1-6]|section|article|header|footer|blockquote|pre)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"<li\b", re.IGNORECASE)
_CELL_END = re.compile(r"</t[dh]\b", re.IGNORECASE)

_LINE_ENDS = re.compile(r"\r\n|[\r\x85\u2028\u2029]")
_REMOVED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_WHITE = re.compile(r"\s+")
_PLAIN_PUNCTUATION = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-"}
)

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN_SHARE = 0.2


def plain_text(text: str) -> str:
    """The text without control, invisible and direction-changing characters, and without the space around it.

    Line ends become `\\n`; joiners that emoji and some scripts need stay.
    """
    return _REMOVED.sub("", _LINE_ENDS.sub("\n", text)).strip()


def html_to_text(text: str) -> str:
    """The words of an HTML text, blocks on lines of their own; a text without tags or entities as it is."""
    if len(text) > LONGEST_TEXT:
        text = _EMBEDDED_FILE.sub("", text)
    if len(text) > LONGEST_TEXT:
        return text
    if _MARKUP.search(text):
        return _tidy(_without_markup(text))
    return _ENTITY.sub(lambda entity: html.unescape(entity.group()), text)


def _without_markup(text: str) -> str:
    """Only true tags reach the parser: its time grows with the square of broken ones.

    Breaks are put in before parsing too, since in the tree each would cost a walk over its siblings.
    """
    tags_only = _NO_TAG.sub("&lt;", _without_comments(text))
    broken = _CELL_END.sub(r" \g<0>", _ITEM.sub(r"\n- \g<0>", _BLOCK.sub(r"\n\g<0>", tags_only)))
    return BeautifulSoup(broken, "html.parser").get_text()


def _without_comments(text: str) -> str:
    first, *rest = text.split("<!--")
    return first + "".join(part.partition("-->")[2] if "-->" in part else part for part in rest)


def _tidy(text: str) -> str:
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def clean_values(value: Any, *, prose: bool = False) -> Any:
    """A raw record with its texts cleaned, HTML only where people write prose; blank and null parts go."""
    if isinstance(value, str):
        text = plain_text(value)
        return plain_text(html_to_text(text)) if prose and ("<" in text or "&" in text) else text
    if isinstance(value, list):
        items = (clean_values(item, prose=prose) for item in cast(list[Any], value))
        return [item for item in items if not _blank(item)]
    if isinstance(value, dict):
        pairs = cast(dict[Any, Any], value).items()
        cleaned = ((_name(key), clean_values(item, prose=prose or key in _PROSE)) for key, item in pairs)
        return {name: item for name, item in cleaned if not _blank(item)}
    return value


def _name(key: Any) -> Any:
    return plain_text(key) if isinstance(key, str) else key


def _blank(value: Any) -> bool:
    return value is None or value == ""


def search_key(text: str) -> str:
    """The form in which texts are compared: NFKC, case folded, plain quotes and dashes, single spaces."""
    folded = unicodedata.normalize("NFKC", plain_text(text)).translate(_PLAIN_PUNCTUATION).casefold()
    return _WHITE.sub(" ", unicodedata.normalize("NFKC", folded)).strip()


def detect_language(text: str, languages: Sequence[str]) -> str:
    """The language of a text whose record names none; `languages` are the shop's, the default first.

    Han characters without kana mean `zh`. Anything else is taken for the default, or, in a shop whose default
    is Chinese, for its first other language.
    """
    letters = sum(map(str.isalpha, text))
    if letters and not _KANA.search(text) and len(_HAN.findall(text)) >= _HAN_SHARE * letters:
        return next((code for code in languages if code.startswith("zh")), "zh")
    if letters:
        return next((code for code in languages if not code.startswith("zh")), languages[0])
    return languages[0]
