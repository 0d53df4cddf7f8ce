"""Reading the files of a shop folder, trusting none of them."""

from __future__ import annotations

import re
from pathlib import Path

from knowledge.errors import ShopFolderError

LARGEST_FILE = 1 << 29

_LINE_END = re.compile(r"\r\n|\n|\r")
_BOM = "\ufeff"


def read_lines(root: Path, name: str) -> list[str] | None:
    """The lines of the UTF-8 file `name` below `root`, without their ends; None when there is no such file.

    Any of the three line ends will do, and a byte order mark is passed over.

    Raises:
        ShopFolderError: not a plain file, not readable, larger than 512 MiB, or not UTF-8.
    """
    path = root / name
    try:
        if not path.exists() and not path.is_symlink():
            return None
        _check(path, name)
        text = _decoded(path.read_bytes(), name)
    except OSError as error:
        raise ShopFolderError(f"{name}: cannot be read ({error.strerror}); check its permissions") from error
    return _LINE_END.split(text.removeprefix(_BOM))


def list_folder(root: Path, name: str) -> list[Path]:
    """What is in the folder `name` below `root`, sorted, without hidden files; empty when there is none.

    Raises:
        ShopFolderError: it is not a plain folder, or not readable.
    """
    path = root / name
    try:
        if path.is_symlink() or (path.exists() and not path.is_dir()):
            raise ShopFolderError(f"{name}: found {_kind(path)}, expected a plain folder")
        items = path.iterdir() if path.exists() else ()
        return sorted(item for item in items if not item.name.startswith("."))
    except OSError as error:
        raise ShopFolderError(f"{name}: cannot be read ({error.strerror}); check its permissions") from error


def _check(path: Path, name: str) -> None:
    if path.is_symlink() or not path.is_file():
        raise ShopFolderError(f"{name}: found {_kind(path)}, expected a plain file")
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise ShopFolderError(
            f"{name}: found {size:,} bytes, expected at most {LARGEST_FILE:,}; split the data"
        )


def _kind(path: Path) -> str:
    if path.is_symlink():
        return "a symbolic link"
    if path.is_dir():
        return "a folder"
    return "a file" if path.is_file() else "a pipe or device"


def _decoded(data: bytes, name: str) -> str:
    """The text. UTF-16 without a mark would decode too, with a zero beside each plain letter."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = len(_LINE_END.findall(data[: error.start].decode("utf-8", "replace"))) + 1
        found = f"found 0x{data[error.start]:02x}"
        raise ShopFolderError(
            f"{name}:{line}: byte {error.start}: {found}, expected UTF-8; save the file as UTF-8"
        ) from error
    zero = text.find("\x00", 0, 4)
    if zero >= 0:
        raise ShopFolderError(f"{name}:1: byte {zero}: found 0x00, expected UTF-8; save the file as UTF-8")
    return text
