"""`submission_metadata.json`: what the platform says of a submission. Nothing in it is needed."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Metadata:
    """Who handed in, and how many points the assignment is worth there; None where it is not said."""

    students: tuple[str, ...] = ()
    total_points: float | None = None


def read_metadata(path: Path) -> Metadata:
    """Return what is said; a file that is missing or broken says nothing."""
    try:
        said = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return Metadata()
    users = _at(said, "users")
    names = [_at(user, "name") for user in users] if isinstance(users, list) else []
    return Metadata(
        students=tuple(name for name in names if isinstance(name, str)),
        total_points=_points(_at(_at(said, "assignment"), "total_points")),
    )


def _at(said: Any, key: str) -> Any:
    return said.get(key) if isinstance(said, dict) else None


def _points(said: Any) -> float | None:
    """Return a positive, finite number, which the platform writes as a string."""
    try:
        points = float(said)
    except (TypeError, ValueError):
        return None
    return points if math.isfinite(points) and points > 0 else None
