"""Sentences that a model could write, right and wrong, held against facts: what may be shown and what may not.

`verdicts.<language>.csv` holds them: question, facts (` ;; ` between them; `policy:` or `faq:` before one that is no
product's) and sentence. Those of the split `heldout` were written beside the first of the checks; they tuned none.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.grounding.support import Named, check
from bot.messages import Evidence
from knowledge.words import content_stems

HERE = Path(__file__).parent
MOST_WRONG = {"dev": (0, 1), "heldout": (0, 1)}
"""Wrong sentences that may pass, and right ones that may be refused, of thirty in a language."""


@dataclass(frozen=True)
class Case:
    """One sentence and what should become of it."""

    passes: bool
    question: str
    facts: tuple[str, ...]
    sentence: str

    @property
    def judged(self) -> bool:
        """Whether the sentence may be shown, as the gate sees it."""
        facts = [evidence(text, self.question) for text in self.facts]
        named = [
            Named("product:P1", name) for fact in facts[:1] for name in fact.names if name in self.sentence
        ]
        return check(self.sentence, facts, named=named, question=self.question).supported


def evidence(text: str, question: str) -> Evidence:
    """A fact as search gives it, with the words that it shares with the question."""
    kind, _, rest = text.partition(": ")
    if kind in ("policy", "faq"):
        shared = set(content_stems(rest)) & set(content_stems(question))
        return Evidence(source=f"{kind}:x", title="", text=rest, score=0.6, shared=tuple(shared))
    name = text.partition(" — ")[0]
    shared = set(content_stems(text)) & set(content_stems(question)) - set(content_stems(name))
    return Evidence(
        source="product:P1#x",
        title=name,
        text=text,
        subject="product:P1",
        names=(name,),
        score=0.6,
        shared=tuple(shared),
    )


def cases(language: str, split: str) -> list[Case]:
    """The cases of one file and split."""
    with (HERE / f"verdicts.{language}.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="|") if row["split"] == split]
    return [
        Case(r["passes"] == "yes", r["question"], tuple(r["facts"].split(" ;; ")), r["sentence"])
        for r in rows
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("split", ["dev", "heldout"])
def test_wrong_sentences_are_refused_and_right_ones_pass(language: str, split: str) -> None:
    found = cases(language, split)
    assert len(found) >= 30
    passed = [c.sentence for c in found if not c.passes and c.judged]
    refused = [c.sentence for c in found if c.passes and not c.judged]
    most_passed, most_refused = MOST_WRONG[split]
    assert len(passed) <= most_passed, passed
    assert len(refused) <= most_refused, refused
