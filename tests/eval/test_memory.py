"""Memory is that of the whole process tree, and its peak is kept."""

from __future__ import annotations

import subprocess
import sys
import time

from eval.memory import resident, watched

HOLDING = "import sys; b = bytearray(80_000_000); print(flush=True); sys.stdin.read()"


def test_children_count() -> None:
    before = resident()
    child = subprocess.Popen([sys.executable, "-c", HOLDING], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with child:
        assert child.stdout is not None
        child.stdout.readline()
        assert resident() > before + 80_000_000
        assert resident(child.pid) > 80_000_000
        assert child.stdin is not None
        child.stdin.close()
    assert resident(child.pid) == 0


def test_the_peak_outlives_the_fall() -> None:
    values = iter([3, 9])
    with watched(lambda: next(values, 1), interval=0.001) as peak:
        end = time.monotonic() + 5
        while peak.bytes < 9 and time.monotonic() < end:
            time.sleep(0.001)
    assert peak.bytes == 9
