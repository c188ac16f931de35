"""One thing that is wrong in a rubric file, said where the knowledge is; its line is found later."""

import difflib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic_core import PydanticCustomError

FAULTS = "faults"
"""The type of the pydantic errors that carry faults of ours."""

_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Fault:
    """What was expected and found, and what to do. `at` leads from the validated value to the place."""

    message: str
    hint: str = ""
    at: tuple[str | int, ...] = ()


def faulty(*faults: Fault) -> PydanticCustomError:
    """Return the error with which a pydantic validator reports `faults`."""
    return PydanticCustomError(FAULTS, "{text}", {"text": "; ".join(f.message for f in faults), FAULTS: faults})


def expected(what: str, found: Any, hint: str = "") -> PydanticCustomError:
    """Return the error for a value that is not `what`."""
    return faulty(Fault(f"expected {what}, found {shown(found)}", hint))


def shown(value: Any) -> str:
    """Return a value from a rubric file in the words of a rubric file, on one short line."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, tuple | list):
        return f"a list of {len(value)}" if value else "an empty list"
    if isinstance(value, float):
        return f"{value:.12g}"
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool) else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def nearest(word: str, words: Iterable[str]) -> str:
    """Return a hint that names the nearest of `words`, or all of them where none is near."""
    known = sorted(words)
    if near := closest(word, known):
        return f"did you mean `{near}`?"
    return f"choose from {', '.join(f'`{w}`' for w in known)}" if known else ""


def closest(word: str, words: Iterable[str]) -> str:
    """Return the one of `words` that `word` was probably meant to be, or nothing."""
    lowered = {w.lower(): w for w in words}
    close = difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=0.5)
    return lowered[close[0]] if close else ""
