"""A run does everything once: some at a time, whatever crashes, and from where it was stopped."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

import pytest
from rich.console import Console

from bot.errors import ServiceError
from bot.fakes import Line, ScriptedAssistant, scripted_reply
from eval.dialog import Dialog, DialogTurn, Expect
from eval.outcome import DialogResult
from eval.run.command import Run
from eval.run.plan import Plan
from eval.run.selection import Trial, trials
from eval.run.stage import Stage, World
from eval.run.trials import counts, exit_code, left_over, run_all
from tests.eval.run.test_folder import HEADER, result

YES, NO = scripted_reply("Yes."), scripted_reply("No.")


def dialog(name: str, **fields: object) -> Dialog:
    turn = DialogTurn(user=f"Is it {name}?", expect=Expect(says_all=("yes",)))
    return Dialog.model_validate({"id": name, "lang": "en", "turns": (turn,)} | fields)


ABC = tuple(dialog(name) for name in "abc")


def run_of(
    out: Path, script: Sequence[Line], dialogs: Sequence[Dialog] = ABC, jobs: int = 1, pause: float = 0
) -> tuple[Run, ScriptedAssistant, io.StringIO]:
    """The run, its assistant, and what it prints."""
    assistant = ScriptedAssistant(script, pause=pause)
    printed = io.StringIO()

    @asynccontextmanager
    async def open_stage(_: Plan) -> AsyncGenerator[Stage]:
        yield Stage(lambda _: nullcontext(World(assistant, names={})))

    plan = Plan(trials(dialogs), {}, HEADER, out, jobs)
    return Run(plan, open_stage, Console(file=printed, width=200)), assistant, printed


def asked(assistant: ScriptedAssistant) -> list[str]:
    return [message.text for message in assistant.asked]


def lines(out: Path) -> list[str]:
    return (out / "results.jsonl").read_text(encoding="utf-8").splitlines()


async def test_a_run_writes_its_results_and_reports(tmp_path: Path) -> None:
    run, _, printed = run_of(tmp_path / "out", [YES, NO, RuntimeError("a bug")])
    assert await run.carry_out() == 0
    assert [DialogResult.model_validate_json(line).status for line in lines(tmp_path / "out")] == [
        "pass", "fail", "error",
    ]  # fmt: skip
    assert {path.name for path in (tmp_path / "out").iterdir()} >= {"header.json", "junit.xml", "report.html"}
    assert "1 passed, 1 failed, 1 crashed" in printed.getvalue()


@pytest.mark.parametrize(
    ("line", "on_fail", "code"),
    [(YES, "block", 0), (NO, "block", 1), (RuntimeError("x"), "block", 1), (NO, "report", 0)],
)
async def test_only_a_dialog_that_blocks_makes_the_exit_code_1(
    line: Line, on_fail: str, code: int, tmp_path: Path
) -> None:
    run, *_ = run_of(tmp_path, [YES, line], [dialog("a", on_fail="block"), dialog("b", on_fail=on_fail)])
    assert await run.carry_out() == code


async def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path) -> None:
    run, assistant, printed = run_of(tmp_path, [YES] * 3, pause=0.1)
    task = asyncio.create_task(run.carry_out())
    while len(assistant.asked) < 2:  # noqa: ASYNC110 - the fake tells nobody
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(lines(tmp_path)) == 1
    assert f"Stopped after 1 of 3. The same command with --out {tmp_path} goes on" in printed.getvalue()

    again, assistant, printed = run_of(tmp_path, [YES, NO])
    assert await again.carry_out() == 0
    assert asked(assistant) == ["Is it b?", "Is it c?"]
    assert "1 of them are done already" in printed.getvalue()
    assert "2 passed, 1 failed, 0 crashed" in printed.getvalue()
    assert len(lines(tmp_path)) == 3


async def test_a_finished_run_asks_nothing_and_keeps_its_exit_code(tmp_path: Path) -> None:
    blocked = [dialog("a", on_fail="block")]
    for script in ([NO], []):
        run, assistant, _ = run_of(tmp_path, script, blocked)
        assert await run.carry_out() == 1
        assert len(assistant.asked) == len(script)
    assert len(lines(tmp_path)) == 1


async def test_a_folder_that_cannot_be_written_is_told_before_anything_is_opened(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    run, assistant, _ = run_of(tmp_path / "file", [])
    with pytest.raises(ServiceError, match="cannot be written"):
        await run.carry_out()
    assert assistant.opened == []


@pytest.mark.parametrize("jobs", [1, 2, 3, 9])
async def test_so_many_dialogs_are_held_at_once_and_each_once(jobs: int) -> None:
    running, most, done = 0, 0, list[str]()

    async def hold(trial: Trial) -> DialogResult:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        running -= 1
        return result(trial.dialog.id)

    six = trials([dialog(name) for name in "abcdef"])
    await run_all(six, hold, jobs, lambda r: done.append(r.id))
    assert sorted(done) == list("abcdef")
    assert most == min(jobs, 6)


async def test_a_result_that_cannot_be_kept_ends_the_run_and_all_its_workers() -> None:
    held = list[str]()

    async def hold(trial: Trial) -> DialogResult:
        held.append(trial.dialog.id)
        await asyncio.sleep(0.01 if trial.dialog.id == "a" else 30)
        return result(trial.dialog.id)

    def keep(_: DialogResult) -> None:
        raise ServiceError("the disk is full")

    with pytest.raises(ServiceError, match="the disk is full"):
        await run_all(trials(ABC), hold, 2, keep)
    assert held == ["a", "b"]
    assert len(asyncio.all_tasks()) == 1


def test_what_is_left_is_told_by_dialog_channel_and_attempt() -> None:
    all_of_it = trials([dialog("a", channel=("web", "store"), repeat=2)])
    done = [result("a"), result("a", channel="store", attempt=1)]
    assert [trial.key for trial in left_over(all_of_it, done)] == ["a@web#1", "a@store#0"]


def test_counts_and_exit_code_of_nothing() -> None:
    assert counts([]) == {"pass": 0, "fail": 0, "error": 0}
    assert exit_code([]) == 0
