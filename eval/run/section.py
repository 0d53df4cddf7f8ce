"""A whole run in words: the section "Scripted dialogs" of `RESULTS.md`. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eval.dialog import FRESH, HELDOUT
from eval.latency import Spread
from eval.metrics.costs import latency, unsupported
from eval.metrics.decisions import Detection
from eval.metrics.rates import Rate, pass_rate, rates_by
from eval.metrics.statistics import Share
from eval.metrics.summary import summary
from eval.outcome import DialogResult
from eval.report.folder import Run
from eval.report.layout import Rows, made_with, markdown, seconds, stamp
from eval.report.words import counted, interval, per_cent, whole

HEADING = "Scripted dialogs"
TOLD = """\
A run of a dialog on a channel passes when every reply says, cites, shows, does and leaves undone what was expected
of it, nothing of another customer was shown, and the records are as they should be. Held-out dialogs are never tuned
on. A loose fact is a price, number, date, id, address or product in a reply that nothing it cites or shows supports,
found without Shopkeeper's own verifier."""
_SETS = ("set", "dialogs", "passed", "", "95 % interval", "crashed", "loose facts", "replies with any")
_TIMES = ("set", "first event p50", "p95", "first sentence p50", "p95", "whole reply p50", "p95")

Results = Sequence[DialogResult]


def run_section(run: Run) -> str:
    """The section's body: held-out and development dialogs apart, by language and theme, loose facts and latency."""
    made, sets = run.header.environment, _sets(run.results)
    count = len({result.id for result in run.results})
    which = ("", "built-in") if len(_halves(run.results)) > 1 else (" --heldout", "held-out")
    what = f"`python -m eval run{which[0]}`, all {count} {which[1]} dialogs, {len(run.results)} runs on their channels"
    languages = sorted({result.lang for result in run.results})
    tables = (
        markdown(_SETS, [_set_row(name, results) for name, results in sets]),
        markdown(
            ("right, by theme", *_theme_head(run.results, languages)), _theme_rows(run.results, languages)
        ),
        markdown(("", *(name for name, _ in _halves(run.results))), _metric_rows(run.results)),
        markdown(_TIMES, [_time_row(name, results) for name, results in sets]),
    )
    return "\n\n".join((stamp(made, what), TOLD, *tables, made_with(made)))


def _halves(results: Results) -> list[tuple[str, Results]]:
    """The held-out and the development ones, where there are any."""
    halves: tuple[tuple[str, Results], ...] = (
        ("held out", [result for result in results if HELDOUT in result.tags]),
        ("development", [result for result in results if HELDOUT not in result.tags]),
    )
    return [(name, half) for name, half in halves if half]


def _sets(results: Results) -> list[tuple[str, Results]]:
    """Each half, and each of its languages; then of the held-out dialogs those that were written last."""
    found: list[tuple[str, Results]] = []
    for name, half in _halves(results):
        found += [(name, half), *_by_language(name, half)]
    fresh = [result for result in results if FRESH in result.tags]
    return [*found, *_by_language("held out, written last", fresh)]


def _by_language(name: str, results: Results) -> Iterator[tuple[str, Results]]:
    for language in sorted({result.lang for result in results}):
        yield f"{name}, {language}", [result for result in results if result.lang == language]


def _set_row(name: str, results: Results) -> tuple[str, ...]:
    rate, loose = pass_rate(results), unsupported(results)
    passed = rate.passed
    return (
        name, str(len({result.id for result in results})), counted(passed), per_cent(passed.share),
        interval(passed.interval), str(rate.errors), str(loose.facts), f"{loose.with_any}/{loose.replies}",
    )  # fmt: skip


def _theme_head(results: Results, languages: Sequence[str]) -> list[str]:
    return [f"{half}, {language}" for half, _ in _halves(results) for language in languages]


def _theme_rows(results: Results, languages: Sequence[str]) -> Rows:
    columns = [
        rates_by("theme", [result for result in half if result.lang == language])
        for _, half in _halves(results)
        for language in languages
    ]
    themes = sorted({name for column in columns for name in column})
    return [(name, *(_right(column.get(name)) for column in columns)) for name in themes]


def _right(rate: Rate | None) -> str:
    if rate is None:
        return "-"
    return counted(rate.passed) + (f", {rate.errors} crashed" if rate.errors else "")


def _metric_rows(results: Results) -> Rows:
    """What is not a pass rate, for each half."""
    columns = [_metrics(half) for _, half in _halves(results)]
    return [(name, *(column[name] for column in columns)) for name in columns[0]]


def _metrics(results: Results) -> dict[str, str]:
    found = summary(results)
    return {
        **_detected("hand-over", found.handovers),
        **_detected("abstention", found.abstentions),
        "citation precision": _sure(found.citing.precision),
        "citation recall": _sure(found.citing.recall),
        "tools as expected": _sure(found.tools),
        "the same on every channel": _sure(found.consistency.agree),
    }


def _detected(name: str, found: Detection) -> dict[str, str]:
    return {f"{name} precision": _sure(found.precision), f"{name} recall": _sure(found.recall)}


def _sure(share: Share) -> str:
    """With its interval."""
    return f"{whole(share)}, {interval(share.interval)}" if share.of else "-"


def _time_row(name: str, results: Results) -> tuple[str, ...]:
    times = latency(results)
    return (name, *_spread(times.first_event), *_spread(times.first_sentence), *_spread(times.total))


def _spread(found: Spread) -> tuple[str, str]:
    return seconds(found.p50), seconds(found.p95)
