"""`parameter_count` on networks described by hand."""

import pytest
from observations import documented, stopped, with_parameters

from grader.check import Judgement, Seen
from grader.checks.parameter_count import ParameterCount
from grader.wire.observation import Parameter

CHECK = ParameterCount(check="parameter_count", points=10, at_least=20, at_most=100)


def parameter(*shape: int, trainable: bool | None = True) -> Parameter:
    """One tensor of the network."""
    return Parameter("p", shape, trainable)


CASES = {
    "correct": with_parameters(parameter(5, 3), parameter(5)),
    "too_few": with_parameters(parameter(5, 3)),
    "too_many": with_parameters(parameter(101)),
    "nothing_trainable": with_parameters(parameter(5, 3, trainable=False)),
    "no_build": stopped("build"),
}


def verdicts() -> list[Judgement]:
    """A verdict of each diagnosis."""
    return [CHECK.judge(seen) for seen in CASES.values()]


@pytest.mark.parametrize(("diagnosis", "seen"), CASES.items(), ids=CASES)
def test_each_diagnosis_is_reached(diagnosis: str, seen: Seen) -> None:
    """A network with this fault gets this diagnosis, and points only if it has none."""
    verdict = CHECK.judge(seen)
    assert verdict.diagnosis == diagnosis
    assert verdict.fraction == (diagnosis == "correct")


def test_every_diagnosis_is_documented() -> None:
    """The table in the docstring lists exactly the diagnoses that are reached here."""
    assert documented(ParameterCount) == CASES.keys()


def test_frozen_parameters_and_buffers_are_not_trainable() -> None:
    """Only what may change counts; buffers are no parameters at all."""
    seen = with_parameters(parameter(20), parameter(7, trainable=False), parameter(9, trainable=None))
    assert CHECK.judge(seen).evidence == {"trainable": 20, "total": 27}


def test_a_single_number_counts_as_one() -> None:
    """A parameter without dimensions is one number."""
    assert CHECK.judge(with_parameters(parameter(), parameter(20))).evidence["trainable"] == 21


@pytest.mark.parametrize("count", [20, 100])
def test_both_bounds_belong_to_the_range(count: int) -> None:
    """Exactly the smallest and exactly the largest count earn the points."""
    assert CHECK.judge(with_parameters(parameter(count))).status == "passed"
