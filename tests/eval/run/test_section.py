"""A whole run writes its section: halves, languages and themes apart. A part of one writes none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import Settings
from bot.errors import InputError
from eval.latency import Times
from eval.report.folder import Run, read_run
from eval.run import command
from eval.run.plan import Options, Plan, plan
from eval.run.section import HEADING, run_section
from tests.eval.run.test_trials import YES, run_of
from tests.eval.runs import HEADER, reply, result, turn

SLOW = turn(reply(), times=Times(first_event=0.5, first_sentence=4, total=8), loose=["7", "8"])
RESULTS = (
    result("a", tags=("orders", "late")),
    result("b", "fail", tags=("orders",)),
    result("c", tags=("orders", "heldout"), turns=[SLOW]),
    result("c", "fail", tags=("orders", "heldout"), channel="mobile"),
    result("d", "error", tags=("orders", "heldout", "fresh"), lang="zh"),
    result("e", tags=("reviews", "heldout", "fresh"), lang="zh"),
)


@pytest.fixture
def section() -> str:
    return run_section(Run(header=HEADER, results=RESULTS))


def test_the_halves_are_told_apart_and_by_language(section: str) -> None:
    assert (
        "commit abc123 with uncommitted changes: `python -m eval run`, all 5 built-in dialogs, 6 runs"
        in section
    )
    for row in (
        "| held out | 3 | 2/3 | 67 % | 21 to 94 % | 1 | 2 | 1/3 |",
        "| held out, en | 1 | 1/2 | 50 % | 9 to 91 % | 0 | 2 | 1/2 |",
        "| held out, zh | 2 | 1/1 | 100 % | 21 to 100 % | 1 | 0 | 0/1 |",
        "| development | 2 | 1/2 | 50 % | 9 to 91 % | 0 | 0 | 0/2 |",
        "| held out, written last, zh | 2 | 1/1 | 100 % | 21 to 100 % | 1 | 0 | 0/1 |",
    ):
        assert row in section


def test_themes_are_told_and_other_tags_not(section: str) -> None:
    assert "| right, by theme | held out, en | held out, zh | development, en | development, zh |" in section
    assert "| orders | 1/2 | -, 1 crashed | 1/2 | - |" in section
    assert "| reviews | - | 1/1 | - | - |" in section
    assert "| late |" not in section
    assert "| fresh |" not in section


def test_times_and_decisions_are_told(section: str) -> None:
    assert "| held out, en | 0.10 s | 0.50 s | 1.0 s | 4.0 s | 2.0 s | 8.0 s |" in section
    assert "| the same on every channel | 100 % (1/1), 21 to 100 % | - |" in section


@pytest.mark.parametrize(
    "part",
    [
        Options(("orders",)), Options(shop=Path("shop")), Options(repeat=1), Options(url="http://x"),
        Options(heldout=False),
    ],
)  # fmt: skip
def test_only_a_run_of_all_built_in_or_all_held_out_dialogs_is_whole(part: Options) -> None:
    assert not part.whole
    assert Options(jobs=2, out=Path("out"), seed=3).whole
    assert Options(heldout=True).whole


def test_a_run_of_the_held_out_half_is_told_as_such() -> None:
    held_out = [each for each in RESULTS if "heldout" in each.tags]
    section = run_section(Run(header=HEADER, results=tuple(held_out)))
    assert "`python -m eval run --heldout`, all 3 held-out dialogs" in section
    assert "development" not in section


def test_the_plan_of_a_whole_run_says_so() -> None:
    assert plan(Settings(), Options()).whole
    held_out = plan(Settings(), Options(heldout=True))
    assert (held_out.whole, held_out.header.heldout) == (True, True)
    assert not plan(Settings(), Options(heldout=False)).whole


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Plan:
    """A plan that `run_dialogs` carries out with a scripted assistant."""
    run, *_ = run_of(tmp_path / "out", [YES] * 3)
    monkeypatch.setattr(command, "stage_opener", lambda *_: run.open_stage)
    return run.plan


async def test_a_whole_run_writes_its_section(held: Plan, tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    assert await command.run_dialogs(Settings(), replace(held, whole=True), path) == 0
    assert f"## {HEADING}\n" in path.read_text(encoding="utf-8")
    assert "| development, en | 3 | 3/3 | 100 %" in path.read_text(encoding="utf-8")


async def test_a_part_is_asked_for_no_section_before_anything_is_held(held: Plan, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--results: expected a run of all built-in dialogs"):
        await command.run_dialogs(Settings(), held, tmp_path / "RESULTS.md")
    assert not held.out.exists()


async def test_a_part_writes_no_section(held: Plan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(command, "RESULTS", tmp_path / "RESULTS.md")
    assert await command.run_dialogs(Settings(), held) == 0
    assert len(read_run(held.out).results) == 3
    assert not (tmp_path / "RESULTS.md").exists()
