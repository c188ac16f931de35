"""The network as a drawing."""

from typing import Any

import pytest
from reports import BOTTLENECK, SHAPES, layers

from grader.render.network import Column, Network, network
from grader.report import CheckResult


def drawn(check: CheckResult, **evidence: Any) -> Network:
    """Return the drawing of a check with this evidence besides its own."""
    found = network(check.model_copy(update={"evidence": {**check.evidence, **evidence}}))
    assert found is not None
    return found


def kinds(column: Column) -> list[str]:
    """Return what a column's dots are, from top to bottom."""
    return [dot.kind for dot in column.dots]


def test_every_layer_is_drawn_in_order() -> None:
    """Sizes stand below the columns, layers between them, and a wide layer has dots that stand for the rest."""
    found = drawn(SHAPES)
    assert [column.size for column in found.columns] == ["3", "8", "5"]
    assert [(link.kind, link.name) for link in found.links] == [("Linear", "m1"), ("Linear", "m2")]
    assert [len(column.dots) for column in found.columns] == [3, 7, 5]
    assert kinds(found.columns[1])[3] == "many"
    assert found.told == "3 numbers, Linear m1, 8 numbers, Linear m2, 5 numbers"


def test_a_layer_that_mixes_joins_every_number_with_every_other() -> None:
    """And one that takes each number by itself joins it with its own place only."""
    stack = [
        {"name": "a", "kind": "Linear", "in": [3], "out": [5]},
        {"name": "b", "kind": "ReLU", "in": [5], "out": [5]},
    ]
    linear, relu = drawn(SHAPES, layers=stack).links
    assert (linear.path.count("M"), relu.path.count("M")) == (15, 5)


def test_the_bottleneck_shows_what_is_lacking() -> None:
    """Only the narrowest layer of a network that is too narrow is marked, with how wide it should be."""
    found = drawn(BOTTLENECK)
    assert [kinds(column) for column in found.columns] == [["is"] * 3, ["is", "is", "lacking"], ["is"] * 5]
    assert [column.note for column in found.columns] == ["", "at least 3", ""]


@pytest.mark.parametrize(("made", "dots"), [(4, ["is"] * 4 + ["lacking"]), (6, ["is"] * 5 + ["extra"])])
def test_an_output_of_another_size_is_compared_with_the_expected_one(made: int, dots: list[str]) -> None:
    """What is lacking or too much can be counted."""
    wrong = SHAPES.model_copy(update={"diagnosis": "wrong_output_shape"})
    last = drawn(wrong, **layers(3, made)).columns[-1]
    assert kinds(last) == dots
    assert (last.size, last.note) == (str(made), "not 5")


def test_layers_that_do_not_fit_are_drawn_apart() -> None:
    """The break stands after the layers that were reached, with what the next one takes."""
    found = drawn(SHAPES, misfit={"given": 8, "takes": 4}, layers=layers(3, 8)["layers"])
    assert [link.broken for link in found.links] == [False, True]
    assert kinds(found.columns[-1]) == ["lacking"] * 4
    assert found.told == "3 numbers, Linear m1, 8 numbers, does not fit, takes 4"
    assert [column.size for column in drawn(SHAPES, misfit={"given": 3, "takes": 4}, layers=[]).columns] == ["3", ""]


def test_layers_that_do_not_follow_each_other_are_not_joined() -> None:
    """A branch begins with a column of its own."""
    stack = [{"name": n, "kind": "Linear", "in": [3], "out": [2]} for n in "ab"]
    found = drawn(SHAPES, layers=stack)
    assert [column.size for column in found.columns] == ["3", "2", "3", "2"]
    assert len(found.links) == 2


@pytest.mark.parametrize(
    "found", [[], [{"in": 3, "out": 5}], ["Linear"], [{"in": [1], "out": [1]}] * 25, [{"in": [-1], "out": [10**4000]}]]
)
def test_what_can_not_be_drawn_is_not(found: list[Any]) -> None:
    """Unknown evidence, or too much of it, is left to the table."""
    assert network(SHAPES.model_copy(update={"evidence": {"layers": found}})) is None


def test_shapes_without_numbers_can_be_drawn() -> None:
    """A layer that gives a single number, or nothing at all, has a column too."""
    found = drawn(SHAPES, layers=[{"in": [], "out": [0]}])
    assert [column.size for column in found.columns] == ["1", "0"]
