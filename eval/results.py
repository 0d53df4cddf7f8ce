"""`RESULTS.md`: one section for each measurement, replaced as a whole by the command that measured it."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from bot.errors import ServiceError

RESULTS = Path(__file__).parent / "RESULTS.md"
_TITLE = "# Results\n\nEach section is written by a command of `python -m eval`; not by hand.\n"
_SECTION = re.compile(r"^## ", re.MULTILINE)


def write_section(heading: str, body: str, path: Path = RESULTS) -> None:
    """Puts `body` under `## heading` and leaves every other section as it is; the file is never half written.

    Raises:
        ValueError: `body` has a line that starts a section of its own.
        ServiceError: the file cannot be read or written.
    """
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else _TITLE
        _replace(path, with_section(_titled(before), heading, body))
    except (OSError, UnicodeDecodeError) as error:
        raise ServiceError(
            f"{path} cannot be read and written: {error}. Name another with --results."
        ) from error


def with_section(text: str, heading: str, body: str) -> str:
    """`text` with the section `heading` replaced, or added at the end.

    Raises:
        ValueError: `body` has a line that starts a section of its own.
    """
    if _SECTION.search(body) or body.startswith("# ") or "\n# " in body:
        raise ValueError(f"the body of {heading!r} has a line that begins with # or ##, expected ### at most")
    first, *sections = _SECTION.split(text)
    new = f"{heading}\n\n{body.strip()}\n"
    titles = [section.partition("\n")[0].strip() for section in sections]
    if heading in titles:
        sections[titles.index(heading)] = new
    else:
        sections.append(new)
    return "\n".join([first.rstrip() + "\n", *(f"## {section.rstrip()}\n" for section in sections)])


def _titled(text: str) -> str:
    """The sections under the present title."""
    first = _SECTION.search(text)
    return _TITLE + ("\n" + text[first.start() :] if first else "")


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
