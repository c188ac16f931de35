"""`every_integer` on answers made by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from observations import FAILURE, answering, challenge, documented, failing, phases, stopped

from grader.check import Judgement, Seen
from grader.checks.every_integer import EveryInteger
from grader.wire.observation import Forward, Layer, Observation
from grader.wire.training import InputsSeen, Point, Summary, Training

CHECK = EveryInteger(check="every_integer", points=10, target=("a", "b", "c", "c + 1", "c + 2"))


def right_up_to(reach: float) -> Seen:
    """A network that is right on every vector within ±`reach`, and off by one beyond."""

    def network(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
        beyond = np.abs(vectors).max(axis=1, keepdims=True) > reach
        return challenge(vectors) + beyond

    return answering(CHECK, network)


CASES = {
    "correct": right_up_to(1000),
    "limited_range": right_up_to(100),
    "not_exact": right_up_to(1),
    "wrong_output_shape": answering(CHECK, lambda v: challenge(v)[:, :4]),
    "wrong_dtype": answering(CHECK, lambda v: challenge(v).astype(np.int64)),
    "forward_failed": failing(CHECK, FAILURE),
    "no_answer": failing(CHECK, None),
    "no_evaluate": stopped("build"),
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


@pytest.mark.parametrize("case", ["limited_range", "not_exact"])
def test_a_hint_tells_what_the_training_lacked(case: str) -> None:
    """Negative numbers that were never seen explain a short reach."""
    seen = CASES[case]
    training = Training(summary=Summary(inputs=InputsSeen(100, 1, None, integers=True, low=0, high=10)))
    hint = CHECK.judge(replace(seen, submission=replace(seen.submission, training=training))).hint
    assert hint.startswith("The training inputs that were looked at were whole numbers from 0 to 10: negative numbers")


def test_a_network_that_bends_is_told_apart_from_one_that_needs_more_steps() -> None:
    """Only the first has something between its layers to leave out."""
    bent = CHECK.judge(answering(CHECK, lambda v: challenge(v) + 0.03 * np.maximum(v[:, :1], 0)))
    straight = CHECK.judge(answering(CHECK, lambda v: challenge(v) * 1.003))
    assert bent.diagnosis == straight.diagnosis == "limited_range"
    assert "ReLU" in bent.hint
    assert "ReLU" not in straight.hint


def test_a_layer_that_blurs_is_named() -> None:
    """No number of steps makes it exact."""
    seen = answering(CHECK, lambda v: challenge(v) * 1.003)
    layer = Layer("m2", "BatchNorm1d", (5,), (5,))
    forward = Forward((3,), (5,), (layer,), 3)
    hint = CHECK.judge(replace(seen, submission=replace(seen.submission, forward=forward))).hint
    assert "a layer BatchNorm1d, which" in hint
    assert "take more steps" in CHECK.judge(seen).hint


def test_more_steps_are_not_told_to_a_network_that_bends() -> None:
    """Though its loss still falls."""
    training = Training(points=tuple(Point(step, 100.0 - step) for step in range(100)))
    seen = answering(CHECK, lambda v: challenge(v) + 0.03 * np.maximum(v[:, :1], 0))
    assert "ReLU" in CHECK.judge(replace(seen, submission=replace(seen.submission, training=training))).hint


def test_every_diagnosis_is_documented() -> None:
    """The table in the docstring lists exactly the diagnoses that are reached here."""
    assert documented(EveryInteger) == CASES.keys()


@pytest.mark.parametrize(
    ("reach", "fraction"),
    [(10, 0), (30, math.log10(3) / 2), (100, 0.5), (300, math.log10(30) / 2), (1000, 1)],
)
def test_points_grow_with_the_logarithm_of_the_range(reach: int, fraction: float) -> None:
    """Ten times as far is half of the points, where a hundred times as far is all of them."""
    verdict = CHECK.judge(right_up_to(reach))
    assert verdict.fraction == pytest.approx(fraction)
    assert verdict.evidence["right_up_to"] == reach


def test_answers_are_rounded() -> None:
    """Off by less than a half is right."""
    assert CHECK.judge(answering(CHECK, lambda v: challenge(v) - 0.49)).status == "passed"
    assert CHECK.judge(answering(CHECK, lambda v: challenge(v) - 0.51)).diagnosis == "not_exact"


def test_a_few_wrong_answers_are_forgiven() -> None:
    """Nine of ten vectors suffice, eight do not."""

    def wrong_in(first: int) -> Seen:
        return answering(CHECK, lambda v: challenge(v) + (np.arange(len(v)) < first)[:, None])

    assert CHECK.judge(wrong_in(20)).status == "passed"
    assert CHECK.judge(wrong_in(21)).diagnosis == "not_exact"


def test_a_gap_in_the_middle_ends_the_climb() -> None:
    """A larger range counts only where every smaller one is held."""
    seen = answering(CHECK, lambda v: challenge(v) + (10 < np.abs(v).max() <= 30))
    assert CHECK.judge(seen).evidence["right_up_to"] == 10


def test_exploding_answers_are_wrong_answers() -> None:
    """Nan is not the right integer."""
    assert CHECK.judge(answering(CHECK, lambda v: challenge(v) * np.nan)).diagnosis == "not_exact"


def test_answers_that_explode_far_out_bend() -> None:
    """An infinite answer is no sum of inputs."""
    far = answering(CHECK, lambda v: challenge(v) + (np.inf if np.abs(v).max() > 100 else 0))
    assert "ReLU" in CHECK.judge(far).hint


def test_ranges_that_were_not_reached_in_time_do_not_count() -> None:
    """What was answered before the evaluation was stopped is judged."""
    answers = CASES["correct"].submission.answers[:3]
    verdict = CHECK.judge(Seen(Observation(0, phases("evaluate"), answers=answers)))
    assert verdict.evidence["right_up_to"] == 100


def test_the_ladder_goes_in_half_decades_between_its_ends() -> None:
    """The ends are steps too, whatever they are."""
    assert CHECK._ladder() == [10, 30, 100, 300, 1000]
    assert CHECK.model_copy(update={"no_marks_at": 5, "full_marks_at": 50})._ladder() == [5, 10, 30, 50]


def test_the_share_is_told_as_it_is_drawn() -> None:
    """Nine of two hundred are 4.5%, and not 4%."""

    def nine_right(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
        return challenge(vectors) + (np.arange(len(vectors)) >= 9)[:, None]

    assert (
        "4.5% of the answers are exactly right after rounding; 90% are"
        in CHECK.judge(answering(CHECK, nine_right)).message
    )
