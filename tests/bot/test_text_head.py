import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from bot.errors import WeightsError
from bot.text_head import TextHead, train_head
from bot.text_head.features import HEAD_CHARS, TAIL_CHARS, clip, hashed_ngrams, ngrams
from bot.text_head.training import expected_calibration_error, macro_f1

GOOD = ("lovely", "great", "好用", "喜欢")
BAD = ("broken", "awful", "坏了", "差劲")
ASK = ("where", "when", "哪里", "多少")


def corpus(count: int = 180) -> tuple[list[str], list[str], list[str], np.ndarray]:
    """Texts whose label stands in one word; the vectors are noise."""
    rng = np.random.default_rng(1)
    words = {"negative": BAD, "neutral": ASK, "positive": GOOD}
    labels = [sorted(words)[i % 3] for i in range(count)]
    texts = [f"{rng.choice(words[label])} parcel {rng.integers(1000)} 东西" for label in labels]
    vectors = rng.normal(size=(count, 8)).astype(np.float32)
    return (
        texts,
        labels,
        [f"g{i // 3}" for i in range(count)],
        vectors / np.linalg.norm(vectors, axis=1, keepdims=True),
    )


@cache
def small_head() -> TextHead:
    texts, labels, groups, vectors = corpus()
    return train_head(texts, labels, groups, vectors)[0]


def test_learns_both_scripts_from_ngrams() -> None:
    head = small_head()
    said = head.probabilities(["it is broken", "好用得很", "where?"], np.zeros((3, 8), np.float32))
    assert [head.labels[at] for at in said.argmax(axis=1)] == ["negative", "positive", "neutral"]
    assert np.allclose(said.sum(axis=1), 1, atol=1e-5)


def test_learns_from_vectors_alone() -> None:
    vectors = np.eye(2, dtype=np.float32)[[0, 1] * 60]
    texts, labels = ["same words"] * 120, ["yes", "no"] * 60
    head, report = train_head(texts, labels, [str(i) for i in range(120)], vectors)
    assert head.labels == ("no", "yes")
    assert report.accuracy == 1
    assert head.probabilities(["same words"], vectors[:1])[0, 1] > 0.9


def test_groups_never_straddle_and_the_report_adds_up() -> None:
    texts, labels, groups, vectors = corpus()
    _, report = train_head(texts, labels, groups, vectors, seed=3)
    unseen = {groups[i] for i in report.heldout}
    assert not unseen & {group for i, group in enumerate(groups) if i not in report.heldout}
    assert 50 <= len(report.heldout) <= 70
    assert report.trained_on + len(report.heldout) == len(texts)
    assert sum(map(sum, report.confusion)) == len(report.heldout) == len(report.predicted)


def test_a_label_that_is_noise_is_not_called_learned() -> None:
    texts, labels, groups, vectors = corpus()
    shuffled = list(np.random.default_rng(5).permutation(labels))
    _, report = train_head(texts, shuffled, groups, vectors)
    assert report.macro_f1 < 0.5
    assert max(map(max, report.probabilities)) < 0.8


def test_training_again_gives_the_same_file(tmp_path: Path) -> None:
    small_head().save(tmp_path / "a")
    small_head.__wrapped__().save(tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_saved_and_loaded_head_says_the_same(tmp_path: Path) -> None:
    head, texts = small_head(), corpus()[0]
    head.save(tmp_path / "head")
    again = TextHead.load(tmp_path / "head")
    vectors = corpus()[3]
    assert again.labels == head.labels
    assert again.data_digest == head.data_digest != ""
    assert np.allclose(again.probabilities(texts, vectors), head.probabilities(texts, vectors), atol=2e-3)


def test_hashes_are_the_same_in_another_process() -> None:
    code = "from bot.text_head.features import hashed_ngrams as h; print(h('Où est 我的?').buckets.tolist())"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == str(hashed_ngrams("Où est 我的?").buckets.tolist())


def test_ngrams_of_latin_and_chinese() -> None:
    found = set(ngrams("Bin 垃圾桶"))
    assert {"<bi", "<bin>", "w:bin", "w:^ bin", "垃圾桶", "垃圾", "桶"} <= found
    assert "w:垃圾桶" not in found


def test_long_texts_are_read_at_both_ends() -> None:
    text = "a" * HEAD_CHARS + "x" * 9000 + "b" * TAIL_CHARS
    assert clip(text) == "a" * HEAD_CHARS + " " + "b" * TAIL_CHARS


@pytest.mark.parametrize("text", ["", "   ", "😡😡", "\x00\x07", "嗯"])
def test_odd_texts_have_probabilities(text: str) -> None:
    said = small_head().probabilities([text], np.zeros((1, 8), np.float32))
    assert np.isfinite(said).all()


def test_no_texts() -> None:
    assert small_head().probabilities([], np.zeros((0, 8), np.float32)).shape == (0, 3)


def test_vectors_of_another_size_are_refused() -> None:
    with pytest.raises(ValueError, match=r"found \(1, 9\), expected \(1, 8\)"):
        small_head().probabilities(["hello"], np.zeros((1, 9), np.float32))


def test_training_refuses_uneven_columns_and_a_single_label() -> None:
    vectors = np.zeros((2, 8), np.float32)
    with pytest.raises(ValueError, match="expected equal lengths"):
        train_head(["a", "b"], ["x"], ["g", "g"], vectors)
    with pytest.raises(ValueError, match="at least two"):
        train_head(["a", "b"], ["x", "x"], ["g", "g"], vectors)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"nowhere.*Restore the file"):
        TextHead.load(tmp_path / "nowhere")


def test_truncated_file(tmp_path: Path) -> None:
    path = tmp_path / "head"
    small_head().save(path)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(WeightsError, match="not a usable classifier head"):
        TextHead.load(path)


def test_one_changed_byte(tmp_path: Path) -> None:
    path = tmp_path / "head"
    small_head().save(path)
    content = bytearray(path.read_bytes())
    content[-5] ^= 0x10
    path.write_bytes(bytes(content))
    with pytest.raises(WeightsError, match="own digest"):
        TextHead.load(path)


def test_somebody_elses_safetensors(tmp_path: Path) -> None:
    save_file({"x": np.zeros(3, np.float32)}, tmp_path / "head")
    with pytest.raises(WeightsError, match="found features None"):
        TextHead.load(tmp_path / "head")


def test_macro_f1_by_hand() -> None:
    assert macro_f1(np.array([[3, 1], [0, 4]])) == pytest.approx((6 / 7 + 8 / 9) / 2)


def test_calibration_error_by_hand() -> None:
    confidence = np.array([0.9, 0.9, 0.6, 0.6], np.float32)
    right = np.array([True, True, True, False])
    assert expected_calibration_error(confidence, right) == pytest.approx(0.1, abs=1e-6)


def test_fast_beyond_the_vector() -> None:
    head, vector = small_head(), np.zeros((1, 8), np.float32)
    text = "where is my parcel, it was due last week and nobody answers 我的快递呢 " * 2
    started = time.perf_counter()
    for _ in range(20):
        head.probabilities([text], vector)
    assert (time.perf_counter() - started) / 20 < 0.01
