"""Evidence as tables, and the network as a silhouette."""

from typing import Any

import pytest
from reports import BOTTLENECK, SHAPES

from grader.render.evidence import said, tables
from grader.render.network import network


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        (True, "yes"),
        (1, "1"),
        (10_000, "10,000"),
        (0.123456, "0.1235"),
        ([3, 5], "3, 5"),
        ([], "none"),
        ({"±10": 1.0, "share_exact": 0.5}, "±10: 1, share exact: 0.5"),
        ("Linear", "Linear"),
    ],
)
def test_values_are_written_as_people_write_them(value: Any, shown: str) -> None:
    """No value shows Python's own notation."""
    assert said(value) == shown


def test_plain_values_share_a_table_and_records_get_their_own() -> None:
    """A list of records becomes columns, and a key that only some records have leaves gaps."""
    plain, records = tables({"steps": 3, "rows": [{"a": 1}, {"a": 2, "the_b": None}]})
    assert plain.rows == (("steps", "3"),)
    assert records.caption == "rows"
    assert records.headings == ("a", "the b")
    assert records.rows == (("1", ""), ("2", "–"))


def test_what_is_said_elsewhere_is_not_repeated() -> None:
    """Neither what a check waits for nor what is drawn appears as a table."""
    assert tables({"requires": ["a"], "phase": "train", "outcome": "timeout", "drawn": 1}, except_for="drawn") == []


def test_every_layer_is_drawn_in_order() -> None:
    """The silhouette names each layer's kind and what goes in and comes out."""
    drawn = network(SHAPES)
    assert [(layer.kind, layer.before, layer.after) for layer in drawn] == [("Linear", "3", "8"), ("Linear", "8", "5")]
    assert not any(layer.narrow for layer in drawn)


def test_the_bottleneck_is_marked() -> None:
    """Only the narrowest layer of a network that is too narrow stands out."""
    assert [layer.narrow for layer in network(BOTTLENECK)] == [True, False]


@pytest.mark.parametrize("layers", [[], [{"in": 3, "out": 5}], ["Linear"], [{"in": [1], "out": [1]}] * 25])
def test_what_can_not_be_drawn_is_not(layers: list[Any]) -> None:
    """Unknown evidence, or too much of it, is left to the table."""
    assert network(SHAPES.model_copy(update={"evidence": {"layers": layers}})) == []


def test_shapes_without_numbers_can_be_drawn() -> None:
    """A layer that gives a single number, or nothing at all, has a width too."""
    (drawn,) = network(SHAPES.model_copy(update={"evidence": {"layers": [{"in": [], "out": [0]}]}}))
    assert (drawn.before, drawn.after) == ("1", "0")
