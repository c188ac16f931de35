"""`output_shape` on forward passes made by hand."""

import pytest
from observations import FAILURE, documented, failed_forward, layers, passed_forward, stopped

from grader.check import Judgement, Seen
from grader.checks.output_shape import OutputShape

CHECK = OutputShape(check="output_shape", points=10, input=(3,), output=(5,))


CASES = [
    (passed_forward(*layers(3, 2, 5)), "correct"),
    (passed_forward(*layers(3, 4), output=(4,)), "wrong_output_shape"),
    (passed_forward(output=(1, 5)), "wrong_output_shape"),
    (passed_forward(output=()), "wrong_output_shape"),
    (failed_forward(FAILURE), "forward_failed"),
    (stopped("build"), "no_build"),
]


def verdicts() -> list[Judgement]:
    """A verdict of each diagnosis."""
    return [CHECK.judge(seen) for seen, _ in CASES]


@pytest.mark.parametrize(("seen", "diagnosis"), CASES)
def test_only_the_output_counts(seen: Seen, diagnosis: str) -> None:
    """Not the layers between."""
    verdict = CHECK.judge(seen)
    assert verdict.diagnosis == diagnosis
    assert verdict.fraction == float(diagnosis == "correct")
    assert diagnosis in documented(OutputShape)
