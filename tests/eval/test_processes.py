"""Programs are bounded, their failures are told with their words, and nothing is left running."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import psutil
import pytest

from bot.errors import ServiceError
from eval.processes import Command, finished, gone, running, terminated_in_order

FAMILY = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
{then}
time.sleep(60)
"""
DEAF = "import signal; [signal.signal(s, signal.SIG_IGN) for s in (signal.SIGINT, signal.SIGTERM)]"


def script(text: str, folder: Path, **variables: str) -> Command:
    return Command("the script", (sys.executable, "-c", text), folder, variables)


def child_in(log: Path) -> psutil.Process:
    end = time.monotonic() + 10
    while not log.read_text().strip() and time.monotonic() < end:
        time.sleep(0.01)
    return psutil.Process(int(log.read_text().split()[0]))


def test_a_program_sees_its_folder_and_variables(tmp_path: Path) -> None:
    log = tmp_path / "log"
    text = "import os; print(os.getcwd(), os.environ['GREETING'])"
    assert finished(script(text, tmp_path, GREETING="a b"), log, 30) > 0
    assert log.read_text().split(maxsplit=1) == [str(tmp_path), "a b\n"]


def test_a_failure_shows_the_last_lines(tmp_path: Path) -> None:
    text = "import sys; [print('line', n) for n in range(99)]; sys.exit(3)"
    with pytest.raises(ServiceError) as caught:
        finished(script(text, tmp_path), tmp_path / "log", 30)
    told = str(caught.value)
    assert told.startswith("the script: ended with exit code 3")
    assert "line 98" in told
    assert "line 80\n" not in told


def test_a_program_that_does_not_exist_is_told(tmp_path: Path) -> None:
    command = Command("nothing", ("/no/such/program",), tmp_path, {})
    with pytest.raises(ServiceError, match="exit code 127"):
        finished(command, tmp_path / "log", 30)
    with pytest.raises(ServiceError, match="cannot start"):
        finished(Command("nowhere", ("true",), tmp_path / "none", {}), tmp_path / "log", 30)


def test_a_program_that_takes_too_long_is_ended_with_its_children(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with pytest.raises(ServiceError, match=r"not done after 1\.5 s"):
        finished(script(FAMILY.format(then=""), tmp_path), log, 1.5)
    assert not psutil.pid_exists(int(log.read_text())) or gone([child_in(log)], 5)


def test_children_do_not_outlive_a_block_that_fails(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with pytest.raises(KeyError), running(script(FAMILY.format(then=""), tmp_path), log) as program:
        child = child_in(log)
        raise KeyError
    assert gone([child], 5)
    assert program.process.returncode is not None


def test_children_do_not_outlive_their_parent(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with running(script(FAMILY.format(then="sys.exit()"), tmp_path), log) as program:
        child = child_in(log)
        program.process.wait(10)
        with pytest.raises(ServiceError, match="exit code 0"):
            program.check_alive()
    assert gone([child], 5)


def test_ctrl_c_ends_a_program_and_gives_its_exit_code(tmp_path: Path) -> None:
    text = "import time\nprint(1, flush=True)\ntry: time.sleep(60)\nexcept KeyboardInterrupt: raise SystemExit(130)"
    log = tmp_path / "log"
    with running(script(text, tmp_path), log) as program:
        while not log.read_text():
            time.sleep(0.01)
        assert program.interrupt(10) == 130


def test_a_program_that_is_deaf_to_ctrl_c_is_told_and_ended(tmp_path: Path) -> None:
    text = f"{DEAF}; print(1, flush=True); import time; time.sleep(60)"
    log = tmp_path / "log"
    with (
        pytest.raises(ServiceError, match=r"still running 0\.2 s after Ctrl-C"),
        running(script(text, tmp_path), log, grace=0.2) as program,
    ):
        while not log.read_text():
            time.sleep(0.01)
        program.interrupt(0.2)
    assert not psutil.pid_exists(program.pid)


def test_being_terminated_ends_children_too(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    log = tmp_path / "log"
    with (
        pytest.raises(SystemExit) as left,
        terminated_in_order(),
        running(script(FAMILY.format(then=""), tmp_path), log),
    ):
        child = child_in(log)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(10)
    assert left.value.code == 143
    assert gone([child], 5)
    assert signal.getsignal(signal.SIGTERM) is before
