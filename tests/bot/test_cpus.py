"""Processors that a container grants."""

import os
from pathlib import Path

import pytest

from bot.cpus import available_cpus, quota


@pytest.mark.parametrize(
    ("text", "cpus"),
    [("200000 100000", 2), ("350000 100000", 3), ("50000 100000", 1), ("max 100000", 1 << 16), ("", 1 << 16)],
)
def test_quota_of_a_cgroup(tmp_path: Path, text: str, cpus: int) -> None:
    (tmp_path / "cpu.max").write_text(text)
    assert quota(tmp_path / "cpu.max") == cpus


def test_a_quota_lowers_the_count_and_no_quota_leaves_it(tmp_path: Path) -> None:
    (tmp_path / "cpu.max").write_text("100000 100000")
    assert available_cpus(tmp_path / "cpu.max") == 1
    assert 1 <= available_cpus(tmp_path / "nothing") <= (os.cpu_count() or 1)
