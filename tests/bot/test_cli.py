"""`python -m bot`, the terminal chat, and how programs end on Ctrl-C."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import jwt
import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot.__main__ import app
from bot.errors import AccessError, InputError
from bot.fakes import Line, ScriptedAssistant, scripted_reply
from bot.messages import Card, CardField, Citation, ErrorEvent, Reply
from bot.terminal import Asking, Terminal, chat

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"torch", "gradio", "chromadb", "transformers", "langgraph", "sqlalchemy", "uvicorn"}
REPLY = scripted_reply(
    "It weighs 2 kg [1]. It is green.",
    cards=(
        Card(
            kind="product",
            id="P001",
            title="Tent",
            price="€189.00",
            rating=4.25,
            rating_count=12,
            fields=(CardField(label="Weight", value="2 kg"),),
            reason="Lightest",
        ),
    ),
    citations=(Citation(n=1, source="product:P001#weight", title="Tent: weight", quote="weight: 2 kg"),),
)


def _run(*arguments: str, **options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, **options
    )


def _chat(
    asking: Asking, *script: Line, typed: Iterable[str] = ()
) -> tuple[int, str, str, ScriptedAssistant]:
    assistant, lines = ScriptedAssistant(script), iter(typed)

    @asynccontextmanager
    async def opened() -> AsyncGenerator[ScriptedAssistant]:
        yield assistant

    out, err = io.StringIO(), io.StringIO()
    terminal = Terminal(
        as_json=asking.as_json, out=Console(file=out, width=60), err=Console(file=err, width=60)
    )
    code = chat(opened(), asking, terminal, lambda: next(lines, None))
    return code, out.getvalue(), err.getvalue(), assistant


@pytest.mark.parametrize("module", ["bot.__main__", "app"])
def test_parsing_arguments_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(set(sys.modules) & {HEAVY!r}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_help_names_every_command() -> None:
    done = CliRunner().invoke(app, ["--help"])
    assert done.exit_code == 0
    for command in ("chat", "models", "token", "sentiment"):
        assert command in done.output


def test_one_question_prints_words_then_cards_and_sources() -> None:
    code, out, err, assistant = _chat(Asking("How heavy?", channel="mobile", customer_id="C001"), REPLY)
    lines = [line for line in out.splitlines() if line]
    assert code == 0 and err == ""
    assert lines == [
        "It weighs 2 kg [1].",
        "It is green.",
        "Product P001: Tent · €189.00 · ★ 4.2 (12)",
        "    Weight: 2 kg",
        "    Lightest",
        "Sources",
        "[1] Tent: weight (product:P001#weight)",
        "    “weight: 2 kg”",
        "Mood: neutral (+0.00) · Answered by the assistant",
    ]
    assert (assistant.opened[0].channel, assistant.opened[0].customer_id) == ("mobile", "C001")


def test_json_prints_the_reply_on_one_line_and_nothing_else() -> None:
    long = scripted_reply("A long sentence about a tent. " * 20, citations=REPLY.citations)
    code, out, err, _ = _chat(Asking("How heavy?", as_json=True), long)
    assert (code, err) == (0, "")
    assert out.count("\n") == 1
    assert Reply.model_validate_json(out) == long


def test_a_conversation_goes_on_until_the_input_ends() -> None:
    typed = ("first", "   ", "second")
    code, out, _, assistant = _chat(Asking(), REPLY, scripted_reply("Bye."), typed=typed)
    assert code == 0
    assert [asked.text for asked in assistant.asked] == ["first", "second"]
    assert out.startswith("Hello! How can I help?") and "Bye." in out


def test_a_refused_message_does_not_end_the_conversation() -> None:
    typed = ("?", "second")
    code, out, err, _ = _chat(Asking(), InputError("Write a question."), scripted_reply("Fine."), typed=typed)
    assert code == 0 and "Write a question." in err and "Fine." in out


def test_a_failed_answer_is_said_on_standard_error_with_code_1() -> None:
    failed = ErrorEvent(code="model_unavailable", message="Try again soon.")
    code, out, err, _ = _chat(Asking("Hi", as_json=True), failed)
    assert (code, out, err.strip()) == (1, "", "Try again soon.")


def test_abstaining_and_handing_over_are_said_in_words() -> None:
    _, out, _, _ = _chat(Asking("Hi"), scripted_reply("No idea.", abstained=True, route="human"))
    assert "does not say" in out and "A person from the shop takes over" in out


def test_texts_cannot_command_the_terminal() -> None:
    evil = scripted_reply("\x1b[2Jgone [bold]x[/bold] \x9b31m\x07 [1].")
    _, out, _, _ = _chat(Asking("Hi"), evil)
    assert not {"\x1b", "\x9b", "\x07"} & set(out)
    assert "[bold]x[/bold]" in out


def test_an_unknown_customer_is_an_access_error() -> None:
    with pytest.raises(AccessError):
        _chat(Asking("Hi", customer_id="C999"))


def test_a_wrong_setting_is_one_line_and_code_2(tmp_path: Path) -> None:
    done = _run("chat", "Hi", env={"PATH": "", "HOME": str(tmp_path), "SHOPKEEPER_PORT": "many"})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip().splitlines() == [
        "SHOPKEEPER_PORT: found 'many', expected: Input should be a valid integer, "
        "unable to parse string as an integer"
    ]


def test_token_prints_only_the_token(tmp_path: Path) -> None:
    secret = "s" * 40
    done = _run(
        "token",
        *("--customer", "C404", "--hours", "2"),
        env={"PATH": "", "HOME": str(tmp_path), "SHOPKEEPER_SECRET": secret},
    )
    assert done.returncode == 0, done.stderr
    claims = jwt.decode(done.stdout.strip(), secret, algorithms=["HS256"])
    assert claims["sub"] == "C404" and claims["exp"] - claims["iat"] == 7200
    assert done.stdout.count("\n") == 1
    assert "C404" in done.stderr and "Traceback" not in done.stderr


def test_sentiment_of_a_missing_file_names_it(tmp_path: Path) -> None:
    done = _run("sentiment", "--file", str(tmp_path / "none.txt"), "--json")
    assert done.returncode == 2
    assert "none.txt" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.integration
def test_sentiment_labels_every_line(tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    file.write_text("This is the third broken kettle, I am furious!\n谢谢，太好了！\n", "utf-8")
    done = _run("sentiment", "--file", str(file), "--json")
    assert done.returncode == 0, done.stderr
    labels = [json.loads(line)["label"] for line in done.stdout.splitlines()]
    assert labels == ["negative", "positive"]


WORK = {
    "a task that waits": "await asyncio.sleep(60)",
    "a thread that cannot be interrupted": "await asyncio.to_thread(time.sleep, 60)",
}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("work", WORK)
def test_a_signal_ends_work_soon_and_without_a_traceback(work: str, number: signal.Signals) -> None:
    program = f"""
import asyncio, sys, time
from bot.stopping import run
async def work(_):
    print("up", flush=True)
    {WORK[work]}
sys.exit(run(work))
"""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None and process.stdout.readline() == b"up\n"
        process.send_signal(number)
        _, errors = process.communicate(timeout=6)
    assert process.returncode == 128 + number
    assert errors == b""
