"""A run's folder: `header.json`, a RunHeader; `results.jsonl`, a DialogResult a line; perhaps `judge.json`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from bot.errors import InputError, ServiceError
from bot.messages import Value
from eval.outcome import DialogResult, RunHeader

HEADER, RESULTS, JUDGE = "header.json", "results.jsonl", "judge.json"
Parsed = TypeVar("Parsed", bound=Value)


class Judge(Value):
    """Which language model judged tone and relevance, with the digest of the prompt that asked it to."""

    model: str
    prompt: str


class Run(Value):
    """What a folder holds; `judge` once its replies were judged."""

    header: RunHeader
    results: tuple[DialogResult, ...]
    judge: Judge | None = None


def read_run(folder: Path) -> Run:
    """The run in `folder`. A last line without its end, of an interrupted run, is left out.

    Raises:
        InputError: the folder or a file is missing or cannot be read, a line is no result, a result stands twice.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: found no folder, expected one that `python -m eval run` wrote")
    header = _parsed(RunHeader.model_validate_json, _text(folder / HEADER), str(folder / HEADER))
    judge = folder / JUDGE
    by = _parsed(Judge.model_validate_json, _text(judge), str(judge)) if judge.exists() else None
    return Run(header=header, results=tuple(_results(folder / RESULTS)), judge=by)


def write_judged(folder: Path, results: Iterable[DialogResult], judge: Judge) -> None:
    """Replaces the folder's results by judged ones, and says by whom.

    Raises:
        ServiceError: the folder cannot be written to.
    """
    write_text(folder / RESULTS, "".join(f"{result.model_dump_json()}\n" for result in results))
    write_text(folder / JUDGE, judge.model_dump_json() + "\n")


def write_text(path: Path, text: str) -> None:
    """Replaces the file as a whole.

    Raises:
        ServiceError: it cannot be written.
    """
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_text(text, encoding="utf-8")
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise ServiceError(f"{path} cannot be written: {error}") from error


def _results(path: Path) -> Iterator[DialogResult]:
    seen: dict[str, int] = {}
    for number, line in enumerate(_whole_lines(path), start=1):
        place = f"{path}:{number}"
        result = _parsed(DialogResult.model_validate_json, line, place)
        if result.key in seen:
            raise InputError(
                f"{place}: found {result.key} again, expected it in line {seen[result.key]} only"
            )
        seen[result.key] = number
        yield result


def _whole_lines(path: Path) -> Sequence[str]:
    """What stands before the last line's end; cut in bytes, as a torn line may end inside a character."""
    return _text(path, lambda written: written[: written.rfind(b"\n") + 1]).split("\n")[:-1]


def _text(path: Path, part: Callable[[bytes], bytes] = bytes) -> str:
    try:
        return part(path.read_bytes()).decode("utf-8")
    except FileNotFoundError as error:
        raise InputError(f"{path}: found no such file, expected what `python -m eval run` writes") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error


def _parsed(parse: Callable[[str], Parsed], text: str, place: str) -> Parsed:
    try:
        return parse(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "the line"
        raise InputError(f"{place}: {field}: found {str(first['input'])[:80]!r}, {first['msg']}") from error
