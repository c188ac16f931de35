"""What one mistake brings about in several checks: explained once, and no more than may be."""

from typing import Any

import pytest
from reports import BOTTLENECK, COUNT, NEVER_ZEROED, SHAPES, report, stopped

from grader.gradescope.feedback import results
from grader.render.effects import may_follow
from grader.render.first import first
from grader.report import CheckResult
from grader.rubric import find, load

ERROR = "RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x3 and 2x3)"


def failed(kind: str, diagnosis: str, message: str = "Seen.", **evidence: Any) -> CheckResult:
    """Return a check of a kind that lost all its points."""
    given = {"id": kind, "kind": kind, "diagnosis": diagnosis, "message": message, "evidence": evidence}
    return SHAPES.model_copy(update={"status": "failed", "score": 0.0, **given})


LEFT_OUT = failed("training", "parameters_left_out")
NOT_RUN = failed(
    "layer_shapes", "forward_failed", f"The new network could not be run on 3 numbers: {ERROR} (a.py, line 9)."
)
UNFIT = failed("layer_shapes", "shapes_do_not_fit", f"A layer that takes 2 numbers is given 3: {ERROR} (a.py, line 9).")
NO_OUTPUT = failed(
    "output_shape", "forward_failed", f"It could not take an input of shape [3]: {ERROR} (a.py, line 9)."
)


@pytest.mark.parametrize(
    ("check", "cause"),
    [
        (failed("held_out_loss", "not_learned"), NEVER_ZEROED),
        (failed("accuracy", "not_accurate"), LEFT_OUT),
        (failed("every_integer", "not_exact"), failed("held_out_loss", "not_finite")),
        (failed("training", "loss_not_falling"), NEVER_ZEROED),
        (failed("held_out_loss", "not_learned"), failed("parameter_count", "nothing_trainable")),
        (failed("variable", "wrong_value", requires_grad=True), NEVER_ZEROED),
        (failed("parameter_count", "too_few"), failed("layer_shapes", "wrong_output_shape")),
        (failed("parameter_count", "too_many"), UNFIT),
    ],
)
def test_an_effect_may_come_from_its_cause(check: CheckResult, cause: CheckResult) -> None:
    """What is trained wrongly answers wrongly; layers of other sizes have other counts of parameters."""
    assert may_follow(check, cause)
    assert not may_follow(cause, check)


@pytest.mark.parametrize(
    ("check", "cause"),
    [
        (failed("training", "other_optimizer"), NEVER_ZEROED),
        (failed("variable", "no_variable"), NEVER_ZEROED),
        (failed("variable", "wrong_value", requires_grad=False), NEVER_ZEROED),
        (failed("variable", "wrong_value", requires_grad=True), BOTTLENECK),
        (failed("parameter_count", "nothing_trainable"), BOTTLENECK),
        (failed("parameter_count", "too_few"), NOT_RUN),
        (failed("parameter_count", "too_few"), NEVER_ZEROED),
        (failed("source", "missing"), NEVER_ZEROED),
        (failed("held_out_loss", "not_learned"), failed("parameter_count", "too_many")),
    ],
)
def test_what_cannot_be_an_effect_is_not_called_one(check: CheckResult, cause: CheckResult) -> None:
    """A tensor that training does not move, another optimizer, a missing name: mistakes of their own."""
    assert not may_follow(check, cause)


def test_the_same_error_is_explained_once() -> None:
    """Where the same line stops training and the checks of the new network, and what its sizes bring about."""
    too_many = failed("parameter_count", "too_many")
    trace = f"a.py, line 12, in train\n    network(x)\na.py, line 9, in forward\n    return self.m1(x)\n{ERROR}"
    fix = first(report(NO_OUTPUT, UNFIT, too_many, phases=stopped("train", "exception", 1, trace)))
    assert fix is not None
    assert (fix.repeated, fix.effects) == ({"output_shape", "layer_shapes"}, {"parameter_count"})
    assert fix.explained == {"output_shape", "layer_shapes"}
    seen = report(NO_OUTPUT, UNFIT, too_many, phases=stopped("train", "exception", 1, trace))
    rows = results(seen, load(find("challenge")), None, 1)
    assert [row.output.rpartition("<p>")[2] for row in rows.tests] == [
        "This is explained above.</p>",
        "This is explained above.</p>",
        "This may come from what is explained above.</p>",
    ]
    fix = first(report(NO_OUTPUT, NOT_RUN.model_copy(update={"max_score": 1})))
    assert fix is not None
    assert fix.explained == {"output_shape", "layer_shapes"}


@pytest.mark.parametrize("trace", [f"a.py, line 7, in train\n    network(x)\n{ERROR}", "a.py, line 9\nKeyError: 1"])
def test_another_error_is_explained_by_itself(trace: str) -> None:
    """The same words in another line, or other words in the same line."""
    fix = first(report(UNFIT, COUNT, phases=stopped("train", "exception", 1, trace)))
    assert fix is not None
    assert (fix.repeated, fix.effects) == (frozenset(), frozenset())
