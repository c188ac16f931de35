"""`layer_shapes` on networks described by hand."""

from dataclasses import replace

import pytest
from observations import FAILURE, documented, failed_forward, layers, passed_forward, stopped

from grader.check import Judgement, Seen
from grader.checks.layer_shapes import LayerShapes
from grader.wire.observation import Failure, Layer, Network

CHECK = LayerShapes(check="layer_shapes", points=20, input=(3,), output=(5,), narrowest=3)
MISFIT = Failure("exception", "RuntimeError", "mat1 and mat2 shapes cannot be multiplied (1x3 and 4x5)")
CASES = {
    "correct": passed_forward(*layers(3, 5)),
    "wrong_output_shape": passed_forward(*layers(3, 4), output=(4,)),
    "bottleneck": passed_forward(*layers(3, 2, 5), rank=2),
    "shapes_do_not_fit": failed_forward(MISFIT),
    "forward_failed": failed_forward(FAILURE),
    "no_build": stopped("load"),
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
    assert bool(verdict.hint) == (diagnosis != "correct")


@pytest.mark.parametrize("output", [(1, 5), (1, 1, 5)])
def test_a_one_that_stands_before_the_numbers_is_told(output: tuple[int, ...]) -> None:
    """Their last layer is right already."""
    verdict = CHECK.judge(passed_forward(*layers(3, 5), output=output))
    assert (verdict.diagnosis, verdict.fraction) == ("wrong_output_shape", 0)
    assert "a 1 stands before them" in verdict.hint
    assert "a 1 stands" not in CHECK.judge(CASES["wrong_output_shape"]).hint


def test_another_network_of_the_file_may_be_the_one_that_was_meant() -> None:
    """It is named where the graded one does not fit, and only there."""
    for diagnosis, seen in CASES.items():
        network = Network("MyNetwork", (), others=("Challenge", "Net2"))
        verdict = CHECK.judge(replace(seen, submission=replace(seen.submission, network=network)))
        named = "If your answer is `Challenge` or `Net2`, name it `MyNetwork`" in verdict.hint
        assert named == (diagnosis not in ("correct", "no_build"))


def test_every_diagnosis_is_documented() -> None:
    """The table in the docstring lists exactly the diagnoses that are reached here."""
    assert documented(LayerShapes) == CASES.keys()


def test_a_narrow_branch_beside_a_wide_path_is_fine() -> None:
    """A narrow layer costs nothing while the output still follows the input in every direction."""
    assert CHECK.judge(passed_forward(*layers(3, 1, 5), rank=3)).status == "passed"


def test_dead_units_of_wide_layers_are_no_bottleneck() -> None:
    """A low rank by chance of the first weights costs nothing where every layer is wide enough."""
    assert CHECK.judge(passed_forward(*layers(3, 8, 3, 5), rank=2)).status == "passed"


def test_a_narrow_layer_fails_where_the_rank_is_unknown() -> None:
    """Without a rank, the layer's own width decides."""
    assert CHECK.judge(passed_forward(*layers(3, 2, 5), rank=None)).diagnosis == "bottleneck"


@pytest.mark.parametrize(("rank", "diagnosis"), [(3, "correct"), (2, "bottleneck"), (None, "correct")])
def test_a_network_without_layers_is_judged_by_its_rank(rank: int | None, diagnosis: str) -> None:
    """Raw parameters are as good as layers."""
    assert CHECK.judge(passed_forward(rank=rank)).diagnosis == diagnosis


def test_any_width_is_fine_where_the_rubric_asks_for_none() -> None:
    """Without `narrowest`, only the output's shape counts."""
    check = LayerShapes(check="layer_shapes", points=1, input=(3,), output=(5,))
    assert check.judge(passed_forward(*layers(3, 2, 5), rank=2)).status == "passed"


def test_layers_are_named_with_what_goes_in_and_out() -> None:
    """The message shows the way through the network, the evidence each layer and the rank."""
    relu = Layer("relu", "ReLU", (8,), (8,))
    first, last = layers(3, 8, 5)
    verdict = CHECK.judge(passed_forward(first, relu, last))
    assert verdict.message == "3 → Linear 8 → ReLU 8 → Linear 5."
    assert verdict.evidence["layers"][0] == {"name": "m1", "kind": "Linear", "in": [3], "out": [8]}
    assert verdict.evidence["rank"] == 3


def test_the_bottleneck_is_named() -> None:
    """The message names the narrowest layer and both widths."""
    message = CHECK.judge(CASES["bottleneck"]).message
    assert message == "Layer `m1` (Linear 3 → 2) lets only 2 numbers through; 3 must get through."


def test_a_layer_that_does_not_fit_is_told_with_both_sizes() -> None:
    """What the layer takes and what it is given are said, not only torch's own words."""
    assert "takes 4 numbers is given 3" in CHECK.judge(CASES["shapes_do_not_fit"]).message


def test_a_failed_forward_pass_names_the_students_line() -> None:
    """The exception and its line stand in the message."""
    assert "ValueError: no (my_solution.py, line 12)" in CHECK.judge(CASES["forward_failed"]).message


def test_what_was_seen_before_a_later_phase_failed_is_judged() -> None:
    """An endless training loop still earns its layer shapes."""
    seen = passed_forward(*layers(3, 5))
    assert CHECK.judge(Seen(seen.submission)).status == "passed"


def test_the_evidence_says_what_was_expected() -> None:
    """And, for layers that do not fit, how far the example came."""
    verdict = CHECK.judge(CASES["correct"])
    assert verdict.evidence["expected"] == {"input": [3], "output": [5], "narrowest": 3}
    misfit = CHECK.judge(failed_forward(MISFIT)).evidence
    assert misfit["misfit"] == {"given": 3, "takes": 4}
    assert misfit["layers"] == []
