import pytest

from bot.messages import Sentiment
from bot.sentiment.corpus import Text
from bot.sentiment.figures import figures, sides
from bot.sentiment.model import ScriptedSentiment
from eval.sentiment.command import score_label, sentiment_section

pytest.importorskip("snownlp")
pytest.importorskip("textblob")
pytest.importorskip("vaderSentiment")

GOOD = Sentiment(label="positive", score=0.9, confidence=0.9)
BAD = Sentiment(label="negative", score=-0.9, confidence=0.9)
PLAIN = Sentiment(label="neutral", score=0.0, confidence=0.8)
TEXTS = [
    Text("I love this great shop", "positive", ("positive",), "en", "utterances", "a"),
    Text("horrible, awful, I hate it", "negative", ("angry",), "en", "utterances", "b"),
    Text("it has two wheels", "neutral", ("neutral",), "en", "utterances", "c"),
    Text("质量太差，很失望", "negative", ("angry", "upset"), "zh", "snownlp", "d"),
]
MODEL = ScriptedSentiment(
    {TEXTS[0].text: GOOD, TEXTS[1].text: BAD, TEXTS[2].text: PLAIN, TEXTS[3].text: GOOD}
)


def test_ours_and_the_rivals_are_asked_the_same_texts() -> None:
    section = sentiment_section(MODEL, TEXTS)
    rows = [row.strip("| ").split(" | ") for row in section.splitlines() if row.startswith(("| en", "| zh"))]
    assert [row[3] for row in rows] == ["Shopkeeper", "VADER", "TextBlob", "Shopkeeper", "SnowNLP"]
    assert rows[0][4:7] == ["1.000", "1.000", "1.000"]
    assert rows[1][4] == "1.000"
    assert rows[3][4] == "0.000"
    assert rows[4][4] == "1.000"
    assert "| negative | 1 | 0 | 0 |" in section


def test_a_score_near_nothing_is_neutral() -> None:
    assert [score_label(score).label for score in (-0.5, -0.04, 0, 0.2)] == [
        "negative", "neutral", "neutral", "positive",
    ]  # fmt: skip


def test_figures() -> None:
    found = figures(["positive", "negative", "neutral"], [GOOD, GOOD, PLAIN])
    assert (found.count, found.accuracy, found.sides) == (3, pytest.approx(2 / 3), 0.5)
    assert found.confusion == ((0, 0, 1), (0, 1, 0), (0, 0, 1))
    assert found.ece == pytest.approx(abs(1.8 - 1) / 3 + 0.2 / 3, abs=1e-6)
    assert sides([("neutral", 0.3)]) is None
    with pytest.raises(ValueError, match="found 0 and 0"):
        figures([], [])
