"""What people of the shop write and do in a conversation, as blocks of the chat page."""

from __future__ import annotations

from collections.abc import Iterator

from bot.handover.hours import said_in
from bot.handover.people import PublicEntry, Seen
from bot.web.blocks import Block
from bot.web.escaping import text_html
from bot.web.words import Words

MOST_STARS = 5


def entry_block(entry: PublicEntry, words: Words) -> Block | None:
    """A person's words, or that they came or left; None for what is not shown."""
    name = entry.agent or words.person
    if entry.kind == "reply":
        return _block(f"p{entry.number}", "person", name, text_html(entry.text))
    told = {"claimed": words.joined, "released": words.left, "closed": words.closed}.get(entry.kind)
    return _block(f"p{entry.number}", "event", name, text_html(told.format(name=name))) if told else None


def standing_blocks(seen: Seen, language: str, words: Words) -> Iterator[Block]:
    """What stands at the end of a conversation: that a person is waited for, or the question how it was."""
    if seen.state == "waiting":
        yield _block("waiting", "event", words.person, text_html(_waiting(seen, language, words)))
    elif seen.rate:
        yield _block(f"rate-{seen.rate}", "rating", words.person, _rating_html(words))


def thanks_block(words: Words) -> Block:
    """Thanks for a rating."""
    return _block("rated", "event", words.person, text_html(words.rated))


def _waiting(seen: Seen, language: str, words: Words) -> str:
    if seen.opens_at:
        return words.waiting_until.format(when=said_in(seen.opens_at, language))
    return words.waiting_behind.format(count=seen.ahead) if seen.ahead else words.waiting


def _rating_html(words: Words) -> str:
    stars = "".join(
        f'<button type="button" data-stars="{n}" aria-pressed="false" '
        f'aria-label="{text_html(words.star.format(n=n))}">{n}</button>'
        for n in range(1, MOST_STARS + 1)
    )
    comment = text_html(words.rating_comment)
    return (
        f'<form class="csat"><fieldset><legend>{text_html(words.rate_person)}</legend>'
        f'<div class="stars">{stars}</div>'
        f'<textarea rows="2" maxlength="2000" aria-label="{comment}" placeholder="{comment}"></textarea>'
        f'<button type="submit" disabled>{text_html(words.send)}</button></fieldset></form>'
    )


def _block(block_id: str, kind: str, label: str, html: str) -> Block:
    return {"id": block_id, "kind": kind, "label": label, "parts": (("text", html),)}
