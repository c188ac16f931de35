"""`held_out_loss` on answers made by hand."""

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from observations import FAILURE, answering, challenge, documented, failing, phases, stopped

from grader.check import Judgement, Seen
from grader.checks.held_out_loss import HeldOutLoss
from grader.errors import RubricError
from grader.inputs import Inputs
from grader.wire.observation import Failure, Network, Observation, Parameter, Replaced
from grader.wire.training import InputsSeen, Optimizer, Point, Summary, Training

INPUTS = Inputs(integers=("a", "b", "c"))
CHECK = HeldOutLoss(
    check="held_out_loss",
    points=30,
    inputs=INPUTS,
    target=("a", "b", "c", "c + 1", "c + 2"),
    full_marks_below=0.25,
    no_marks_above=1.0,
)


def off_by(error: float) -> Seen:
    """A network whose first output is off by as much above as below the right answer."""
    sign = np.where(np.arange(INPUTS.count) % 2, 1.0, -1.0)
    return answering(CHECK, lambda v: challenge(v) + np.outer(sign * error, [1, 0, 0, 0, 0]))


CASES = {
    "correct": answering(CHECK, challenge),
    "partly_learned": off_by(0.8),
    "not_learned": answering(CHECK, lambda v: 0 * challenge(v)),
    "bias_not_learned": answering(CHECK, lambda v: challenge(v) - [0, 0, 0, 1, 2]),
    "not_finite": answering(CHECK, lambda v: challenge(v) * np.nan),
    "wrong_output_shape": answering(CHECK, lambda v: challenge(v)[:, :4]),
    "wrong_dtype": answering(CHECK, lambda v: challenge(v).astype(np.int64)),
    "forward_failed": failing(CHECK, FAILURE),
    "no_answer": failing(CHECK, None),
    "no_evaluate": stopped("train"),
}


def verdicts() -> list[Judgement]:
    """A verdict of each diagnosis."""
    return [CHECK.judge(seen) for seen in CASES.values()]


@pytest.mark.parametrize(("diagnosis", "seen"), CASES.items(), ids=CASES)
def test_each_diagnosis_is_reached(diagnosis: str, seen: Seen) -> None:
    """Answers with this fault get this diagnosis, and full points only if they have none."""
    verdict = CHECK.judge(seen)
    assert verdict.diagnosis == diagnosis
    assert (verdict.fraction == 1) == (diagnosis == "correct")
    assert (verdict.status == "not_judged") == (diagnosis == "no_evaluate")
    json.dumps(verdict.evidence, allow_nan=False)


def test_a_hint_tells_what_the_training_lacked() -> None:
    """Negative numbers that were never seen explain a loss that is too high; a small loss needs no advice."""
    training = Training(summary=Summary(inputs=InputsSeen(100, 1, None, integers=True, low=0, high=10)))
    advised, plain = (
        CHECK.judge(replace(seen, submission=replace(seen.submission, training=training))).hint
        for seen in (off_by(2), CASES["correct"])
    )
    assert advised.startswith(
        "The training inputs that were looked at were whole numbers from 0 to 10: negative numbers"
    )
    assert "below and above 0" in advised
    assert not plain


def test_a_hint_tells_when_training_exploded() -> None:
    """The step and a learning rate to try."""
    training = Training(summary=Summary(first_nan=41, optimizers=(Optimizer("SGD", 0.01, (0,)),)))
    seen = CASES["not_finite"]
    hint = CHECK.judge(replace(seen, submission=replace(seen.submission, training=training))).hint
    assert hint.startswith(
        "The loss was no longer a number after 41 steps: the learning rate 0.01 is too large. Try 0.001."
    )


def test_every_diagnosis_is_documented() -> None:
    """The table in the docstring lists exactly the diagnoses that are reached here."""
    assert documented(HeldOutLoss) == CASES.keys()


@pytest.mark.parametrize(
    ("loss", "fraction"),
    [(0.0, 1), (0.25, 1), (0.4375, 0.75), (0.625, 0.5), (1.0, 0), (2.0, 0)],
)
def test_points_fall_in_a_straight_line_between_the_thresholds(loss: float, fraction: float) -> None:
    """All points up to the first threshold, none from the second, halfway in the middle."""
    assert CHECK.judge(off_by(np.sqrt(loss))).fraction == pytest.approx(fraction)


