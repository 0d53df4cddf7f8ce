"""Two runs are compared dialog by dialog, over what both have, with crashes apart."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from eval.compare import Comparison, compare, difference
from eval.latency import Times
from eval.metrics.statistics import Share
from eval.outcome import DialogResult
from eval.report.comparison import comparison_table
from eval.report.folder import Run
from tests.eval.runs import HEADER, reply, result, turn, write_run

ROOT = Path(__file__).resolve().parents[2]
WORDS = {"p": "pass", "f": "fail", "s": "state", "e": "error"}


def run_of(statuses: str, **fields: str) -> Run:
    """Dialogs 0, 1, 2 … that passed (p), failed (f, s) or crashed (e)."""
    results = [result(str(n), WORDS[letter], **fields) for n, letter in enumerate(statuses)]
    return Run(header=HEADER, results=tuple(results))


def run_with(*results: DialogResult) -> Run:
    return Run(header=HEADER, results=results)


def shown(found: Comparison, first: Run, second: Run) -> str:
    out = io.StringIO()
    Console(file=out, width=200).print(comparison_table(found, first, second))
    return out.getvalue()


def test_what_ended_otherwise_is_listed_with_its_reason() -> None:
    found = compare(run_of("pffpep"), run_of("fpfepp"))
    assert [(c.key, c.before, c.after, c.why) for c in found.changes] == [
        ("0@web#0", "pass", "fail", "says_all: found no"),
        ("1@web#0", "fail", "pass", "says_all: found no"),
        ("3@web#0", "pass", "error", "turn 1: crashed with KeyError: 'price'"),
        ("4@web#0", "error", "pass", "turn 1: crashed with KeyError: 'price'"),
    ]


def test_crashes_count_neither_for_nor_against() -> None:
    found = compare(run_of("ppffee"), run_of("pfpepp")).together
    assert (found.pairs, found.first, found.second) == (3, Share(hits=2, of=3), Share(hits=2, of=3))
    assert (found.lost, found.won, found.difference) == (1, 1, 0.0)


def test_the_difference_has_an_interval_and_an_exact_p_value() -> None:
    found = compare(run_of("ppffffffff"), run_of("ppppppppff")).together
    assert found.difference == pytest.approx(0.6)
    assert found.p_value == pytest.approx(2 / 2**6)
    assert found.interval is not None
    assert 0.2 < found.interval.low < 0.6 < found.interval.high <= 1


def test_the_same_run_twice_has_no_difference() -> None:
    run = run_of("ppf")
    found = compare(run, run)
    assert found.changes == ()
    assert (found.together.difference, found.together.p_value) == (0.0, 1.0)
    assert found.together.interval is not None
    assert (found.together.interval.low, found.together.interval.high) == (0, 0)
    assert found.ratios.total.p50 == 1.0


def test_repetitions_of_one_dialog_are_one_observation() -> None:
    before = [result("a", "fail", attempt=n) for n in range(5)]
    after = [result("a", "pass", attempt=n) for n in range(5)]
    found = difference(zip(before, after, strict=True))
    assert (found.pairs, found.difference, found.interval) == (5, 1.0, None)


def test_held_out_dialogs_are_compared_apart() -> None:
    first = run_with(result("a", tags=("heldout",)), result("b", "fail"))
    second = run_with(result("a", "fail", tags=("heldout",)), result("b"))
    found = compare(first, second)
    assert (found.held_out.difference, found.development.difference) == (-1.0, 1.0)
    assert found.together.difference == 0.0


def test_only_common_dialogs_that_ask_and_expect_the_same_are_compared() -> None:
    first = run_with(result("a"), result("b"), result("c", turns=[turn(reply(), expect={"says_all": ["1"]})]))
    second = run_with(
        result("a"),
        result("c", turns=[turn(reply(), expect={"says_all": ["2"]})]),
        result("d"),
        result("a", channel="mobile"),
    )
    found = compare(first, second)
    assert found.common == 1
    assert found.left_out == {"only_first": 1, "only_second": 2, "changed": 1}
    text = shown(found, first, second)
    assert "1 runs of dialogs compared; left out: 1 only in A, 2 only in B, 1 asked or expected" in text


def test_runs_without_a_common_dialog_have_no_numbers() -> None:
    first, second = run_with(result("a")), run_with(result("b"))
    found = compare(first, second)
    assert (found.common, found.together.difference, found.together.interval) == (0, None, None)
    assert found.ratios.total.p50 is None
    assert "0 runs of dialogs compared" in shown(found, first, second)


def test_latency_and_unsupported_facts_are_those_of_turns_answered_in_both() -> None:
    def dialog(total: float, *loose: str, last: bool = True) -> DialogResult:
        answered = turn(reply(), times=Times(first_event=0.0, total=total), loose=loose)
        crashed = turn(None, error="crashed")
        other = turn(reply(), times=Times(total=99.0), loose=["1", "2"])
        return result("a", turns=[answered, other if last else crashed])

    found = compare(run_with(dialog(2.0, "9 kg")), run_with(dialog(3.0, last=False)))
    assert (found.ratios.total.p50, found.ratios.total.p95) == (1.5, 1.5)
    assert found.ratios.first_event.p50 is None
    assert [u.facts for u in found.unsupported] == [1, 0]


def test_the_terminal_names_the_changes_worst_first() -> None:
    first, second = run_of("pfpe"), run_of("fpep")
    text = shown(compare(first, second), first, second)
    order = [
        "Passed before, fails now: 1",
        "Failed before, passes now: 1",
        "Crashes now: 1",
        "Crashed before: 1",
    ]
    places = [text.index(title) for title in order]
    assert places == sorted(places)
    assert "0@web#0: pass -> fail: says_all: found no" in text
    assert re.search(r"all\s+│ 50 % \(1/2\)\s+│ 50 % \(1/2\)\s+│ \+0\.0 points", text)


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    line = (sys.executable, "-m", "eval", *arguments)
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_the_commands_report_and_compare_folders(tmp_path: Path) -> None:
    first = write_run(tmp_path / "a", run_of("pf").results)
    second = write_run(tmp_path / "b", run_of("pp").results)
    done = command("report", str(first))
    assert (done.returncode, done.stderr) == (0, "")
    assert (first / "junit.xml").exists()
    assert (first / "report.html").exists()
    done = command("compare", str(first), str(second), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["together"]["won"] == 1


def test_a_folder_that_is_no_run_is_told_in_one_line(tmp_path: Path) -> None:
    for arguments in (["report", str(tmp_path)], ["judge", str(tmp_path)], ["compare", str(tmp_path), "x"]):
        done = command(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"{tmp_path}/header.json: found no such file")
        assert len(done.stderr.splitlines()) == 1
