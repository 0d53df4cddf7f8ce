"""Shopkeeper beside its peers: the same dialogs for all, one folder each, and the numbers of those runs."""

from __future__ import annotations

import asyncio
import io
import time
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from multiprocessing import active_children
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot.config import Settings
from bot.errors import ConfigError, InputError
from bot.fakes import Line, ScriptedAssistant, scripted_reply
from bot.messages import Usage
from eval.__main__ import app
from eval.bench import command
from eval.bench import plan as bench_plan
from eval.bench.beside import beside, ratio
from eval.bench.command import bench, compared, hold_system, keep_peak_memory, peak_memory, watched_stage
from eval.bench.plan import BenchPlan, System, for_all, sample
from eval.bench.report import bench_section, bench_tables
from eval.dialog import Dialog, DialogTurn, Expect
from eval.latency import Times
from eval.outcome import DialogResult
from eval.report.folder import read_run
from eval.run.plan import Plan
from eval.run.selection import trials
from eval.run.stage import Stage, World
from eval.run.trials import digest
from tests.eval.runs import HEADER, MADE, reply, result, turn

YES, NO = scripted_reply("Yes."), scripted_reply("No.")


def dialog(name: str, theme: str = "orders", **fields: object) -> Dialog:
    asked = DialogTurn(user=f"Is it {name}?", expect=Expect(says_all=("yes",)))
    plain: dict[str, object] = {"id": name, "lang": "en", "tags": (theme, "heldout"), "turns": (asked,)}
    return Dialog.model_validate(plain | fields)


def results(statuses: str, seconds: float = 1.0, loose: int = 0) -> list[DialogResult]:
    """A run of dialogs `0`, `1`, ... of two themes that passed (p), failed (f) or crashed (e)."""
    made: list[DialogResult] = []
    for number, status in enumerate(statuses):
        said = reply(usage=Usage(prompt_tokens=100, completion_tokens=10))
        times = Times(first_event=seconds, first_sentence=seconds, total=2 * seconds)
        failed = {"says_all": "facts"} if status == "f" else {}
        one = turn(said, times=times, failed=failed, loose=["7"] * loose)
        turns = [turn(error="crashed")] if status == "e" else [one]
        theme = "orders" if number % 2 else "policies"
        made.append(result(str(number), turns=turns, tags=(theme, "heldout")))
    return made


# The sample


def test_a_sample_has_of_each_theme_and_language_its_share() -> None:
    dialogs = [dialog(f"o{n}", "orders", lang="zh" if n < 4 else "en") for n in range(12)]
    dialogs += [dialog(f"p{n}", "policies") for n in range(6)]
    chosen = sample(dialogs, 9)
    assert Counter((d.tags[0], d.lang) for d in chosen) == {
        ("orders", "en"): 4, ("orders", "zh"): 2, ("policies", "en"): 3,
    }  # fmt: skip
    assert len({d.id for d in chosen}) == 9


def test_a_sample_depends_on_its_seed_alone() -> None:
    dialogs = [dialog(f"d{n}") for n in range(50)]
    assert sample(dialogs, 10) == sample(dialogs, 10)
    assert sample(dialogs, 10) != sample(dialogs, 10, seed=8)
    assert {d.id for d in sample(dialogs[:3], 10)} == {"d0", "d1", "d2"}


def test_nobody_is_asked_for_what_only_shopkeeper_has() -> None:
    expect = Expect.model_validate({
        "says_all": ["yes"], "route": "bot", "cites": ["order:O1"], "abstains": False,
        "cards_any": [{"kind": "order"}], "tools_any": [{"name": "my_orders"}], "tools_none": ["search"],
        "sentiment": ["negative"],
    })  # fmt: skip
    told = dialog("a", channel=("mobile", "web"), turns=(DialogTurn(user="?", expect=expect),))
    same = for_all(told)
    assert same.channel == ("mobile",)
    assert same.turns[0].expect == Expect(says_all=("yes",), route="bot", cites=("order:O1",), abstains=False)