@given(st.lists(st.floats(0, 2), min_size=2, max_size=2))
def test_a_smaller_loss_never_earns_less(losses: list[float]) -> None:
    """The score falls with the loss."""
    small, large = sorted(losses)
    assert CHECK._fraction(small) >= CHECK._fraction(large)


def test_equal_thresholds_make_a_step() -> None:
    """Where both thresholds are the same, there is nothing between all and no points."""
    step = CHECK.model_copy(update={"no_marks_above": 0.25})
    assert [step._fraction(loss) for loss in (0.2, 0.25, 0.3)] == [1, 1, 0]


@pytest.mark.parametrize(
    ("kind", "loss"),
    [("sum_of_squares", 5.0), ("mean_squared_error", 1.0), ("mean_absolute_error", 0.6)],
)
def test_losses_are_what_their_names_say(kind: str, loss: float) -> None:
    """An answer that lacks the +1 and the +2 has the squares 1 and 4 in five outputs."""
    check = CHECK.model_copy(update={"loss": kind})
    assert check.judge(CASES["bias_not_learned"]).evidence["loss"] == pytest.approx(loss)


def test_the_missing_bias_is_told_by_output() -> None:
    """The message names the outputs that lack a constant, and by how much."""
    verdict = CHECK.judge(CASES["bias_not_learned"])
    assert "output 4 is off by -1, output 5 is off by -2" in verdict.message
    assert "bias" in verdict.hint


def test_a_loss_elsewhere_is_not_blamed_on_the_bias() -> None:
    """A constant error in an output that is a plain input is no missing bias."""
    assert CHECK.judge(answering(CHECK, lambda v: challenge(v) + np.array([3, 0, 0, 0, 0]))).diagnosis == "not_learned"


def test_enormous_answers_have_exploded() -> None:
    """Answers whose square is beyond every number are as lost as nan."""
    assert CHECK.judge(answering(CHECK, lambda v: challenge(v) + 1e300)).diagnosis == "not_finite"


def test_float32_answers_are_read_as_they_are() -> None:
    """The kind of floating point number makes no difference."""
    assert CHECK.judge(answering(CHECK, lambda v: challenge(v).astype(np.float32))).status == "passed"


def test_an_answer_for_the_whole_batch_is_a_wrong_shape() -> None:
    """What the evaluation itself found about the shape keeps its own diagnosis."""
    seen = failing(CHECK, Failure("wrong_output_shape", "", "expected one row of output for each example"))
    assert CHECK.judge(seen).diagnosis == "wrong_output_shape"


def test_answers_given_before_the_time_was_up_are_judged() -> None:
    """An evaluation that was stopped later still counts for the inputs it had answered."""
    seen = Seen(Observation(0, phases("evaluate"), answers=CASES["correct"].submission.answers))
    assert CHECK.judge(seen).status == "passed"


def test_not_judged_names_the_phase_that_was_stopped() -> None:
    """A loop that never ends is told about training, not about the evaluation after it."""
    verdict = CHECK.judge(CASES["no_evaluate"])
    assert verdict.evidence == {"phase": "train", "outcome": "timeout"}
    assert "training was stopped" in verdict.message


def test_without_a_target_the_references_answers_are_right() -> None:
    """The reference is asked for, and its answers are the target."""
    check = CHECK.model_copy(update={"target": None})
    assert check.asks().reference
    seen = Seen(CASES["correct"].submission, answering(check, challenge).submission)
    assert check.judge(seen).status == "passed"
    lacking = Seen(CASES["bias_not_learned"].submission, seen.reference)
    assert check.judge(lacking).diagnosis == "bias_not_learned"


def test_a_reference_without_answers_is_the_rubrics_fault() -> None:
    """No student loses points for it."""
    check = CHECK.model_copy(update={"target": None})
    with pytest.raises(RubricError, match="reference"):
        check.judge(Seen(CASES["correct"].submission))


@pytest.mark.parametrize("seen", CASES.values(), ids=CASES)
def test_no_input_and_no_target_is_told(seen: Seen) -> None:
    """Evidence holds no list as long as the held-out set."""
    verdict = CHECK.judge(seen)
    assert all(len(value) <= 20 for value in verdict.evidence.values() if isinstance(value, list))


