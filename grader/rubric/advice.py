"""What to do about a key or a value that does not fit, where saying so is not enough."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, get_args

from pydantic import BaseModel

from grader.fault import closest, nearest

_LONGEST = 40
_BETWEEN = re.compile(r"[\s,;]+")
_NUMBER = re.compile(r"\s*([-+]?\d{1,15})(?:[.,](\d{1,15}))?\s*%?\s*")


def on_value(kind: str, found: Any) -> str:
    """Return how the value was probably meant, for a pydantic error of this kind; empty where that is unclear."""
    if kind == "tuple_type" and isinstance(found, dict):
        return "begin each entry of a list with `- `"
    if kind == "tuple_type" and isinstance(found, str | int | float) and not isinstance(found, bool):
        names = _BETWEEN.split(str(found))
        entries = ", ".join(names) if all(map(str.isidentifier, names)) else str(found)
        return f"write `[{entries}]`" if len(entries) <= _LONGEST else "put it in brackets, `[…]`"
    if kind == "string_type" and isinstance(found, int | float) and not isinstance(found, bool):
        return f'write `"{found}"`'
    if kind in ("float_type", "int_type") and isinstance(found, str) and (number := _NUMBER.fullmatch(found)):
        return f"write `{'.'.join(part for part in number.groups() if part)}`"
    return ""


def on_key(word: str, models: Iterable[type[BaseModel]], whole: type[BaseModel]) -> str:
    """Return what to write instead of the unknown key `word` of a mapping with these `models`, in the `whole` file."""
    fields = {name: field for model in models for name, field in model.model_fields.items()}
    for name, field in fields.items():
        if word in words(field.annotation) and name != "check":
            return f"write `{name}: {word}`"
    if not closest(word, fields) and (places := list(_places(word, whole))):
        return f"`{word}` goes {' or '.join(places)}"
    return nearest(word, fields)


def on_kind(found: dict[str, Any], kinds: Iterable[str]) -> str:
    """Return what to write in a check that names no kind."""
    named = {str(word) for pair in found.items() for word in pair} & set(kinds)
    return f"write `check: {min(named)}`" if named else f"`check` is needed: {nearest('', kinds)}"


def words(annotation: Any) -> set[str]:
    """Return the words that a field of this type may hold, where it is a choice."""
    own = {part for part in get_args(annotation) if isinstance(part, str)}
    return own.union(*(words(part) for part in get_args(annotation) if not isinstance(part, str)))


def inner(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models inside a field's type."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from inner(argument)


def _places(word: str, model: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield where in a rubric, outside of its checks, the key `word` may stand."""
    if word in model.model_fields:
        yield f"under {' in '.join(f'`{part}`' for part in reversed(path))}" if path else "at the top of the file"
    for name, field in model.model_fields.items():
        for part in inner(field.annotation):
            if "check" not in part.model_fields:
                yield from _places(word, part, (*path, name))
