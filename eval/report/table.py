"""A run in the terminal: rates, metrics, and what did not pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from eval.metrics.rates import Rate
from eval.metrics.summary import Summary
from eval.outcome import DialogResult
from eval.report.layout import seconds
from eval.report.words import FEW, counted, crash, decimal, interval, per_cent, unmet, whole


def run_table(found: Summary, results: Sequence[DialogResult]) -> RenderableType:
    """Pass rates by group, tags of few runs left out; the other metrics; a line for each dialog that did not pass."""
    return Group(_rates(found), _metrics(found), *(_line(r) for r in results if r.status != "pass"))


def _rates(found: Summary) -> Table:
    table = Table(Column("dialogs", no_wrap=True), "passed", "", "95 %", "facts", "state", "errors")
    for name, rate in (("development", found.development), ("held out", found.held_out)):
        table.add_row(name, *_cells(rate.together))
    table.add_row("all", *_cells(found.rates.together), end_section=True)
    for dimension, groups in found.rates.by.items():
        for name, rate in groups.items():
            if dimension == "tag" and rate.passed.of + rate.errors < FEW:
                continue
            table.add_row(Text(f"{dimension} {name}"), *_cells(rate))
        table.add_section()
    return table


def _cells(rate: Rate) -> tuple[str, ...]:
    failed = (str(rate.failed_by["facts"]), str(rate.failed_by["state"]))
    passed = rate.passed
    return counted(passed), per_cent(passed.share), interval(passed.interval), *failed, str(rate.errors)


def _metrics(found: Summary) -> Table:
    table = Table("metric", "found")
    for row in _metric_rows(found):
        table.add_row(*row)
    return table


def _metric_rows(found: Summary) -> Iterator[tuple[str, str]]:
    """Names and values of what is not a pass rate."""
    for p in found.pass_hat if len(found.pass_hat) > 1 else ():
        yield f"pass^{p.k} ({p.dialogs} dialogs)", per_cent(p.value)
    routes = {(cell.expected, cell.found): cell.turns for cell in found.routes}
    yield "route, bot expected", f"bot {routes['bot', 'bot']}, human {routes['bot', 'human']}"
    yield "route, human expected", f"bot {routes['human', 'bot']}, human {routes['human', 'human']}"
    for name, detected in (("hand-over", found.handovers), ("abstention", found.abstentions)):
        yield f"{name} precision, recall", f"{whole(detected.precision)}, {whole(detected.recall)}"
    yield "citation precision, recall", f"{whole(found.citing.precision)}, {whole(found.citing.recall)}"
    yield "tools as expected", whole(found.tools)
    yield "unsupported facts", f"{found.unsupported.facts} in {found.unsupported.replies} replies"
    yield "same on every channel", whole(found.consistency.agree)
    times = found.latency
    for name, s in (
        ("first event", times.first_event),
        ("first sentence", times.first_sentence),
        ("whole reply", times.total),
    ):
        yield f"{name}, p50, p95", f"{seconds(s.p50)}, {seconds(s.p95)}"
    yield "tokens read, written", f"{found.tokens.prompt}, {found.tokens.completion}"
    if found.opinions.any_scored:
        for name, opinion in (("tone", found.opinions.tone), ("relevance", found.opinions.relevance)):
            yield f"judged {name}", f"{decimal(opinion.mean)} ({opinion.unscored} unscored)"


def _line(result: DialogResult) -> Text:
    told = [crash(result)] if result.status == "error" else [unmet(f) for f in result.all_failures]
    return Text(f"{result.status} {result.key}: {'; '.join(told)}")