def test_each_output_is_told_by_what_it_follows() -> None:
    """The sum of inputs that it has become, how far off it is on average, and how often how far."""
    tells = CHECK.model_copy(update={"tell_target": True})
    outputs = tells.judge(CASES["bias_not_learned"]).evidence["outputs"]
    assert [output["right"] for output in outputs] == ["a", "b", "c", "c + 1", "c + 2"]
    assert [output["learned"] for output in outputs] == ["a", "b", "c", "c", "c"]
    assert [output["mean_error"] for output in outputs] == [0, 0, 0, -1, -2]
    assert [output["errors"].index(500) for output in outputs] == [10, 10, 10, 5, 1]


def test_the_target_is_told_only_where_the_rubric_says_so() -> None:
    """By default students see no form of the right answer."""
    outputs = CHECK.judge(CASES["not_learned"]).evidence["outputs"]
    assert {output["right"] for output in outputs} == {""}


def test_what_an_output_follows_is_written_as_a_sum() -> None:
    """With signs and rounded numbers, nothing where it follows none, and never more digits than mean something."""

    def network(v: NDArray[np.float64]) -> NDArray[np.float64]:
        a, b, c = v.T
        return np.stack([0 * a, 0.5 - a, 2.004 * b - 0.75 * c, np.abs(a) + 3, 1e20 * a], axis=1)

    outputs = CHECK.judge(answering(CHECK, network)).evidence["outputs"]
    assert [output["learned"] for output in outputs] == ["0", "−a + 0.5", "2b − 0.75c", "", "1e+20a"]


def test_errors_beyond_the_reach_are_not_told_apart() -> None:
    """However far off the answers are, the range of the right ones can not be read from them."""
    outputs = CHECK.judge(CASES["not_learned"]).evidence["outputs"]
    assert all(output["errors"][0] + output["errors"][-1] > 300 for output in outputs)
    assert all(sum(output["errors"]) == 500 for output in outputs)


def test_the_input_of_the_task_follows_no_sum() -> None:
    """One example is no line."""
    one = INPUTS.model_copy(update={"rows": ((1.0, 2.0, 3.0),), "count": 1})
    check = CHECK.model_copy(update={"inputs": one})
    assert [o["learned"] for o in check.judge(answering(check, challenge)).evidence["outputs"]] == [""] * 5


def swapped(v: NDArray[np.float64]) -> NDArray[np.float64]:
    """What is learned from wanted answers whose last two numbers are the wrong way round."""
    return challenge(v)[:, [0, 1, 2, 4, 3]]


def test_another_rule_is_told_by_output() -> None:
    """A network that is exactly what it was shown needs other answers to learn from, not more steps."""
    verdict = CHECK.model_copy(update={"tell_target": True}).judge(answering(CHECK, swapped))
    assert verdict.diagnosis == "not_learned"
    assert verdict.message.endswith("Output 4 has become c + 2, not c + 1; output 5 has become c + 1, not c + 2.")
    assert "the line that makes the wanted answers" in verdict.hint
    assert CHECK.judge(answering(CHECK, swapped)).message.endswith("4 has become c + 2; output 5 has become c + 1.")


def losses(end: float, begin: float = 50.0) -> tuple[Point, ...]:
    """A curve that comes down at once."""
    return (Point(0, begin), *(Point(step, end) for step in range(1, 40)))


@pytest.mark.parametrize(("end", "code"), [(5.0, "bias_not_learned"), (1e-9, "not_learned")])
def test_a_constant_that_was_never_shown_is_another_rule(end: float, code: str) -> None:
    """As long as the loss in training is of the same size, it may be on its way."""
    training = Training(points=losses(end))
    seen = CASES["bias_not_learned"]
    verdict = CHECK.judge(replace(seen, submission=replace(seen.submission, training=training)))
    assert verdict.diagnosis == code
    assert ("Output 4 has become c; output 5 has become c." in verdict.message) == (code == "not_learned")


