"""A YAML file as plain data that remembers the line and column of every value.

Only what a rubric needs: mappings, lists and scalars. Numbers are read as YAML 1.2 reads them, so
that `1e-3` is a number and a column may be called `y` or `no`.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from grader.errors import RubricError
from grader.fault import shown
from grader.rubric.yaml_faults import explained

Loc = tuple[str | int, ...]
Place = tuple[int, int]
"""Line and column, both counted from 1."""

_DEEPEST = 20
_MOST_VALUES = 10_000
_WHOLE = re.compile(r"[-+]?\d{1,30}")
_DECIMAL = re.compile(r"[-+]?(\d{1,30}\.?\d{0,30}|\.\d{1,30})(e[-+]?\d{1,4})?", re.IGNORECASE)
_ENDLESS = re.compile(r"([-+]?)\.(inf|nan)", re.IGNORECASE)
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Source:
    """The data of one file (lists as tuples), and where each key and each value stands in it."""

    path: Path
    sha256: str
    data: Any
    keys: dict[Loc, Place]
    values: dict[Loc, Place]


def parse(content: bytes, path: Path) -> Source:
    """Return the one document in `content`. Raises `RubricError` for anything but plain data."""
    try:
        return _Reader(content.decode("utf-8-sig"), path).read(hashlib.sha256(content).hexdigest())
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise explained(error, content, path) from None


class _Reader:
    """Follows the parser's events; never recurses deeper than `_DEEPEST`."""

    def __init__(self, text: str, path: Path) -> None:
        self._events: Iterator[Any] = yaml.parse(text, Loader=yaml.SafeLoader)
        self._path = path
        self._keys: dict[Loc, Place] = {}
        self._values: dict[Loc, Place] = {}

    def read(self, sha256: str) -> Source:
        next(self._events)
        start = next(self._events)
        if isinstance(start, yaml.StreamEndEvent):
            raise self._error(start, "expected a rubric, found an empty file", "`grade rubric new` starts one")
        data = self._value(next(self._events), ())
        next(self._events)
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self._error(after, "expected one rubric, found a second document", "leave out the second `---`")
        return Source(self._path, sha256, data, self._keys, self._values)

    def _value(self, event: Any, loc: Loc) -> Any:
        self._refuse_extras(event)
        if len(loc) > _DEEPEST:
            raise self._error(event, f"expected at most {_DEEPEST} levels, found more")
        if len(self._values) >= _MOST_VALUES:
            raise self._error(event, f"expected at most {_MOST_VALUES} values, found more")
        self._values[loc] = _place(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(loc)
        if isinstance(event, yaml.SequenceStartEvent):
            return tuple(
                self._value(item, (*loc, place)) for place, item in enumerate(self._until(yaml.SequenceEndEvent))
            )
        return self._scalar(event)

    def _mapping(self, loc: Loc) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for event in self._until(yaml.MappingEndEvent):
            self._refuse_extras(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise self._error(event, "expected a word as key, found a list or a mapping")
            key = self._scalar(event)
            if not isinstance(key, str):
                raise self._error(event, f"expected a word as key, found {shown(key)}")
            if key in data:
                first, _ = self._keys[(*loc, key)]
                raise self._error(
                    event, f"expected `{key}` once, found it a second time", f"the first is in line {first}"
                )
            self._keys[(*loc, key)] = _place(event)
            data[key] = self._value(next(self._events), (*loc, key))
        return data

    def _until(self, end: type) -> Iterator[Any]:
        while not isinstance(event := next(self._events), end):
            yield event

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise self._error(event, "expected Unicode text, found half a character", "write the character itself")
        return text if event.style else _plain(text)

    def _refuse_extras(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent):
            raise self._error(event, f"expected a value, found the alias `*{event.anchor}`", "write the value out")
        if event.anchor is not None:
            raise self._error(event, f"expected a value, found the anchor `&{event.anchor}`", "write the value out")
        if event.tag is not None:
            raise self._error(event, f"expected a value, found the tag `{event.tag}`", "leave the tag out")

    def _error(self, event: Any, message: str, hint: str = "") -> RubricError:
        line, column = _place(event)
        return RubricError(message, where=f"{self._path}:{line}:{column}", hint=hint)


def _place(event: Any) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _plain(text: str) -> Any:
    """Return what a scalar without quotes stands for."""
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _WHOLE.fullmatch(text):
        return int(text)
    if endless := _ENDLESS.fullmatch(text):
        return float("".join(endless.groups()))
    return float(text) if _DECIMAL.fullmatch(text) else text
