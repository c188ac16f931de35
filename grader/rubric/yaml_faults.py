"""What the YAML parser complains about, in words that help."""

import re
from pathlib import Path

import yaml
from yaml.reader import ReaderError

from grader.errors import RubricError
from grader.fault import Fault

_QUOTES = "text with `: ` or ` #` in it, or that begins with a sign such as [ { & * ! | > % @ `, goes in quotes"
_UNCLOSED = {
    "expected ',' or ']'": Fault("expected this list to go on with `,` or end with `]`, found something else"),
    "expected ',' or '}'": Fault("expected this mapping to go on with `,` or end with `}`, found something else"),
    "unexpected end of stream": Fault("expected this quote to be closed, found the end of the file"),
}
"""What is best pointed at where it began."""

_KNOWN = {
    "'\\t'": Fault("expected spaces, found a tab", "YAML is indented with spaces only"),
    "mapping values are not allowed": Fault(
        "expected a value, found a second `:`",
        f"is the line indented too far, or a space missing after a `:` above it? {_QUOTES}",
    ),
    "expected <block end>": Fault(
        "expected this line to be indented like the ones before it, found it elsewhere",
        "all entries of one list or mapping begin in the same column",
    ),
    "could not find expected ':'": Fault(
        "expected `:` after a key, found none",
        "write `key: value`, with a space after the `:`",
    ),
    "cannot start any token": Fault("expected a value, found a sign that can't begin one", _QUOTES),
    "expected the node content": Fault("expected a value, found a sign that can't begin one", _QUOTES),
    "escape character": Fault(
        "expected an escape that YAML knows, found another",
        "write `\\\\` for a backslash, or use single quotes",
    ),
}
_ODD_INDENTATION = re.compile(r"^ *([\u00a0\u2000-\u200b\u202f\u205f\u3000])", re.MULTILINE)
"""Copied from a page or a text processor."""


def explained(error: UnicodeDecodeError | yaml.YAMLError, content: bytes, path: Path) -> RubricError:
    """Return the rubric's error for one of the parser's."""
    if isinstance(error, UnicodeDecodeError):
        found = f"expected UTF-8 text, found the byte 0x{content[error.start]:02X}"
        before = content[: error.start].decode(errors="replace")
        return RubricError(found, where=_end_of(before, path), hint="save the file as UTF-8")
    if isinstance(error, ReaderError):
        found = f"expected readable text, found the control character U+{error.character:04X}"
        return RubricError(found, where=_end_of(content.decode("utf-8-sig")[: error.position], path))
    if odd := _ODD_INDENTATION.search(text := content.decode("utf-8-sig")):
        found = f"expected spaces, found the character U+{ord(odd[1]):04X} that looks like one"
        return RubricError(found, where=_end_of(text[: odd.start(1)], path), hint="type the spaces anew")
    assert isinstance(error, yaml.MarkedYAMLError)
    problem = error.problem or ""
    for part, fault in (_UNCLOSED | _KNOWN).items():
        if part in problem:
            mark = error.context_mark if part in _UNCLOSED else error.problem_mark
            return RubricError(fault.message, where=_at(mark, path), hint=fault.hint)
    return RubricError(f"expected YAML, found that {problem}", where=_at(error.problem_mark, path), hint=_QUOTES)


def _at(mark: yaml.Mark | None, path: Path) -> str:
    return f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)


def _end_of(text: str, path: Path) -> str:
    return f"{path}:{text.count(chr(10)) + 1}:{len(text) - text.rfind(chr(10))}"