@pytest.mark.parametrize(
    ("network", "said"),
    [
        (lambda v: np.tanh(v[:, :1]) * 0.01 + np.arange(5), "Whatever goes in, each output stays nearly the same."),
        (lambda v: challenge(v) / 100, ""),
        (lambda v: np.maximum(challenge(v), 0), "No output was below 0, and many were exactly 0."),
        (lambda v: np.tanh(challenge(v)) ** 2, "No output was below 0 or above 1."),
        (lambda v: np.tanh(challenge(v)), "No output was below -1 or above 1."),
        (lambda v: challenge(v) * np.sign(v[:, :1]), ""),
    ],
)
def test_what_the_answers_have_in_common_is_told(
    network: Callable[[NDArray[np.float64]], NDArray[np.float64]], said: str
) -> None:
    """Outputs that never change, or never pass a border, come from shapes or from the last layer."""
    verdict = CHECK.judge(answering(CHECK, network))
    assert verdict.fraction == 0
    assert verdict.message.endswith(said or "none above 1).")


def test_outputs_that_the_loss_leaves_out_are_named() -> None:
    """A training that has ended well, and outputs of which some are exactly right."""
    training = Training(points=losses(1e-9))
    seen = answering(CHECK, lambda v: challenge(v) * [1, 1, 1, 0.3, -0.2])
    verdict = CHECK.judge(replace(seen, submission=replace(seen.submission, training=training)))
    assert verdict.message.endswith("All of it is in output 4 and output 5; the others are right.")
    assert "Compare all outputs" in verdict.hint
    assert "Compare all outputs" not in CHECK.judge(seen).hint


@pytest.mark.parametrize(("end", "told"), [(1e-9, True), (3.0, False)])
def test_numbers_that_stayed_behind_are_named(end: float, told: bool) -> None:
    """They are the reason where the training had ended well; else something else may be."""
    outside = Replaced((), ("mean", "scaler.spread"))
    seen = CASES["not_learned"]
    observed = replace(seen.submission, training=Training(points=losses(end)), replaced=outside)
    verdict = CHECK.judge(replace(seen, submission=observed))
    assert ("self.mean, self.scaler.spread" in verdict.message) == told
    assert ('self.register_buffer("mean", …)' in verdict.hint) == told


def test_a_loss_that_was_small_from_the_beginning_tells_nothing() -> None:
    """One that is divided by a large number, say, is a small share of the one on new inputs."""
    training = Training(points=losses(1e-3, begin=1e-2))
    seen = CASES["bias_not_learned"]
    verdict = CHECK.judge(replace(seen, submission=replace(seen.submission, training=training)))
    assert verdict.diagnosis == "bias_not_learned"


def test_small_inputs_explain_a_constant_that_is_too_small() -> None:
    """Numbers that were divided by 10, the wanted ones too, were all learned."""
    summary = Summary(inputs=InputsSeen(100, 1, None, integers=False, low=-1, high=1))
    training = Training(points=losses(1e-9), summary=summary)
    seen = answering(CHECK, lambda v: challenge(v) - [0, 0, 0, 0.9, 1.8])
    verdict = CHECK.judge(replace(seen, submission=replace(seen.submission, training=training)))
    assert verdict.hint.startswith("The training inputs that were looked at went from -1 to 1 only.")


@pytest.mark.parametrize(
    ("shapes", "said"), [(((5, 3),), "no layer here has one"), (((5, 3), (5,)), "Keep the bias"), (((5, 1),), "Keep")]
)
def test_a_network_without_any_bias_is_told_so(shapes: tuple[tuple[int, ...], ...], said: str) -> None:
    """A column of numbers may be one that was made by hand."""
    network = Network("MyNetwork", tuple(Parameter("p", shape, trainable=True) for shape in shapes))
    seen = CASES["bias_not_learned"]
    assert said in CHECK.judge(replace(seen, submission=replace(seen.submission, network=network))).hint


def test_few_steps_are_told_where_the_bias_is_not_learned() -> None:
    """It is the last to be learned."""
    seen = CASES["bias_not_learned"]
    training = Training(summary=Summary(steps=60))
    verdict = CHECK.judge(replace(seen, submission=replace(seen.submission, training=training)))
    assert verdict.hint.endswith("Training ended after 60 steps. Take thousands.")
