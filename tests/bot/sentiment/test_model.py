import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest

from bot.errors import WeightsError
from bot.messages import Sentiment
from bot.sentiment.course import decide, follow
from bot.sentiment.mixes import Mix, read_mixes
from bot.sentiment.model import HEAD, ScriptedSentiment, SentimentModel, label_lines, sentiment_of
from bot.sentiment.moods import LABEL, MOODS
from bot.sentiment.wording import Wording
from bot.text_head import TextHead, train_head
from knowledge.embedders import load_embedder
from knowledge.embeddings import HashEmbedder

UNSEEN = Path(__file__).with_name("unseen.jsonl")
GLAD = Sentiment(label="positive", score=0.9, confidence=0.9)


@cache
def toy_model() -> SentimentModel:
    """Each mood is one word."""
    embedder = HashEmbedder()
    words = {"angry": "outrageous", "upset": "chipped", "neutral": "where", "positive": "lovely"}
    moods = [MOODS[i % 4] for i in range(160)]
    texts = [f"{words[mood]} number {i // 4}" for i, mood in enumerate(moods)]
    head, _ = train_head(texts, moods, [str(i // 4) for i in range(160)], embedder.embed(texts))
    return SentimentModel(head, embedder)


def test_score_tells_anger_from_a_calm_complaint() -> None:
    angry, upset, neutral, positive = toy_model().classify_all(
        ["outrageous number 3", "chipped number 3", "where number 3", "lovely number 3"]
    )
    assert [angry.label, upset.label, neutral.label, positive.label] == [
        "negative", "negative", "neutral", "positive",
    ]  # fmt: skip
    assert angry.score < -0.7 < upset.score < -0.3 < neutral.score < 0.3 < positive.score
    assert angry.confidence > 0.7


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00\x07", "...", "？"])
def test_a_message_without_content_is_neutral(text: str) -> None:
    assert toy_model().classify(text) == Sentiment(label="neutral", score=0, confidence=1)


def test_a_given_vector_spares_the_embedder() -> None:
    class Refusing:
        def embed(self, texts: object) -> np.ndarray:
            raise AssertionError("embedded again")

    model = SentimentModel(toy_model()._head, Refusing())
    vector = HashEmbedder().embed(["lovely number 3"])[0]
    assert model.classify("lovely number 3", vector) == toy_model().classify("lovely number 3")


def test_an_embedder_of_another_size_is_refused() -> None:
    with pytest.raises(WeightsError, match=r"trained on vectors of 384 numbers, the embedder gives 256"):
        SentimentModel.load(HashEmbedder())


def test_lines_are_labelled_in_order() -> None:
    lines = ["lovely number 1\n", "\n", "outrageous number 2\r\n"] * 40
    found = list(label_lines(lines, toy_model()))
    assert [each["label"] for each in found] == ["positive", "neutral", "negative"] * 40
    assert set(found[0]) == {"label", "score", "confidence"}


class Sure:
    """A network that is always sure of one mood."""

    def __init__(self, mood: str) -> None:
        self._scores = [9.0 * (mood == each) for each in MOODS]
        self.asked: list[str] = []

    def logits(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        return np.array([self._scores] * len(texts), dtype=np.float32)


def both_kinds(head: float, network: float) -> dict[str, Mix]:
    return {"message": Mix(head, network), "review": Mix(head, network)}


def test_head_and_network_of_the_language_are_mixed() -> None:
    head, embedder = toy_model()._head, HashEmbedder()
    english, chinese = Sure("angry"), Sure("positive")
    networks = {"en": english, "zh": chinese}
    both = SentimentModel(head, embedder, networks, {"en": both_kinds(0.5, 1), "zh": both_kinds(0, 1)})
    told = both.classify_all(["lovely number 3", "不错", "😀", "where number 4"])
    assert [each.label for each in told[:2]] == ["negative", "positive"]
    assert (english.asked, chinese.asked) == (["lovely number 3", "where number 4"], ["不错"])
    assert told[2] == toy_model().classify("😀")
    alone = SentimentModel(head, embedder, networks, {"en": both_kinds(1, 0), "zh": both_kinds(1, 0)})
    assert alone.classify("lovely number 3").score == pytest.approx(
        toy_model().classify("lovely number 3").score, abs=1e-4
    )


class Gate(TextHead):
    """Takes what speaks of a chip for a review."""

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        return np.array([[0.0, 1.0] if "chipped" in text else [1.0, 0.0] for text in texts], dtype=np.float32)


def test_the_multilingual_network_reads_reviews_of_its_language_alone() -> None:
    nothing = np.zeros(0, dtype=np.float32)
    gate = Gate(("message", "review"), 1.0, 0, nothing.astype(np.int64), nothing, nothing)
    mixes = {
        language: {"message": Mix(1, 0), "review": Mix(1, 0, multilingual=3)} for language in ("en", "zh")
    }
    networks, glad = {"en": Sure("neutral"), "zh": Sure("neutral")}, Sure("positive")
    model = SentimentModel(
        toy_model()._head, HashEmbedder(), networks, mixes, gate, multilingual={"zh": glad}
    )
    told = model.classify_all(["chipped number 3 now", "破了真的破了 chipped", "在哪里呢 where"])
    assert [each.label for each in told] == ["negative", "positive", "neutral"]
    assert glad.asked == ["破了真的破了 chipped"]


class Certain(Wording):
    """A wording that is always sure of one label."""

    def __init__(self, label: str) -> None:
        self._told = [np.log(0.998 if LABEL[mood] == label else 0.001) for mood in MOODS]

    def opinions(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([self._told] * len(texts), dtype=np.float32)


def test_the_wording_counts_as_much_as_its_share() -> None:
    def told(share: float) -> str:
        mix = Mix(1, 0, share)
        mixes = {"en": {"message": mix, "review": mix}}
        networks, wordings = {"en": Sure("neutral")}, {"en": Certain("positive")}
        head = toy_model()._head
        model = SentimentModel(head, HashEmbedder(), networks, mixes, wordings=wordings)
        return model.classify("chipped number 3").label

    assert [told(share) for share in (0, 3)] == ["negative", "positive"]


@pytest.mark.parametrize(
    ("told", "label", "score"),
    [
        ((0.9, 0.1, 0, 0), "negative", -0.95),
        ((0, 1, 0, 0), "negative", -0.5),
        ((0, 0.4, 0.3, 0.3), "negative", -0.05),
        ((0.1, 0.1, 0.6, 0.2), "neutral", 0),
        ((0, 0.1, 0, 0.9), "positive", 0.8),
    ],
)
def test_the_sign_of_the_score_is_the_likelier_side(
    told: tuple[float, ...], label: str, score: float
) -> None:
    found = sentiment_of(np.array(told, dtype=np.float32))
    assert found.label == label
    assert found.score == pytest.approx(score, abs=1e-6)


@pytest.mark.parametrize("content", ["", "[]", '{"en": {"message": 1}}', '{"en": 1, "zh": 2}'])
def test_corrupt_mixes_are_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "m.json").write_text(content, encoding="utf-8")
    with pytest.raises(
        WeightsError, match=r"m\.json: expected head, network, wording and multilingual of en and zh"
    ):
        read_mixes(tmp_path / "m.json")


def test_no_lines() -> None:
    assert list(label_lines([], toy_model())) == []


def test_the_fake_is_strict() -> None:
    fake = ScriptedSentiment({"hi": GLAD})
    assert fake.classify("hi") == GLAD
    with pytest.raises(LookupError, match="'bye'"):
        fake.classify("bye")
    assert fake.asked == ["hi", "bye"]


def test_the_committed_head_has_the_four_moods_and_is_small() -> None:
    assert set(TextHead.load(HEAD).labels) == set(MOODS)
    assert HEAD.stat().st_size < 3_000_000


@cache
def real_model() -> SentimentModel:
    return SentimentModel.load(load_embedder("minilm"))


@cache
def unseen() -> list[dict[str, str]]:
    return [json.loads(line) for line in UNSEEN.read_text(encoding="utf-8").splitlines()]


@pytest.mark.integration
@pytest.mark.parametrize("language", ["en", "zh"])
def test_unseen_messages(language: str) -> None:
    rows = [row for row in unseen() if row["language"] == language]
    told = real_model().classify_all([row["text"] for row in rows])
    expected = [row["mood"] if row["mood"] in ("neutral", "positive") else "negative" for row in rows]
    right = sum(said.label == label for said, label in zip(told, expected, strict=True))
    assert right / len(rows) >= 0.8


@pytest.mark.integration
def test_unseen_messages_are_routed() -> None:
    told = real_model().classify_all([row["text"] for row in unseen()])
    actions: dict[str, list[str]] = {mood: [] for mood in MOODS}
    for row, said in zip(unseen(), told, strict=True):
        actions[row["mood"]].append(decide(follow([], row["text"], said), 0).action)
    assert actions["neutral"].count("stay") >= 0.95 * len(actions["neutral"])
    assert actions["neutral"].count("hand_over") == 0
    assert actions["angry"].count("hand_over") >= 0.6 * len(actions["angry"])
    assert actions["angry"].count("stay") <= 0.15 * len(actions["angry"])


@pytest.mark.integration
@pytest.mark.parametrize(
    "text",
    [
        "where is my order?", "我的订单到哪了", "what do people hate about this tent?", "worst reviews of the kettle?",
        "曝光补偿怎么用", "厨房垃圾桶多大", "is the kitchen bin rust proof", "will it stand terrible weather?",
        "What is your return policy?", "Are you a human?", "你是机器人吗",
        "大家最讨厌这款的什么", "I want to return it",
    ],
)  # fmt: skip
def test_look_alikes_stay(text: str) -> None:
    assert decide(follow([], text, real_model().classify(text)), 0).action == "stay"


@pytest.mark.integration
@pytest.mark.parametrize(
    "text",
    [
        "haha ok my husband will be sad", "that's a mess in my kitchen bin", "同事刚入坑手冲，送个滤杯，三十欧左右",
        "我也开茶馆，想照着买一套，你们这有哪些家具？", "1.8的呢",
    ],
)  # fmt: skip
def test_hard_words_without_anger_call_nobody(text: str) -> None:
    assert decide(follow([], text, real_model().classify(text)), 0).action != "hand_over"


@pytest.mark.integration
@pytest.mark.parametrize(
    "text",
    [
        "This is outrageous, I have been waiting for a month and nobody answers!!", "you are all liars, I'll sue you",
        "WORST SHOP EVER, give me my money back NOW", "垃圾店，骗子，马上退钱！", "气死我了，再不处理我就打12315",
        "😡😡😡", "🤬", "WHERE IS MY MONEY?!?! 😤😤",
    ],
)  # fmt: skip
def test_outbursts_are_handed_over(text: str) -> None:
    assert decide(follow([], text, real_model().classify(text)), 0).action == "hand_over"


@pytest.mark.integration
def test_very_long_messages() -> None:
    told = real_model().classify("where is my order? " * 550)
    assert told.label == "neutral"
    assert real_model().classify("你们是骗子！垃圾！" * 1100).label == "negative"


@pytest.mark.integration
def test_a_rant_of_ten_thousand_letters_is_read_quickly() -> None:
    rant = "I have had enough of this terrible shop and its lies. " * 200
    real_model()
    start = perf_counter()
    assert real_model().classify(rant).label == "negative"
    assert perf_counter() - start < 2


@pytest.mark.integration
@pytest.mark.parametrize(
    "text",
    ["Où est ma commande ?", "¿Dónde está mi pedido?", "Где мой заказ?", "注文はどこですか", "طلبي أين"],
)
def test_a_question_in_another_language_calls_nobody(text: str) -> None:
    assert decide(follow([], text, real_model().classify(text)), 0).action != "hand_over"
