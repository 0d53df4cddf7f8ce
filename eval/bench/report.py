"""Shopkeeper beside its peers in words: the section "Beside peers" of `RESULTS.md`, and tables for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.console import Group, RenderableType

from eval.bench.beside import Beside, Measured, Number, ratio
from eval.bench.plan import SAMPLE_SEED, System
from eval.compare import Difference
from eval.environment import Environment
from eval.metrics.rates import Rate
from eval.report.layout import Rows, gigabytes, made_with, markdown, seconds, stamp, table
from eval.report.words import counted, decimal, per_cent, whole

HEADING = "Beside peers"
CALLED: dict[System, str] = {"ours": "Shopkeeper", "rag": "RAG chain", "agent": "agent"}
WHAT = """\
The RAG chain is LangChain's documented one (chunks of 1,000 characters in Chroma, the nearest four in the
prompt, beside the customer's record and orders); the agent is LangChain's `create_agent` with tools to search,
look up orders, recommend and hand over, which is told to call one first, and whose calls count also when the
model writes them as text. All three have the same shops, embeddings and language model, temperature and seed,
and ran one after the other, each in a process of its own. The words, sources, routes and abstentions of replies
are checked; cards, tool names and sentiment, which only Shopkeeper has, are not. A peer cites all that its
model was shown, and abstains when it says in words that it does not know. Its first words are its first token,
Shopkeeper's a whole sentence that was checked. Ratios are Shopkeeper's number over the peer's; errors count
neither as right nor as wrong."""

_NUMBERS: Sequence[tuple[str, Number, Callable[[Measured], str]]] = (
    ("right", lambda m: m.rate.passed.share, lambda m: whole(m.rate.passed)),
    ("errors", lambda m: m.rate.errors, lambda m: str(m.rate.errors)),
    (
        "unsupported facts per reply",
        lambda m: m.unsupported.per_reply,
        lambda m: f"{decimal(m.unsupported.per_reply)} ({m.unsupported.facts})",
    ),
    (
        "first words, p50",
        lambda m: m.latency.first_sentence.p50,
        lambda m: seconds(m.latency.first_sentence.p50),
    ),
    (
        "first words, p95",
        lambda m: m.latency.first_sentence.p95,
        lambda m: seconds(m.latency.first_sentence.p95),
    ),
    ("whole reply, p50", lambda m: m.latency.total.p50, lambda m: seconds(m.latency.total.p50)),
    ("whole reply, p95", lambda m: m.latency.total.p95, lambda m: seconds(m.latency.total.p95)),
    (
        "tokens read per reply",
        lambda m: m.tokens.prompt_per_reply,
        lambda m: _round(m.tokens.prompt_per_reply),
    ),
    (
        "tokens written per reply",
        lambda m: m.tokens.completion_per_reply,
        lambda m: _round(m.tokens.completion_per_reply),
    ),
    ("peak memory", lambda m: m.memory, lambda m: "-" if m.memory is None else gigabytes(m.memory)),
)


def bench_section(found: Beside, made: Environment) -> str:
    """The section's body."""
    count = f"{found.dialogs} held-out dialogs, the same for all, sampled by theme and language (seed {SAMPLE_SEED})"
    parts = [stamp(made, count), WHAT]
    parts += [markdown(*numbers(found)), markdown(*themes(found))]
    return "\n\n".join((*parts, *_differences(found), made_with(made)))


def bench_tables(found: Beside) -> RenderableType:
    """What the terminal shows."""
    return Group(table(*numbers(found)), table(*themes(found)), *_differences(found))


def numbers(found: Beside) -> tuple[Sequence[str], Rows]:
    """Head and rows: each number of each system, then the ratios."""
    peers = list(found.differences)
    ratios = [f"{CALLED['ours']} / {CALLED[peer]}" for peer in peers]
    rows = [
        (name, *map(shown, found.systems), *(decimal(ratio(found, peer, number)) for peer in peers))
        for name, number, shown in _NUMBERS
    ]
    return (f"{found.dialogs} dialogs", *(CALLED[m.system] for m in found.systems), *ratios), rows


def themes(found: Beside) -> tuple[Sequence[str], Rows]:
    """Head and rows: how many dialogs of each theme each system got right."""
    names = sorted({name for measured in found.systems for name in measured.themes})
    rows = [(name, *(_right(measured.themes.get(name)) for measured in found.systems)) for name in names]
    return ("right, by theme", *(CALLED[m.system] for m in found.systems)), rows


def _right(rate: Rate | None) -> str:
    if rate is None:
        return "-"
    errors = f", {rate.errors} crashed" if rate.errors else ""
    return counted(rate.passed) + errors


def _differences(found: Beside) -> Iterator[str]:
    if found.differences:
        yield "\n".join(f"- {_difference(CALLED[peer], d)}" for peer, d in found.differences.items())


def _difference(peer: str, d: Difference) -> str:
    between = f", 95 % interval {_points(d.interval.low)} to {_points(d.interval.high)}" if d.interval else ""
    change = "-" if d.difference is None else _points(d.difference)
    return (
        f"Shopkeeper against the {peer}: {change} points{between}; right where the other was wrong {d.won}, the other "
        f"way {d.lost}, McNemar's p {d.p_value:.2g} ({d.pairs} dialogs that crashed in neither, "
        f"{per_cent(d.second.share)} against {per_cent(d.first.share)})"
    )


def _points(share: float) -> str:
    return f"{100 * share:+.0f}"


def _round(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"
