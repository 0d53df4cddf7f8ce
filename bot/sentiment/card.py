"""The model card: what the model is, what it learned from, how it does on what it has not seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from bot.sentiment.corpus import UTTERANCES, Corpus, Text, kinds, of_kind
from bot.sentiment.figures import LABELS, Figures, figures
from bot.sentiment.mixes import read_mixes
from bot.sentiment.model import SentimentModel

MODEL_CARD = Path(__file__).with_name("MODEL_CARD.md")
TEMPLATE = Path(__file__).with_name("MODEL_CARD.template.md")


def model_card(model: SentimentModel, parts: Corpus) -> str:
    """The card's Markdown, with figures on the test part."""
    test = parts["test"]
    own = [each for each in test if each.source == UTTERANCES]
    text = TEMPLATE.read_text(encoding="utf-8")
    blocks = {
        "data": counts(parts),
        "mixes": ", ".join(_mixes()),
        "figures": table(model, test),
        "confusion": confusion_table(measured(model, own)),
    }
    for name, block in blocks.items():
        text = text.replace(f"{{{name}}}", block)
    return text


def _mixes() -> Iterator[str]:
    for language, by_kind in read_mixes().items():
        for kind, mix in by_kind.items():
            *shares, last = (f"{share:g}" for share in asdict(mix).values())
            yield f"{language} {kind} {', '.join(shares)} and {last}"


def measured(model: SentimentModel, texts: Sequence[Text]) -> Figures:
    """How the model does on some texts."""
    return figures([each.label for each in texts], model.classify_all([each.text for each in texts]))


def table(model: SentimentModel, texts: Sequence[Text]) -> str:
    """A row for each language and source."""
    lines = [
        "| language | texts from | count | accuracy | macro-F1 | calibration error | right side |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for language, source in kinds(texts):
        found = measured(model, of_kind(texts, language, source))
        side = "" if found.sides is None else f"{found.sides:.3f}"
        lines.append(
            f"| {language} | {source} | {found.count} | {found.accuracy:.3f} | {found.macro_f1:.3f}"
            f" | {found.ece:.3f} | {side} |"
        )
    return "\n".join(lines)


def confusion_table(found: Figures) -> str:
    """Rows true, columns said."""
    lines = [f"| | {' | '.join(LABELS)} |", "| --- |" + " --- |" * len(LABELS)]
    for name, row in zip(LABELS, found.confusion, strict=True):
        lines.append(f"| {name} | {' | '.join(map(str, row))} |")
    return "\n".join(lines)


def counts(parts: Corpus) -> str:
    """How many texts of each kind were learned from, chosen on, tested on."""
    lines = ["| language | texts from | learned | chosen on | tested |", "| --- | --- | --- | --- | --- |"]
    for language, source in kinds([each for some in parts.values() for each in some]):
        numbers = (str(len(of_kind(parts[part], language, source))) for part in ("train", "dev", "test"))
        lines.append(f"| {language} | {source} | {' | '.join(numbers)} |")
    return "\n".join(lines)
