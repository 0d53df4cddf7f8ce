"""A run as one HTML file that needs nothing else: no script, no network, plots as inline SVG."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from eval.dialog import HELDOUT, theme
from eval.metrics.costs import answered
from eval.metrics.rates import Rate
from eval.metrics.summary import Summary, summary
from eval.outcome import DialogResult
from eval.report.folder import Run
from eval.report.layout import gigabytes, seconds
from eval.report.plots import HEIGHT, WIDTH, cumulative
from eval.report.words import FEW, chosen, counted, crash, decimal, interval, per_cent, unmet, whole

TEMPLATES = Path(__file__).parent / "templates"
_FILTERS: Mapping[str, Callable[..., str]] = {
    "per_cent": per_cent,
    "interval": interval,
    "counted": counted,
    "crash": crash,
    "unmet": unmet,
    "whole": whole,
    "decimal": decimal,
    "seconds": seconds,
    "gigabytes": gigabytes,
}


def html(run: Run) -> str:
    """The document. Whatever shoppers, replies and shop data say is escaped."""
    found = summary(run.results)
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    for name, function in _FILTERS.items():
        jinja.filters[name] = function  # pyright: ignore[reportUnknownMemberType]
    return jinja.get_template("report.html").render(
        header=run.header,
        chosen=chosen(run.header),
        judge=run.judge,
        made=run.header.environment,
        results=run.results,
        summary=found,
        not_passed=_not_passed(run.results),
        failed_themes={theme(result.tags) for result in run.results if result.status != "pass"},
        tags=_tags(found),
        few=FEW,
        plots=_plots(run.results),
        width=WIDTH,
        height=HEIGHT,
        sets=_sets(found),
    )


def _not_passed(results: Sequence[DialogResult]) -> dict[str, dict[str, list[DialogResult]]]:
    """By theme, those that may be read and those held out apart."""
    found: dict[str, dict[str, list[DialogResult]]] = {}
    for result in sorted(results, key=lambda result: theme(result.tags)):
        if result.status != "pass":
            of_theme = found.setdefault(theme(result.tags), {"seen": [], "kept": []})
            of_theme["kept" if HELDOUT in result.tags else "seen"].append(result)
    return found


def _tags(found: Summary) -> dict[str, dict[str, Rate]]:
    """The rates of tags, those of few runs apart."""
    rates: dict[str, dict[str, Rate]] = {"often": {}, "seldom": {}}
    for name, rate in found.rates.by["tag"].items():
        rates["seldom" if rate.passed.of + rate.errors < FEW else "often"][name] = rate
    return rates


def _sets(found: Summary) -> list[tuple[str, Any]]:
    return [
        ("Development", found.development.together),
        ("Held out, never tuned on", found.held_out.together),
        ("All", found.rates.together),
    ]


def _plots(results: Sequence[DialogResult]) -> dict[str, Any]:
    turns = answered(results)
    times = [turn.times for turn in turns]
    usages = [turn.reply.usage for turn in turns if turn.reply]
    waits = {
        "first event": [t.first_event for t in times if t.first_event is not None],
        "first sentence": [t.first_sentence for t in times if t.first_sentence is not None],
        "whole reply": [t.total for t in times if t.total is not None],
    }
    return {
        "latency": cumulative(waits, logarithmic=True),
        "read": cumulative({"tokens read": [float(usage.prompt_tokens) for usage in usages]}),
        "written": cumulative({"tokens written": [float(usage.completion_tokens) for usage in usages]}),
    }
