"""The insights page's own HTML: heading, totals, section titles. Every text is escaped."""

from __future__ import annotations

from bot.insights.figures import Totals
from bot.web.insights_words import InsightsWords
from bot.web.render import text_html

_NONE = "–"


def header_html(shop: str, words: InsightsWords) -> str:
    """The page's heading."""
    return f"<h1>{text_html(words.title)} · {text_html(shop)}</h1><p>{text_html(words.tagline)}</p>"


def totals_html(totals: Totals | None, words: InsightsWords, notice: str = "") -> str:
    """The totals as a list of figures, or what is wrong with the filters."""
    if totals is None:
        return f'<p role="alert" class="notice">{text_html(notice)}</p>'
    if not totals.messages:
        return f'<p class="nothing">{text_html(words.nothing)}</p>'
    wait = (
        _NONE
        if totals.first_words is None
        else words.short_seconds.format(seconds=f"{totals.first_words:.1f}")
    )
    rated = words.of_rated.format(count=totals.rated)
    figures = (
        (words.messages, f"{totals.messages:,}", ""),
        (words.conversations, f"{totals.conversations:,}", ""),
        (words.unanswered, percent(totals.unanswered), ""),
        (words.handed_over, percent(totals.handed_over), ""),
        (words.first_words, wait, words.p50),
        (words.liked, percent(totals.liked), rated),
    )
    return f'<dl class="totals">{"".join(_figure(*figure) for figure in figures)}</dl>'


def section_html(title: str, hint: str = "") -> str:
    """A section's title, with a line below it; either may be empty."""
    line = f"<p>{text_html(hint)}</p>" if hint else ""
    return f"<h2>{text_html(title)}</h2>{line}" if title else line


def faq_html(words: InsightsWords) -> str:
    """The title of the form that answers a question."""
    return f"<h3>{text_html(words.write_faq)}</h3><p>{text_html(words.write_hint)}</p>"


def saved_html(text: str, *, failed: bool) -> str:
    """What came of saving an answer."""
    return f'<p role="{"alert" if failed else "status"}" class="{"notice" if failed else "kept"}">{text_html(text)}</p>'


def _figure(name: str, value: str, more: str) -> str:
    small = f"<small>{text_html(more)}</small>" if more else ""
    return f"<div><dt>{text_html(name)}</dt><dd>{text_html(value)}{small}</dd></div>"


def percent(share: float | None) -> str:
    """A share as a whole percentage; a dash without one."""
    return _NONE if share is None else f"{100 * share:.0f} %"
