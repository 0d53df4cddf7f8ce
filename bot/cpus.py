"""How many processors this process may really use."""

from __future__ import annotations

import os
from pathlib import Path

CGROUP_LIMIT = Path("/sys/fs/cgroup/cpu.max")


def available_cpus(limit: Path = CGROUP_LIMIT) -> int:
    """Processors within this process's affinity and its container's quota (`limit`, a cgroup v2 file); at least 1.

    More threads than that make a language model many times slower, as they wait for one another.
    """
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(allowed, quota(limit)))


def quota(limit: Path) -> int:
    """Whole processors that the cgroup file grants; a large number when it grants all or cannot be read."""
    try:
        granted, period = limit.read_text().split()[:2]
        return max(1, int(granted) // int(period))
    except (OSError, ValueError, ZeroDivisionError):
        return 1 << 16
