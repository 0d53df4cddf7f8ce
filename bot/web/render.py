"""Values to HTML. Every text of a shopper, a shop or a model is escaped here; nothing is read as Markdown."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from bot.messages import Citation, Reply
from bot.web.blocks import Block, Part
from bot.web.cards_html import ask_button, cards_html
from bot.web.escaping import text_html
from bot.web.turn_view import TurnView
from bot.web.why import why_html
from bot.web.words import Words, words_for

_MARK = re.compile(r"\[(\d{1,3})\]")
_FULL_STOPS = ("。", "！", "？", "；")  # these carry their own space


def turn_blocks(turn: TurnView, *, newest: bool = True) -> tuple[Block, Block]:
    """The question's bubble and the answer's, as far as it has come; only the `newest` offers its choices."""
    words = words_for(turn.language)
    human = turn.reply is not None and turn.reply.route == "human"
    question: Block = {
        "id": f"q{turn.number}",
        "kind": "you",
        "label": words.you,
        "parts": (("text", text_html(turn.question)),),
    }
    answer: Block = {
        "id": f"a{turn.number}",
        "kind": "answer",
        "label": words.person if human else words.assistant,
        "parts": tuple(part for part in _answer_parts(turn, words, newest=newest) if part[1]),
    }
    return question, answer


def greeting_block(greeting: str, examples: Sequence[str], words: Words) -> Block:
    """The first bubble: the session's greeting and example questions as buttons."""
    parts = (("sentence", text_html(greeting)), ("examples", examples_html(examples, words)))
    return {
        "id": "hello",
        "kind": "answer",
        "label": words.assistant,
        "parts": tuple(part for part in parts if part[1]),
    }


def examples_html(examples: Sequence[str], words: Words) -> str:
    """Example questions as buttons; empty without examples."""
    if not examples:
        return ""
    return f'<p class="hint">{text_html(words.try_asking)}</p>{_asks_html(examples, words.try_asking)}'


def choices_html(choices: Sequence[str], words: Words) -> str:
    """Answers to a question back, as buttons; empty without any."""
    return _asks_html(choices, words.choose) if choices else ""


def _asks_html(texts: Sequence[str], label: str) -> str:
    buttons = "".join(map(ask_button, texts))
    return f'<div class="asks" role="group" aria-label="{text_html(label)}">{buttons}</div>'


def _answer_parts(turn: TurnView, words: Words, *, newest: bool) -> Iterable[Part]:
    known = {citation.n for citation in turn.citations}
    yield "cards", cards_html(turn.cards, words)
    for index, sentence in enumerate(turn.sentences):
        yield f"sentence-{index}", sentence_html(sentence, f"a{turn.number}", known)
    if turn.reply and newest:
        yield "choices", choices_html(turn.reply.choices, words)
    yield "status", _status_html(turn, words)
    yield "notes", notes_html(turn, words)
    if turn.ended:
        yield "sources", sources_html(turn.citations, f"a{turn.number}", words)
    if turn.trace:
        yield "why", why_html(turn.trace, words)
    if turn.reply and turn.reply.text:
        yield "meta", meta_html(turn.reply, words)


def _status_html(turn: TurnView, words: Words) -> str:
    if turn.ended:
        return ""
    text = turn.wait or (words.looking if turn.phase == "looking" else words.writing)
    return f'<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>{text_html(text)}'


def sentence_html(text: str, block: str, known: Collection[int]) -> str:
    """One sentence; a mark such as `[1]` becomes a link when the citation is known, else it stays text."""

    def link(mark: re.Match[str]) -> str:
        n = int(mark.group(1))
        return f'<a class="mark" href="#{block}-{n}">[{n}]</a>' if n in known else mark.group()

    said = text.strip()
    return _MARK.sub(link, text_html(said)) + ("" if said.endswith(_FULL_STOPS) else " ")


def sources_html(citations: Sequence[Citation], block: str, words: Words) -> str:
    """The numbered sources, each opening to its quote and source id; empty without citations."""
    if not citations:
        return ""
    items = "".join(f"<li>{_source_html(citation, block, words)}</li>" for citation in citations)
    return f'<h3>{text_html(words.sources)}</h3><ol class="sources">{items}</ol>'


def _source_html(citation: Citation, block: str, words: Words) -> str:
    kind = words.kinds.get(citation.source.split(":")[0], "")
    label = words.source.format(n=citation.n, title=citation.title)
    reference = f"{text_html(words.open_source)} <code>{text_html(citation.source)}</code>"
    return (
        f'<details id="{block}-{citation.n}"><summary aria-label="{text_html(label)}">'
        f'<span class="number">{citation.n}</span><span class="title">{text_html(citation.title)}</span>'
        f'<span class="kind">{text_html(kind)}</span></summary>'
        f"<blockquote>{text_html(citation.quote)}</blockquote>"
        f'<p class="reference">{reference}</p></details>'
    )


def notes_html(turn: TurnView, words: Words) -> str:
    """What the shopper must know about this answer, in words: not in the data, handed over, failed ..."""
    reply = turn.reply
    passed_on = reply if reply and reply.route == "human" else None
    notes = [
        ("failed", turn.error),
        ("stopped", words.stopped if turn.phase == "stopped" else ""),
        ("abstained", words.abstained if reply and reply.abstained else ""),
        ("unverified", words.unverified if reply and not reply.verified and not reply.abstained else ""),
        ("person", words.handed_over if passed_on and passed_on.text else ""),
        ("delivered", words.delivered if passed_on and not passed_on.text else ""),
    ]
    return "".join(f'<p class="note note-{kind}">{text_html(text)}</p>' for kind, text in notes if text)


def meta_html(reply: Reply, words: Words) -> str:
    """The last line of an answer: rating buttons, mood, who answered, how long it took."""
    return f'{_rating_buttons(reply, words)}<span class="facts">{text_html(demo_line(reply, words))}</span>'


def demo_line(reply: Reply, words: Words) -> str:
    """Mood, route and times of a reply as one line of text."""
    timings = reply.timings_ms
    mood = words.mood.format(mood=words.moods[reply.sentiment.label], score=f"{reply.sentiment.score:+.2f}")
    facts = [mood, words.route_human if reply.route == "human" else words.route_bot]
    if timings.total:
        facts.append(words.seconds.format(total=f"{timings.total / 1000:.1f}"))
    if timings.first_sentence:
        facts.append(words.first_words.format(first=f"{timings.first_sentence / 1000:.1f}"))
    return " · ".join(facts)


def _rating_buttons(reply: Reply, words: Words) -> str:
    reply_id = text_html(reply.reply_id)
    return "".join(
        f'<button type="button" class="rate" data-rate="{rating}" data-reply="{reply_id}" '
        f'aria-pressed="false" aria-label="{text_html(label)}" title="{text_html(label)}">{_THUMB}</button>'
        for rating, label in (("up", words.helpful), ("down", words.not_helpful))
    )


_THUMB = (
    '<svg viewBox="0 0 20 20" aria-hidden="true">'
    '<path d="M2 9h3.5v8.5H2zM7 9l3-7c1.5 0 2.5 1 2.5 2.5V8H17a1.5 1.5 0 0 1 1.5 1.8l-1.2 6.5'
    'a1.5 1.5 0 0 1-1.5 1.2H7z"/></svg>'
)
