"""An optional judge of tone and relevance: a language model reads the replies of a run, after it.

Its opinion stands beside what was checked and never decides whether a dialog passes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from rich.console import Console
from rich.progress import Progress

import prompts
from bot.errors import ModelNonsenseError, ModelTimeoutError
from bot.llm.chat import ChatModel
from bot.llm.messages import as_messages
from eval.outcome import DialogResult, Judgement, TurnResult
from eval.reply_text import plain
from eval.report.folder import Judge, read_run, write_judged
from eval.run.folder import run_folder

LOWEST, HIGHEST = 1, 5
MARKS = list(range(LOWEST, HIGHEST + 1))
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"tone": {"enum": MARKS}, "relevance": {"enum": MARKS}},
    "required": ["tone", "relevance"],
    "additionalProperties": False,
}
MAX_TOKENS = 40
_PROMPT = "judge"
_TURNS_BEFORE = 3


async def judge_run(folder: Path, chat: ChatModel, model: str, console: Console | None = None) -> None:
    """Fills the judgements of the run in `folder`, in place of older ones. `model` says who judged.

    Raises:
        InputError: the folder holds no run, or a broken one.
        ConflictError: a run is being written there.
        ServiceError: it cannot be written to.
        ModelUnavailableError: the model cannot be reached; the folder is left as it was.
    """
    read_run(folder)
    with run_folder(folder), Progress(console=console or Console(quiet=True)) as bar:
        run = read_run(folder)
        results = [await judged(r, chat) for r in bar.track(run.results, description="judging")]
        write_judged(folder, results, Judge(model=model, prompt=prompts.load(_PROMPT).digest))


async def judged(result: DialogResult, chat: ChatModel) -> DialogResult:
    """The dialog with a judgement of each reply.

    Raises:
        ModelUnavailableError: the model cannot be reached.
    """
    turns = [
        turn.model_copy(update={"judgement": await _judgement(result.turns[: n + 1], chat)})
        for n, turn in enumerate(result.turns)
    ]
    return result.model_copy(update={"turns": tuple(turns)})


async def _judgement(turns: Sequence[TurnResult], chat: ChatModel) -> Judgement:
    """Of the last of `turns`; empty without a reply, or where the model gives no usable verdict."""
    *before, last = turns
    if last.reply is None:
        return Judgement()
    asked = prompts.load(_PROMPT).render(
        before=[line for turn in before[-_TURNS_BEFORE:] for line in _lines(turn)],
        message=plain(last.user),
        reply=plain(last.reply.text),
        cards=[plain(card.title) for card in last.reply.cards],
    )
    try:
        answer = await chat.complete(as_messages(asked), max_tokens=MAX_TOKENS, schema=SCHEMA)
    except (ModelNonsenseError, ModelTimeoutError):
        return Judgement()
    return _read(answer.text)


def _read(text: str) -> Judgement:
    verdict: Any = json.loads(text)
    if not isinstance(verdict, Mapping):
        return Judgement()
    marks = cast("Mapping[str, object]", verdict)
    return Judgement(tone=_score(marks.get("tone")), relevance=_score(marks.get("relevance")))


def _lines(turn: TurnResult) -> Iterator[str]:
    yield f"Shopper: {plain(turn.user)}"
    if turn.reply is not None:
        yield f"Assistant: {plain(turn.reply.text)}"


def _score(mark: object) -> float | None:
    """0 to 1; only a mark that was offered counts."""
    if type(mark) is not int or mark not in MARKS:
        return None
    return (mark - LOWEST) / (HIGHEST - LOWEST)
