"""Whatever stands in a rubric file, reading it gives a rubric or a `RubricError`, and nothing else."""

import copy
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import RubricError
from grader.rubric import find, read

CHALLENGE = find("challenge").read_bytes()
HERE = find("challenge")
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["layer_shapes", "held_out_loss", "20 s", "1e400", "a + b", "c ** c ** c", "-" * 150 + "a"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(SCALARS, inner, max_size=4),
    max_leaves=8,
)


def holds(content: bytes) -> None:
    """Read `content`, and see that it is a rubric, or refused with a message that names the file."""
    said = ""
    try:
        read(content, HERE)
    except RubricError as error:
        said = str(error)
    assert not said or said.startswith(str(HERE))
    said.encode()


def places(data: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in plain data."""
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [here, *(place for key, value in entries for place in places(value, (*here, key)))]


PLACES = [place for place in places(yaml.safe_load(CHALLENGE)) if place]


@given(st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    """Bytes of any kind."""
    holds(content)


@given(st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_text(content: bytes) -> None:
    """Text of any kind."""
    holds(content)


@given(st.text(alphabet="abc: -[]{},&*!|>'\"%@`#?\n\t~1.e+", max_size=80).map(str.encode))
def test_any_signs_that_yaml_reads(content: bytes) -> None:
    """Text of the signs that mean something in YAML."""
    holds(content)


@given(VALUES)
def test_any_data(data: Any) -> None:
    """Data of any shape."""
    holds(yaml.safe_dump(data).encode("utf-8", "replace"))


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=4))
def test_the_challenge_with_some_values_replaced(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    """A good rubric in which a few values became anything."""
    data = yaml.safe_load(CHALLENGE)
    for place, value in changes:
        target = data
        for part in place[:-1]:
            target = target[part] if isinstance(target, list | dict) and _has(target, part) else None
        if isinstance(target, list | dict) and _has(target, place[-1]):
            target[place[-1]] = copy.deepcopy(value)
    holds(yaml.safe_dump(data).encode("utf-8", "replace"))


@settings(max_examples=200)
@given(st.integers(0, len(CHALLENGE)), st.integers(0, 30), st.text(max_size=8))
def test_the_challenge_with_a_piece_overwritten(start: int, length: int, text: str) -> None:
    """A good rubric in which somebody typed where they should not."""
    holds(CHALLENGE[:start] + text.encode("utf-8", "replace") + CHALLENGE[start + length :])


def _has(container: list[Any] | dict[Any, Any], part: Any) -> bool:
    if isinstance(container, dict):
        return part in container
    return isinstance(part, int) and part < len(container)