def test_a_plan_is_of_held_out_dialogs_once_each() -> None:
    made = bench_plan.bench_plan(Settings(), ["orders"], limit=4, out=Path("out"), only=["agent", "ours"])
    assert made.systems == ("ours", "agent")
    assert len(made.run.trials) == 4
    assert all("heldout" in t.dialog.tags and "orders" in t.dialog.tags for t in made.run.trials)
    assert set(made.run.folders) == {t.dialog.world for t in made.run.trials} == set(made.run.header.worlds)
    assert made.run.header.dialogs == digest(made.run.trials)
    assert made.run.header.environment.packages["langchain-text-splitters"]
    assert made.of("rag").out == Path("out/rag")


def test_a_system_that_nobody_knows_is_told() -> None:
    with pytest.raises(InputError, match="--only: found langgraph, expected some of ours, rag, agent"):
        bench_plan.bench_plan(Settings(), [], limit=1, out=None, only=["ours", "langgraph"])


def test_packages_that_are_missing_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_plan, "PEER_PACKAGES", ("langchain", "no-such-package"))
    with pytest.raises(ConfigError, match=r"need no-such-package\. Install them with: pip install"):
        bench_plan.bench_plan(Settings(), [], limit=1, out=None, only=[])


# The numbers


def test_each_number_and_its_ratio() -> None:
    runs: dict[System, list[DialogResult]] = {
        "ours": results("pppp", seconds=1), "rag": results("pffe", seconds=4, loose=2), "agent": results("ffff"),
    }  # fmt: skip
    found = beside(runs, {"ours": 2_000_000_000, "rag": 1_000_000_000})
    ours, rag, agent = found.systems
    assert (ours.rate.passed.share, rag.rate.passed.hits, rag.rate.passed.of, rag.rate.errors) == (1, 1, 3, 1)
    assert {name: rate.passed.hits for name, rate in rag.themes.items()} == {"orders": 0, "policies": 1}
    assert rag.unsupported.per_reply == 2
    assert ratio(found, "rag", lambda m: m.latency.total.p50) == 0.25
    assert ratio(found, "rag", lambda m: m.memory) == 2
    assert ratio(found, "agent", lambda m: m.memory) is None
    assert ratio(found, "agent", lambda m: m.rate.passed.share) is None
    assert agent.memory is None
    assert (found.differences["rag"].won, found.differences["rag"].lost, found.differences["rag"].pairs) == (
        2,
        0,
        3,
    )
    assert found.differences["agent"].difference == 1


def test_the_section_says_them() -> None:
    found = beside({"ours": results("pppp"), "rag": results("pffe", seconds=4)}, {"ours": 2_000_000_000})
    section = bench_section(found, MADE)
    assert "| 4 dialogs | Shopkeeper | RAG chain | Shopkeeper / RAG chain |" in section
    assert "| right | 100 % (4/4) | 33 % (1/3) | 3.00 |" in section
    assert "| errors | 0 | 1 | 0.00 |" in section
    assert "| whole reply, p50 | 2.0 s | 8.0 s | 0.25 |" in section
    assert "| tokens read per reply | 100 | 100 | 1.00 |" in section
    assert "| peak memory | 2.00 GB | - | - |" in section
    assert "| orders | 2/2 | 0/1, 1 crashed |" in section
    assert "Shopkeeper against the RAG chain: +67 points" in section
    assert "commit abc123 with uncommitted changes: 4 held-out dialogs" in section
    assert not [line for line in section.splitlines() if line.startswith("#")]


def test_peers_without_shopkeeper_have_no_ratios() -> None:
    found = beside({"rag": results("pf")}, {})
    assert found.differences == {}
    out = io.StringIO()
    Console(file=out, width=120).print(bench_tables(found))
    assert "Shopkeeper" not in out.getvalue()


# The command


def sleep_on(*_: object) -> None:
    time.sleep(60)


def plan_of(out: Path, systems: tuple[System, ...] = ("ours", "rag"), names: str = "ab") -> BenchPlan:
    chosen = trials([dialog(name) for name in names])
    header = HEADER.model_copy(update={"dialogs": digest(chosen)})
    return BenchPlan(systems, Plan(chosen, {}, header, out, 1), out)


