"""`python -m bot.sentiment`: train the sentiment model, and choose when a message calls a person."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.config import load_settings
from bot.errors import InputError, ShopkeeperError
from bot.llm.weights import find
from bot.sentiment.calls import FRESH, HELD_OUT, TUNED, calls, heading
from bot.sentiment.card import MODEL_CARD, model_card
from bot.sentiment.corpus import MORE, SEED, corpus, training_corpus
from bot.sentiment.course import DEFAULTS
from bot.sentiment.model import SentimentModel
from bot.sentiment.need import NeedModel, NeedVectors
from bot.sentiment.reviews import read_reviews
from bot.sentiment.thresholds import MISSED, choose, unseen, weigh
from bot.sentiment.train import (
    Places,
    mix_opinions,
    train_chinese,
    train_english,
    train_heads,
    train_multilingual,
    train_need,
    train_wordings,
)
from bot.sentiment.utterances import UTTERANCES, read_utterances
from bot.turn.answerable import weighed
from bot.turn.intents import IntentModel
from bot.turn.message_vectors import message_vectors
from knowledge.e5 import multilingual
from knowledge.embedders import load_embedder
from knowledge.errors import KnowledgeError

app = typer.Typer(help="The sentiment model.", no_args_is_help=True, add_completion=False)
console = Console(stderr=True)
Data = Annotated[Path, typer.Option(metavar="DIR", help="Utterances, a .jsonl file per language.")]


class Step(StrEnum):
    """A part of the training."""

    english = "english"
    chinese = "chinese"
    multilingual = "multilingual"
    heads = "heads"
    need = "need"
    wordings = "wordings"
    mix = "mix"


@app.callback()
def main() -> None:
    """The sentiment model."""


@app.command()
def train(
    reviews: Annotated[Path, typer.Option(metavar="DIR", help="Has the reviews to train on.")],
    work: Annotated[
        Path, typer.Option(metavar="DIR", help="For checkpoints; training begun there goes on.")
    ] = Path("sentiment-training"),
    only: Annotated[list[Step] | None, typer.Option(help="May repeat; default: all.")] = None,
    data: Data = UTTERANCES,
    seed: Annotated[int, typer.Option(help="Of the splits.")] = SEED,
) -> None:
    """Train networks, heads, wordings and their mix; write them and the model card."""
    chosen = only or list(Step)
    try:
        work.mkdir(parents=True, exist_ok=True)
        read, places = read_reviews(reviews), Places(work)
        utterances = read_utterances(data)
        parts, more = corpus(utterances, read, seed), training_corpus(data, read, seed)
        with _progress() as progress:
            if Step.english in chosen:
                train_english(parts, places, _Bar(progress, "English network"))
            if Step.chinese in chosen:
                train_chinese(parts, _language_model(), places, _Bar(progress, "Chinese network"))
            if Step.multilingual in chosen:
                train_multilingual(more, places, _Bar(progress, "Multilingual network"))
        embedder = load_embedder("minilm")
        if Step.heads in chosen:
            with console.status("Head and gate: about a minute"):
                train_heads(parts, embedder, places, seed)
        if Step.need in chosen:
            with console.status("Need of a person: about a minute"):
                train_need(more["train"], NeedVectors(embedder, multilingual()), seed).save(places.need)
        if Step.wordings in chosen:
            with console.status("Wordings: about two minutes"):
                train_wordings(corpus(utterances, read, seed, MORE)["train"], places)
        if Step.mix in chosen:
            with console.status("Mix and figures: some minutes"):
                mix_opinions(parts, embedder, places)
                card = model_card(SentimentModel.load(embedder), parts)
            MODEL_CARD.write_text(card, encoding="utf-8")
            typer.echo(card)
    except ModuleNotFoundError as error:
        console.print(
            f"{error}: training needs the development packages: pip install -e .[dev]", markup=False
        )
        raise typer.Exit(1) from error
    except (ShopkeeperError, KnowledgeError, OSError) as error:
        console.print(str(error), markup=False)
        raise typer.Exit(1) from error


@app.command()
def thresholds(
    missed: Annotated[
        float, typer.Option(help="Cost of a missed angry customer, in needless hand-overs.")
    ] = MISSED,
    data: Data = UTTERANCES,
) -> None:
    """Say at which mood and confidence a person is best called, and what the present settings cost."""
    try:
        parts = corpus(read_utterances(data), [], SEED)
        seen = unseen(SentimentModel.load(load_embedder("minilm")), [*parts["dev"], *parts["test"]])
    except (ShopkeeperError, KnowledgeError) as error:
        console.print(str(error), markup=False)
        raise typer.Exit(1) from error
    present = weigh(seen, DEFAULTS.strong, DEFAULTS.sure, missed)
    for name, found in (("best", choose(seen, missed)), ("present", present)):
        typer.echo(
            f"{name:<8} strong {found.strong:+.2f} sure {found.sure:.2f}: cost {found.cost:.1f}; angry missed "
            f"{found.missed} of {found.angry}, needless {found.needless} of {found.innocent}, "
            f"calm complaints {found.calm} of {found.complaints}"
        )


@app.command()
def routing() -> None:
    """Say how often a person is called for angry customers, and needlessly for messages that only sound harsh."""
    try:
        embedder = load_embedder("minilm")
        model, intents = SentimentModel.load(embedder), IntentModel.load(message_vectors(embedder))
        need = NeedModel.load(NeedVectors(embedder, multilingual()))
        for folder in (TUNED, HELD_OUT, FRESH):
            for each in calls(read_utterances(folder), model, partial(weighed, intents=intents, need=need)):
                kind = "angry" if each.angry else "innocent"
                typer.echo(
                    f"{heading(folder)} {each.language} {kind:<8} of {each.talks}: called by the first, second and "
                    f"third message {', '.join(map(str, each.by_turn))}; only offered {each.offered}"
                )
    except (ShopkeeperError, KnowledgeError) as error:
        console.print(str(error), markup=False)
        raise typer.Exit(1) from error


class _Bar:
    """Draws what training reports."""

    def __init__(self, progress: Progress, name: str) -> None:
        self._progress, self._name = progress, name
        self._task = progress.add_task(name, total=None)

    def __call__(self, phase: str, done: int, total: int) -> None:
        self._progress.update(self._task, description=f"{self._name}: {phase}", completed=done, total=total)


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console)


def _language_model() -> Path:
    found = find(load_settings())
    if found is None:
        raise InputError(
            "the language model's weights are missing, whose word vectors the Chinese network begins with:"
            " python -m bot models pull"
        )
    return found


if __name__ == "__main__":
    app()
