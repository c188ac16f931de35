"""Strict reading of what a child sent: known fields, exact types, finite numbers, or an error."""

import json
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError


class ProtocolError(Exception):
    """The child sent something that its worker never sends, so nothing after it is believed."""


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def decode(kind: type, text: bytes) -> Any:
    """Return `text` as a `kind`. Raises `ProtocolError` for anything malformed, unknown or repeated."""
    try:
        json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
        return _adapter(kind).validate_json(text)
    except (ValidationError, ValueError, RecursionError) as error:
        raise ProtocolError(f"{kind.__name__}: {str(error).splitlines()[0]}") from error


def _unique(pairs: list[tuple[str, Any]]) -> None:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key stands twice")


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a number")
