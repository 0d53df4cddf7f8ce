"""Chooses the dialogs of a run, and spreads each over its channels and repetitions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import InputError
from eval.dialog import Dialog
from eval.dialog_files import DIALOGS, Placed, built_in_files, read_dialogs

_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Trial:
    """One run of a dialog on one channel; `attempt` counts its repetitions from 0."""

    dialog: Dialog
    channel: str
    attempt: int

    @property
    def key(self) -> str:
        """Unique within a run, and the same as its result's."""
        return f"{self.dialog.id}@{self.channel}#{self.attempt}"


def select(names: Iterable[str], *, heldout: bool | None = None) -> tuple[Placed, ...]:
    """The dialogs that `names` choose, and of those only the held-out ones, or only the others.

    A name that is a file is read, otherwise it is a tag. Files take the place of the built-in dialogs; of several
    tags a dialog has at least one.

    Raises:
        InputError: a file cannot be used; or nothing is chosen, and then it lists the tags there are.
    """
    names = tuple(names)
    files = [Path(name) for name in names if _is_file(name)]
    tags = [name for name in names if not _is_file(name)]
    read = read_dialogs(files or _built_in())
    for tag in tags:
        if not any(tag in placed.dialog.tags for placed in read):
            raise InputError(f"{tag!r} is neither a file nor a tag. {_tags(read)}")
    chosen = [p for p in read if not tags or set(tags) & set(p.dialog.tags)]
    of_half = tuple(p for p in chosen if heldout is None or p.dialog.heldout is heldout)
    if not of_half:
        half = "held out" if heldout else "not held out"
        raise InputError(f"None of the {len(chosen)} dialogs chosen is {half}. {_tags(read)}")
    return of_half


def trials(dialogs: Iterable[Dialog], repeat: int | None = None) -> tuple[Trial, ...]:
    """Every dialog on each of its channels, as often as it says or else `repeat` times."""
    return tuple(
        Trial(dialog, channel, attempt)
        for dialog in dialogs
        for channel in dict.fromkeys(dialog.channel)
        for attempt in range(repeat or dialog.repeat)
    )


def _is_file(name: str) -> bool:
    return name.endswith(_ENDINGS) or Path(name).is_file()


def _built_in() -> tuple[Path, ...]:
    files = built_in_files()
    if not files:
        raise InputError(f"{DIALOGS}: found no dialog files, expected at least one. Name a file.")
    return files


def _tags(read: Sequence[Placed]) -> str:
    tags = sorted({tag for placed in read for tag in placed.dialog.tags})
    return f"The tags there are: {', '.join(tags) or 'none'}."
