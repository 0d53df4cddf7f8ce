"""What a dialog looks for in a text: literal words, or a regular expression between slashes."""

from __future__ import annotations

import re
import unicodedata


def pattern_of(wanted: str) -> re.Pattern[str]:
    """What `wanted` looks for, in any case. Both it and the searched text are in Unicode's compatibility form, NFKC.

    Raises:
        re.error: it is no regular expression.
    """
    wanted = unicodedata.normalize("NFKC", wanted)
    is_pattern = len(wanted) > 2 and wanted.startswith("/") and wanted.endswith("/")
    return re.compile(wanted[1:-1] if is_pattern else re.escape(wanted), re.IGNORECASE)


def checked_pattern(wanted: str) -> str:
    """`wanted` itself.

    Raises:
        ValueError: it is no regular expression.
    """
    try:
        pattern_of(wanted)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return wanted
