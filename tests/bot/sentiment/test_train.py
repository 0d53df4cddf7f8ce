from pathlib import Path

import pytest

from bot.errors import InputError
from bot.sentiment.train import figures, model_card, near_twins, read_utterances, train
from knowledge.embeddings import HashEmbedder


def test_the_utterances_are_many_varied_and_even_in_language() -> None:
    utterances = read_utterances()
    english = [each for each in utterances if each.language == "en"]
    assert len(utterances) >= 1600
    assert 0.4 < len(english) / len(utterances) < 0.6
    assert len({(each.language, each.text.lower()) for each in utterances}) == len(utterances)
    assert len(set(near_twins([each.text for each in utterances]))) > 0.97 * len(utterances)
    assert len({each.situation for each in utterances}) >= 50


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


def test_the_card_has_the_figures() -> None:
    utterances = read_utterances()[::12]
    training = train(utterances, HashEmbedder(), seed=1)
    found = figures(training.wordings, utterances)
    assert found.count == len(training.wordings.heldout)
    assert f"| all | {found.count} | {found.accuracy:.3f} |" in model_card(training, utterances, 1)
    languages = [figures(training.wordings, utterances, name).count for name in ("en", "zh")]
    assert sum(languages) == found.count
