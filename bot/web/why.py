"""A reply's trace as HTML that folds away: "Why this answer"."""

from __future__ import annotations

from collections.abc import Iterator

from bot.trace import Trace, TracedEvidence, TracedTask
from bot.web.escaping import text_html
from bot.web.words import Words

LONGEST = 300


def why_html(trace: Trace, words: Words) -> str:
    """What was understood, looked up, found and checked, and what took how long; closed until it is opened."""
    rows = "".join(
        f"<div><dt>{text_html(label)}</dt><dd>{body}</dd></div>" for label, body in _rows(trace, words)
    )
    if not rows:
        return ""
    return f'<details class="why"><summary>{text_html(words.why)}</summary><dl>{rows}</dl></details>'


def _rows(trace: Trace, words: Words) -> Iterator[tuple[str, str]]:
    if trace.screen and trace.screen.blocked:
        yield words.why_understood, text_html(words.why_blocked)
    if trace.tasks:
        yield words.why_understood, _list(_task(task, words) for task in trace.tasks)
    if trace.tools:
        yield words.why_looked_up, _list(f"<code>{text_html(call.name)}</code>" for call in trace.tools)
    if trace.evidence:
        yield words.why_facts, _list(_fact(fact, words) for fact in trace.evidence)
    if trace.drafts:
        checked = (
            f"{words.drafts.get(d.status, d.status)}; {words.authors.get(d.by, d.by)}" for d in trace.drafts
        )
        yield words.why_checked, _list(text_html(text) for text in checked)
    if trace.steps_ms:
        yield words.why_steps, text_html(_steps(trace))


def _list(items: Iterator[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _task(task: TracedTask, words: Words) -> str:
    sure = words.why_sure.format(percent=round(100 * task.confidence))
    about = ", ".join((*task.products, *filter(None, [task.order_id])))
    return text_html(" · ".join(filter(None, [task.intent, sure, about, f"“{task.question}”"])))


def _fact(fact: TracedEvidence, words: Words) -> str:
    text = " ".join(fact.text.split())
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
    used = f" <b>{text_html(words.why_used)}</b>" if fact.used else ""
    return f"<code>{text_html(fact.source)}</code> {fact.score:.2f}{used}<br>{text_html(shown)}"


def _steps(trace: Trace) -> str:
    """How long each step took, from the moments at which they were done."""
    done = sorted(trace.steps_ms.items(), key=lambda step: step[1])
    before = (0.0, *(at for _, at in done))
    return ", ".join(f"{name} {at - began:.0f} ms" for (name, at), began in zip(done, before, strict=False))
