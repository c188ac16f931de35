"""Text from elsewhere, made safe to look at."""

import re

_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # terminal controls
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # turn the text around
    "\ud800-\udfff]"  # halves of characters, which no file can hold
)


def readable(text: str, most: int = 20_000, line: int = 1_000) -> str:
    """Return `text` with what steers a terminal or turns text around as visible escapes.

    Of more than `most` characters, and of a line of more than `line`, the beginning and the end are
    kept: an error is usually said at the end.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    shown = _shortened("\n".join(_shortened(each, line) for each in lines), most)
    return _STEERING.sub(_escape, shown)


def _shortened(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return f"{text[: most // 2]} … {len(text) - most:,} characters left out … {text[most // 2 - most :]}"


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")
