"""`first`: the one thing to fix first."""

import pytest
from reports import BOTTLENECK, LEARNED, LOSS, NEVER_ZEROED, NOT_LEARNED, REPORTS, report, stopped, waiting

from grader.render.first import Fix, first
from grader.report import Report


def fix(given: Report) -> Fix:
    """Return what is to be fixed first, which there must be."""
    found = first(given)
    assert found is not None
    return found


@pytest.mark.parametrize("name", ["full_marks", "infrastructure"])
def test_nothing_is_to_be_fixed(name: str) -> None:
    """Full marks need no advice, and the grader's own fault is nobody else's to mend."""
    assert first(REPORTS[name]) is None


def test_what_stopped_a_phase_goes_before_every_check() -> None:
    """Nothing can be fixed in a network that never finished training."""
    given = report(BOTTLENECK, NEVER_ZEROED, phases=stopped("train", "timeout", 120, "Too long."))
    assert fix(given).about == ("phase", "train")
    assert fix(given).message == "Too long."


def test_the_earliest_stopped_phase_is_named() -> None:
    """Loading goes before training, in whatever order the report lists them."""
    load, train = stopped("load", "exception", 0, "a")[0], stopped("train", "timeout", 0, "b")[2]
    assert fix(report(LOSS, phases=(train, load))).about == ("phase", "load")


def test_an_exception_shows_its_traceback_whole() -> None:
    """The lines of the student's file and the error stand together, and what to try below."""
    found = fix(REPORTS["syntax_error"])
    assert not found.message
    assert found.hint.startswith("Python can't read this line")
    assert found.trace.startswith("my_solution.py, line 12")
    assert found.trace.endswith("SyntaxError: expected ':'")


def test_an_error_of_one_line_is_prose() -> None:
    """Where there is no traceback there is nothing to read from the bottom."""
    found = fix(report(LOSS, phases=stopped("build", "exception", 0, "expected a class; found none")))
    assert (found.message, found.trace) == ("expected a class; found none", "")
    assert found.title == "Building your network could not go on"


def test_a_limit_keeps_its_sentence_apart_from_the_traceback() -> None:
    """What the limit was is prose; where the code was is preformatted."""
    phases = stopped("train", "timeout", 120, "my_solution.py, line 9\n    while True:\nIt took too long.")
    found = fix(report(LOSS, phases=phases))
    assert found.message == "It took too long."
    assert found.trace == "my_solution.py, line 9\n    while True:"


def test_a_missing_reset_goes_before_what_it_spoils() -> None:
    """Gradients that are never reset are the cause, a large loss is what follows."""
    given = report(NOT_LEARNED.model_copy(update={"score": 0, "max_score": 90}), NEVER_ZEROED)
    assert fix(given).about == ("check", "zero_grad")


def test_a_bottleneck_goes_before_the_loss_it_causes() -> None:
    """A network that drops what it needs can't learn, however many points the loss is worth."""
    assert fix(report(NOT_LEARNED, BOTTLENECK)).about == ("check", "layer_shapes")


def test_otherwise_the_most_points_lost_go_first() -> None:
    """Of two faults that do not explain each other the dearer one is named."""
    count = NOT_LEARNED.model_copy(update={"id": "count", "kind": "parameter_count", "max_score": 90})
    few = count.model_copy(update={"id": "few", "max_score": 20})
    assert fix(report(few, count)).about == ("check", "count")


def test_what_may_be_an_effect_is_named_beside_its_cause() -> None:
    """Wrong answers of the trained network may follow; too few parameters never do."""
    reach = NOT_LEARNED.model_copy(update={"id": "every_integer", "kind": "every_integer"})
    count = NOT_LEARNED.model_copy(update={"id": "count", "kind": "parameter_count"})
    assert fix(report(NOT_LEARNED, NEVER_ZEROED, reach, count)).effects == {"held_out_loss", "every_integer"}
    assert fix(report(reach, NOT_LEARNED, LEARNED)).about == ("check", "held_out_loss")
    assert fix(report(reach, NOT_LEARNED, LEARNED)).effects == {"every_integer"}
    assert fix(report(BOTTLENECK)).effects == frozenset()


def test_a_check_answers_for_those_that_wait_for_it() -> None:
    """A check worth nothing goes first when it holds up many points."""
    learned = LEARNED.model_copy(update={"status": "failed"})
    given = report(NOT_LEARNED, learned, waiting("held_out_loss", 30, requires=["learned"]))
    assert fix(given).about == ("check", "learned")
