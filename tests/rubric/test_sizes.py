"""What checks say of the network's sizes; `bad/` has what contradicts itself."""

from pathlib import Path

import pytest

from grader.rubric import read

HEAD = "title: A rubric\nsubmission: {network: MyNetwork, train: train}\nchecks:\n"
THRESHOLDS = "full_marks_below: 0.1, no_marks_above: 1"
ONE = f"  - {{check: held_out_loss, points: 1, inputs: {{integers: [a, b]}}, target: [a, b, a + b], {THRESHOLDS}}}\n"
OTHER = (
    f"  - {{check: held_out_loss, id: other, points: 1, inputs: {{integers: [a, b, c]}}, target: [c], {THRESHOLDS}}}\n"
)
MOONS = (
    "  - {check: accuracy, points: 1, held_out: more/moons/held_out.npz, full_marks_from: 0.9, no_marks_below: 0.5}\n"
)


@pytest.mark.parametrize(
    "checks",
    [
        "  - {check: layer_shapes, points: 1, input: [2], output: [3], narrowest: 2}\n" + ONE,
        "  - {check: layer_shapes, points: 1, input: [5], output: [4]}\n" + ONE + OTHER,
        "  - {check: output_shape, points: 1, input: [2], output: [1, 3]}\n" + ONE,
        "  - {check: layer_shapes, points: 1, input: [2, 2], output: [4], narrowest: 4}\n",
        "  - {check: learned, points: 0}\n" + ONE + OTHER,
        "  - {check: learned, points: 0, inputs: {integers: [a, b, c, d]}, target: [d]}\n" + ONE,
        "  - {check: layer_shapes, points: 1, input: [2], output: [1]}\n" + MOONS,
        "  - {check: layer_shapes, points: 1, input: [2], output: [5]}\n" + MOONS,
    ],
)
def test_what_some_network_could_meet_is_no_contradiction(checks: str) -> None:
    """One that takes any number of numbers, that treats a single example as a batch, that has outputs to spare."""
    shipped = Path(__file__).parents[2] / "rubrics"
    assert read((HEAD + checks).encode(), shipped / "a_rubric.yaml").checks
