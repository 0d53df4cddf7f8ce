"""Cards to HTML. Every text is escaped; only web addresses are linked."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.messages import Card, CardField
from bot.web.escaping import text_html
from bot.web.words import Words

_SCHEMES = frozenset({"http", "https"})


def cards_html(cards: Sequence[Card], words: Words) -> str:
    """The cards side by side; empty without cards."""
    return f'<div class="cards">{"".join(card_html(card, words) for card in cards)}</div>' if cards else ""


def card_html(card: Card, words: Words) -> str:
    """One card: kind and id, title, figures, fields, reason."""
    kind = words.cards[card.kind]
    body = (
        f'<p class="card-kind">{text_html(kind)}<span>{text_html(card.id)}</span></p>',
        _image_html(card),
        f'<h3 class="card-title">{_title_html(card, words)}</h3>',
        f'<p class="card-subtitle">{text_html(card.subtitle)}</p>' if card.subtitle else "",
        _figures_html(card, words),
        _fields_html(card.fields),
        f'<p class="card-reason">{text_html(card.reason)}</p>' if card.reason else "",
        _opinions_html(card, words),
    )
    label = text_html(f"{kind}: {card.title}")
    return f'<section class="card card-{card.kind}" aria-label="{label}">{"".join(body)}</section>'


def _title_html(card: Card, words: Words) -> str:
    url = web_address(card.url)
    if url is None:
        return text_html(card.title)
    note = f'<span class="unseen"> ({text_html(words.open_page)})</span>'
    title = f"{text_html(card.title)}{note}"
    return f'<a href="{text_html(url)}" target="_blank" rel="noopener noreferrer">{title}</a>'


def _image_html(card: Card) -> str:
    url = web_address(card.image)
    return f'<img src="{text_html(url)}" alt="" loading="lazy" referrerpolicy="no-referrer">' if url else ""


def _figures_html(card: Card, words: Words) -> str:
    figures = (
        f'<span class="price">{text_html(card.price)}</span>' if card.price else "",
        _stars_html(card, words),
        f'<span class="stock">{text_html(card.stock)}</span>' if card.stock else "",
    )
    return f'<p class="figures">{"".join(figures)}</p>' if any(figures) else ""


def _stars_html(card: Card, words: Words) -> str:
    if card.rating is None:
        return ""
    stars = f"{card.rating:.1f}"
    count = text_html(words.pieces.format(count=card.rating_count)) if card.rating_count else ""
    label = text_html(words.rating.format(stars=stars))
    return f'<span class="rating"><b role="img" aria-label="{label}">★ {stars}</b> {count}</span>'


def _fields_html(fields: Sequence[CardField]) -> str:
    rows = "".join(f"<div><dt>{text_html(f.label)}</dt><dd>{text_html(f.value)}</dd></div>" for f in fields)
    return f"<dl>{rows}</dl>" if rows else ""


def _opinions_html(card: Card, words: Words) -> str:
    """Two buttons under a suggestion; each sends what it says in whole words."""
    if card.kind != "recommendation":
        return ""
    said = ((words.more_like, words.more_like_message), (words.not_for_me, words.not_for_me_message))
    buttons = (
        ask_button(label, message.format(name=card.title), f"{label}: {card.title}")
        for label, message in said
    )
    return f'<p class="card-opinions">{"".join(buttons)}</p>'


def ask_button(text: str, message: str | None = None, label: str | None = None) -> str:
    """A button that sends `message`, its own text unless given; `label` is its accessible name."""
    name = f' aria-label="{text_html(label)}"' if label else ""
    return f'<button type="button" data-ask="{text_html(message or text)}"{name}>{text_html(text)}</button>'


def web_address(url: str | None) -> str | None:
    """`url` when it is an http(s) address with a host, else None: a `javascript:` link is not shown."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme.lower() in _SCHEMES and parts.netloc else None