def scripts(monkeypatch: pytest.MonkeyPatch, **says: Sequence[Line]) -> dict[str, ScriptedAssistant]:
    """Scripted assistants in place of the systems, by name."""
    fakes = {name: ScriptedAssistant(script) for name, script in says.items()}

    def opener(_: Settings, system: str, __: Console) -> object:
        @asynccontextmanager
        async def open_stage(_: Plan) -> AsyncGenerator[Stage]:
            yield Stage(lambda _: nullcontext(World(fakes[system], names={})))

        return open_stage

    monkeypatch.setattr(command, "opener", opener)
    return fakes


async def test_all_systems_hold_the_same_dialogs_and_the_section_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fakes = scripts(monkeypatch, ours=[YES, YES], rag=[YES, NO])
    assert await bench(Settings(), plan_of(tmp_path / "out"), tmp_path / "RESULTS.md", hold_system) == 0
    assert [message.text for message in fakes["ours"].asked] == [m.text for m in fakes["rag"].asked]
    assert [r.status for r in read_run(tmp_path / "out" / "rag").results] == ["pass", "fail"]
    assert (peak_memory(tmp_path / "out" / "ours") or 0) > 10_000_000
    assert "| right | 100 % (2/2) | 50 % (1/2) | 2.00 |" in (tmp_path / "RESULTS.md").read_text(
        encoding="utf-8"
    )
    assert "RAG chain" in capsys.readouterr().out


async def test_a_second_time_asks_nobody_and_counts_what_was_held_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts(monkeypatch, ours=[YES, YES])
    await bench(Settings(), plan_of(tmp_path, ("ours",)), tmp_path / "RESULTS.md", hold_system)
    fakes = scripts(monkeypatch, ours=[], rag=[NO, NO])
    await bench(Settings(), plan_of(tmp_path, ("rag",)), tmp_path / "RESULTS.md", hold_system)
    assert fakes["ours"].asked == []
    found = compared(plan_of(tmp_path))
    assert [measured.system for measured in found.systems] == ["ours", "rag"]
    assert found.differences["rag"].won == 2


async def test_runs_of_other_dialogs_or_not_at_their_end_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts(monkeypatch, ours=[YES, YES], rag=[NO, NO])
    await bench(Settings(), plan_of(tmp_path), tmp_path / "RESULTS.md", hold_system)
    assert compared(plan_of(tmp_path, names="abc")).systems == ()
    lines = (tmp_path / "rag" / "results.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "rag" / "results.jsonl").write_text(lines[0], encoding="utf-8")
    assert [measured.system for measured in compared(plan_of(tmp_path)).systems] == ["ours"]


async def test_memory_is_kept_also_when_a_run_is_stopped(tmp_path: Path) -> None:
    @asynccontextmanager
    async def open_stage(_: Plan) -> AsyncGenerator[Stage]:
        yield Stage(lambda _: nullcontext(World(ScriptedAssistant([]), names={})))

    stage = watched_stage(open_stage)(replace(plan_of(tmp_path).run, out=tmp_path))
    with pytest.raises(RuntimeError, match="stopped"):
        async with stage:
            raise RuntimeError("stopped")
    assert peak_memory(tmp_path)


async def test_each_system_runs_in_a_process_of_its_own_and_tells_what_it_cannot_use(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("")
    assert await bench(Settings(), plan_of(tmp_path / "out"), tmp_path / "RESULTS.md") == 2
    told = capfd.readouterr().err
    assert "cannot be written" in told
    assert "Traceback" not in told
    assert not (tmp_path / "RESULTS.md").exists()


async def test_a_process_ends_with_the_one_that_started_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(command, "_hold_and_exit", sleep_on)
    task = asyncio.create_task(bench(Settings(), plan_of(tmp_path), tmp_path / "RESULTS.md"))
    while not active_children():  # noqa: ASYNC110 - the command tells nobody
        await asyncio.sleep(0.05)
    (child,) = active_children()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    child.join(20)
    assert child.exitcode


def test_the_highest_peak_of_all_parts_counts(tmp_path: Path) -> None:
    assert peak_memory(tmp_path) is None
    for peak in (5, 9, 7):
        keep_peak_memory(tmp_path, peak)
    assert peak_memory(tmp_path) == 9


def test_the_command_tells_what_it_cannot_use() -> None:
    done = CliRunner().invoke(app, ["bench", "--only", "theirs"])
    assert isinstance(done.exception, InputError)
    assert "expected some of ours, rag, agent" in str(done.exception)
