"""The command `answers`: opens the assistant, asks, tells, writes the section "Answers"."""

from __future__ import annotations

import json
import tempfile
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.assistant import Assistant, Step, open_assistant
from bot.config import Settings
from eval.answers import Answer, Exam, ask_all, by_kind, score
from eval.environment import ROOT, Environment, environment
from eval.facts import names_of
from eval.memory import watched
from eval.question import Question
from eval.report import answers_section, answers_table
from eval.results import RESULTS, write_section


async def measure_answers(
    settings: Settings, questions: Sequence[Question], source: Path, results: Path | None, *, as_json: bool
) -> int:
    """Asks, prints, writes; the exit code: 1 when a question crashed or a fact is unsupported, else 0.

    Raises:
        ShopkeeperError: the assistant cannot be opened, or the results cannot be written.
    """
    made = environment(settings)
    told = Console(stderr=True)
    with watched() as peak:
        async with _opened(settings, lambda text: told.print(f"{text} ...", style="dim")) as assistant:
            exam = Exam(assistant, names_of(assistant.knowledge.catalogue.products()))
            with _bar(told, len(questions)) as advance:
                answers = await ask_all(exam, questions, lambda _: advance())
    write_section("Answers", answers_section(answers, peak.bytes, made, _shown(source)), results or RESULTS)
    if as_json:
        Console().print_json(
            json.dumps(_document(answers, peak.bytes, made), ensure_ascii=False), indent=None
        )
    else:
        Console().print(answers_table(answers, peak.bytes))
    total = score(answers)
    return 1 if total.outcomes["error"] or total.unsupported else 0


@asynccontextmanager
async def _opened(settings: Settings, on_step: Step) -> AsyncGenerator[Assistant]:
    """The assistant, with its conversations in a folder that goes away again."""
    with tempfile.TemporaryDirectory(prefix="shopkeeper-eval-") as folder:
        url = f"sqlite:///{Path(folder) / 'conversations.sqlite'}"
        apart = settings.model_copy(update={"database_url": url})
        async with open_assistant(apart, on_step=on_step) as assistant:
            yield assistant


@contextmanager
def _bar(console: Console, count: int) -> Generator[Callable[[], None]]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("asking", total=count)
        yield lambda: progress.advance(task)


def _shown(source: Path) -> str:
    source = source.resolve()
    return str(source.relative_to(ROOT)) if source.is_relative_to(ROOT) else source.name


def _document(answers: Sequence[Answer], peak: int, made: Environment) -> dict[str, object]:
    return {
        "environment": made.model_dump(mode="json"),
        "score": score(answers).model_dump(mode="json"),
        "by_kind": {name: part.model_dump(mode="json") for name, part in by_kind(answers).items()},
        "peak_memory_bytes": peak,
        "answers": [answer.model_dump(mode="json") for answer in answers],
    }
