"""The model cards of the intent head and the injection screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from bot.text_head import HeadReport
from bot.text_head.training import expected_calibration_error, macro_f1
from bot.turn.reader_training import Plan
from bot.turn.training import (
    ORDINARY_PASS_RATE,
    PASS_RATE,
    SPLITS,
    SURE_RIGHT,
    Screened,
    Trained,
    Utterance,
    hits,
    screened,
)
from knowledge.tuning.encoders import ADAPTED

Row = Sequence[object]


def intent_card(trained: Trained, seed: int) -> str:
    """The intent head's card, in Markdown."""
    data = f"{_counts(trained.utterances, lambda each: each.language)} messages with an intent"
    return f"""# Intents

A small head and a sentence model that tell together what a shopper's message asks for, in English and Chinese.
{_made("intents", seed)}

{_facts(trained, data, _BOTH)}
- Beside the head: multilingual-e5-small, a low-rank adapter on its last {ADAPTED} layers and a last layer taught on the
  same messages for {Plan().epochs} epochs. Both guesses are multiplied, at a temperature of
  {trained.report.temperature:.3f}, chosen on another split. All figures are of both together.

Sure from confidence {trained.threshold:.2f} on, where {SURE_RIGHT:.0%} of the guesses on the other split were right.

{_intent_table(trained)}

{_per_intent(trained)}

Limits: glossary and cues were written by the author of these utterances, so expect less on other shops' messages;
what is unsure goes to the language model. Messages that ask two things at once have one intent here.
"""


def screen_card(trained: Trained, seed: int) -> str:
    """The injection screen's card, in Markdown."""
    data = (
        f"{_counts(trained.utterances, lambda each: each.source)} messages; those written for intents and sentiment"
        " (moods) count as innocent"
    )
    return f"""# Injection screen

A small head that tells attempts to take over the assistant from innocent messages. {_made("screen", seed)}

{_facts(trained, data, _BOTH)}
- The n-grams are also those of the Chinese itself: orders to an assistant use words that no shop's glossary knows.

Blocks what a pattern of `attack_patterns.toml` matches, or what the head scores {trained.threshold:.2f} or more, where
{PASS_RATE:.0%} of the look-alikes and {ORDINARY_PASS_RATE:.1%} of the other innocent messages passed, in the median of
{SPLITS} other splits.

{_screen_table(trained)}

`python -m eval screen` measures it on messages that neither head nor threshold has seen. Limits: the patterns were
written by the author of these utterances, so expect less on other attacks. The screen is no access control: tools take
the customer from the session whatever a message says.
"""


def _made(name: str, seed: int) -> str:
    return f"Made by\n`python -m bot.turn train --only {name} --seed {seed}`; do not edit."


_BOTH = ";\n  multilingual-e5-small's of the message itself"


def _facts(trained: Trained, data: str, also: str = "") -> str:
    return f"""- Input: the all-MiniLM-L6-v2 vector of the message, its Chinese glossed by `glossary.zh.csv`{also};
  hashed n-grams of the glossed text; the cues of `cues.toml` that stand in it.
- Model: multinomial logistic regression, C {trained.report.strength:g}, temperature {trained.head.temperature:.3f}.
- Data: {data}. All written for this project. Digest {trained.head.data_digest[:16]}.
- The committed head is trained on all of it; the figures are of a head trained the same way on two thirds, on the
  other third. Near-twins stay on one side. The threshold comes from another split."""


def _intent_table(trained: Trained) -> str:
    rows = [_intent_row(trained, language) for language in ("en", "zh", None)]
    head = (
        "language",
        "texts",
        "accuracy",
        "macro-F1",
        "in first three",
        "calibration error",
        "sure",
        "right when sure",
    )
    return _table(head, rows)


def _intent_row(trained: Trained, language: str | None) -> Row:
    report, labels = trained.report, [each.label for each in trained.utterances]
    confidence, right = hits(report, labels)
    some = np.array([language in (None, trained.utterances[at].language) for at in report.heldout])
    sure = some & (confidence >= trained.threshold)
    top3 = _in_first(report, labels, 3)
    return (
        language or "all",
        int(some.sum()),
        f"{right[some].mean():.3f}",
        f"{macro_f1(_confusion(report, labels, some)):.3f}",
        f"{top3[some].mean():.3f}",
        f"{expected_calibration_error(confidence[some], right[some]):.3f}",
        f"{sure.sum() / some.sum():.3f}",
        f"{right[sure].mean():.3f}",
    )


def _per_intent(trained: Trained) -> str:
    confusion = np.array(trained.report.confusion)
    rows: list[Row] = []
    for at, name in enumerate(trained.report.labels):
        right, said, true = confusion[at, at], confusion[:, at].sum(), confusion[at].sum()
        wrong = [(int(confusion[at, to]), to) for to in range(len(confusion)) if to != at]
        count, to = max(wrong)
        most = f"{trained.report.labels[to]} ({count})" if count else ""
        rows.append((name, int(true), f"{right / max(said, 1):.2f}", f"{right / max(true, 1):.2f}", most))
    return _table(("intent", "texts", "precision", "recall", "most taken for"), rows)


def _screen_table(trained: Trained) -> str:
    held = screened(trained.report, trained.utterances, trained.threshold)
    parts: list[tuple[str, Callable[[Utterance], bool]]] = [
        ("attacks, all", lambda each: each.source == "attacks"),
        *((f"attacks, {name}", _language_is(name)) for name in ("en", "zh", "other")),
        ("look-alikes, en", lambda each: each.source == "lookalikes" and each.language == "en"),
        ("look-alikes, zh", lambda each: each.source == "lookalikes" and each.language == "zh"),
        ("messages with an intent", lambda each: each.source == "intents"),
        ("oblique ones, en", lambda each: each.source == "oblique" and each.language == "en"),
        ("oblique ones, zh", lambda each: each.source == "oblique" and each.language == "zh"),
        ("messages with a mood, angry ones too", lambda each: each.source == "moods"),
    ]
    return _table(("held-out texts", "count", "blocked"), [_blocked_row(held, *part) for part in parts])


def _language_is(name: str) -> Callable[[Utterance], bool]:
    return lambda each: each.source == "attacks" and each.language == name


def _blocked_row(held: Screened, name: str, belongs: Callable[[Utterance], bool]) -> Row:
    some = np.array([belongs(each) for each in held.utterances], dtype=np.bool_)
    share = f"{held.blocked[some].mean():.3f}" if some.any() else ""
    return (name, int(some.sum()), share)


def _in_first(report: HeadReport, labels: Sequence[str], n: int) -> np.ndarray:
    best = np.argsort(-np.array(report.probabilities), axis=1)[:, :n]
    true = np.array([report.labels.index(labels[at]) for at in report.heldout])
    return (best == true[:, np.newaxis]).any(axis=1)


def _confusion(report: HeadReport, labels: Sequence[str], some: np.ndarray) -> np.ndarray:
    confusion = np.zeros((len(report.labels), len(report.labels)), dtype=np.int64)
    for at, said, counts in zip(report.heldout, report.predicted, some, strict=True):
        if counts:
            confusion[report.labels.index(labels[at]), report.labels.index(said)] += 1
    return confusion


def _counts(utterances: Sequence[Utterance], by: Callable[[Utterance], str]) -> str:
    counts = Counter(by(each) for each in utterances)
    return f"{len(utterances)} ({', '.join(f'{count} {name}' for name, count in sorted(counts.items()))})"


def _table(head: Sequence[str], rows: Sequence[Row]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
