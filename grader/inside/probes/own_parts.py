"""Are the observing objects as they were made: with the same parts, their own methods, and their hooks in place?"""

from collections.abc import Iterator, Sequence
from types import MemberDescriptorType
from typing import Any
from weakref import ReferenceType

from torch.utils.hooks import RemovableHandle

_OURS = "grader.inside."


class OwnParts:
    """Knows the parts of `roots`, and the parts of those, from the moment it is made."""

    def __init__(self, *roots: Any) -> None:
        self._roots = roots
        self._known = [
            (holder, name, value)
            for holder, parts in _with_parts(roots)
            for name, value in parts.items()
            if _is_own(value) or (callable(value) and not isinstance(value, ReferenceType))
        ]

    def touched(self) -> Iterator[str]:
        """Yield the names of parts that are others now, of methods put into an object, and of hooks that are gone."""
        now = _with_parts(self._roots)
        by_id = {id(holder): parts for holder, parts in now}
        for holder, name, value in self._known:
            if (by_id.get(id(holder)) or _parts(holder)).get(name) is not value:
                yield _label(holder, name)
        for holder, parts in now:
            for name, value in parts.items():
                if _is_placed(holder, name) or any(map(_is_gone, _each(value))):
                    yield _label(holder, name)
            if getattr(holder, "unhooked", False):
                yield _label(holder, "hook")


def is_gone(handle: RemovableHandle) -> bool:
    """Whether somebody else removed the hook that `handle` stands for."""
    registered = handle.hooks_dict_ref()
    return registered is not None and handle.id not in registered


def _is_gone(value: Any) -> bool:
    return isinstance(value, RemovableHandle) and is_gone(value)


def _with_parts(roots: tuple[Any, ...]) -> list[tuple[Any, dict[str, Any]]]:
    """Return each of the grader's objects that can be reached from `roots`, with its attributes."""
    found: dict[int, tuple[Any, dict[str, Any]]] = {}
    waiting = list(roots)
    while waiting:
        holder = waiting.pop()
        if id(holder) not in found:
            parts = _parts(holder)
            found[id(holder)] = holder, parts
            waiting += [part for value in parts.values() for part in _each(value) if _is_own(part)]
    return list(found.values())


def _parts(holder: Any) -> dict[str, Any]:
    """Return its attributes. Some have slots, since `vars` would make an object slower ever after."""
    slots = getattr(holder, "__slots__", None)
    return vars(holder) if slots is None else {name: getattr(holder, name) for name in slots if hasattr(holder, name)}


def _is_placed(holder: Any, name: str) -> bool:
    """Whether the class has something by the name of an attribute, other than the slot for it."""
    found = vars(type(holder)).get(name)
    return found is not None and not isinstance(found, MemberDescriptorType)


def _each(value: Any) -> Sequence[Any]:
    """Return what a list holds, or the value itself. A list of what was seen holds no parts, and may be long."""
    if isinstance(value, list):
        return () if value and isinstance(value[0], int | float | bytes | tuple) else value
    return (value,)


def _is_own(value: Any) -> bool:
    return type(value).__module__.startswith(_OURS) and (hasattr(value, "__dict__") or hasattr(value, "__slots__"))


def _label(holder: Any, name: str) -> str:
    return f"{type(holder).__module__}.{type(holder).__qualname__}.{name}"
