"""The section about the start says what was measured and with what."""

from __future__ import annotations

import io

from rich.console import Console, RenderableType

from eval.latency import Times
from eval.report.layout import seconds
from eval.startup.measure import FirstRun, Started, Startup
from eval.startup.report import startup_section, startup_table
from tests.eval.runs import MADE

STARTED = Started(ready=4, first=Times(first_event=0.25, first_sentence=2, total=3))
RUN = FirstRun(
    started=STARTED, memory_after=2_100_000_000, memory_peak=2_500_000_000, stop=0.5, stop_code=130
)
COLD = Startup(install=100, weights=50, weights_from="fetch", ingest=10, run=RUN, warm=STARTED)


def printed(what: RenderableType) -> str:
    out = io.StringIO()
    Console(file=out, width=200).print(what)
    return out.getvalue()


def test_the_start_section_adds_up_and_says_what_was_skipped() -> None:
    whole = startup_section(COLD, MADE)
    assert "| all of it, to the first sentence | 166.0 s |" in whole
    assert "| second start to the first sentence (aim: 15 s) | 6.0 s |" in whole
    assert "| peak memory (aim: under 3 GB) | 2.50 GB |" in whole
    assert "commit abc123: a clone of it" in whole
    for part in ("Some CPU, 2 cores, 24.00 GB", "torch 2.13.0", "SHA-256 cc324a", "answer.md 0123456789ab"):
        assert part in whole
    assert "Not a cold start" not in whole
    partial = startup_section(COLD.model_copy(update={"install": None, "weights_from": "cache"}), MADE)
    assert "Not a cold start: the install was skipped and the weights came from the cache." in partial
    assert "| all of it, to the first sentence | - |" in partial
    assert "exit code 130" in printed(startup_table(COLD))


def test_what_was_not_measured_is_a_dash() -> None:
    assert [seconds(value) for value in (None, 0.0123, 12.34)] == ["-", "0.01 s", "12.3 s"]
