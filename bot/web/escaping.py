"""Text to HTML, in one place."""

from __future__ import annotations

import re
from html import escape

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def text_html(text: str) -> str:
    """Escaped text, safe between tags and in quoted attributes; control characters are dropped."""
    return escape(_CONTROL.sub("", text), quote=True)
