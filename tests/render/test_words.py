"""The words and numbers that every format shares."""

import pytest
from reports import BOTTLENECK, ENVIRONMENT, LOSS, NOT_LEARNED, REPORTS, SHAPES, report, stopped, waiting

from grader.render.words import (
    BOUNDS,
    UNCONFINED,
    confinement,
    counted,
    duration,
    number,
    points,
    verdict,
    waits_for,
)
from grader.report import Report

ERROR = LOSS.model_copy(update={"status": "error", "score": 0})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (REPORTS["full_marks"], "Full marks"),
        (report(SHAPES, NOT_LEARNED), "1 thing to fix"),
        (report(BOTTLENECK, NOT_LEARNED), "2 things to fix"),
        (report(BOTTLENECK, phases=stopped("train", "timeout", 1, "")), "2 things to fix"),
        (REPORTS["syntax_error"], "Nothing could be judged yet: 1 thing to fix"),
        (REPORTS["infrastructure"], "The grader could not work"),
        (report(SHAPES, ERROR), "The grader could not judge everything, which is not your fault"),
        (report(SHAPES, waiting("learned", 5)), "Nothing to fix in what could be judged"),
    ],
)
def test_the_verdict_is_one_phrase(given: Report, said: str) -> None:
    """What waits for something else is not counted as a thing to fix."""
    assert verdict(given) == said


@pytest.mark.parametrize(("value", "said"), [(70.0, "70"), (6.67, "6.67"), (12.5, "12.5"), (0.0, "0")])
def test_scores_have_no_idle_zeros(value: float, said: str) -> None:
    """Seventy points are 70, not 70.00."""
    assert number(value) == said


@pytest.mark.parametrize(("seconds", "said"), [(0.0, "0 ms"), (0.031, "31 ms"), (1.84, "1.8 s"), (120.04, "120.0 s")])
def test_times_have_as_many_digits_as_mean_something(seconds: float, said: str) -> None:
    """Below a second milliseconds count, above it tenths."""
    assert duration(seconds) == said


def test_counts_agree_with_their_noun() -> None:
    """One check, two checks."""
    assert [counted(count, "check") for count in (0, 1, 2)] == ["0 checks", "1 check", "2 checks"]


def test_a_check_worth_nothing_shows_no_points() -> None:
    """Zero of zero tells nobody anything."""
    assert points(waiting("learned", 0)) == ""
    assert points(NOT_LEARNED) == "12.4 / 30"


def test_waiting_checks_say_for_what() -> None:
    """A check that was not judged names the check or the phase it waits for, by the title students know."""
    for_check = waiting("held_out_loss", 30, requires=["layer_shapes"])
    assert waits_for(for_check, report(BOTTLENECK)) == "waits for “The layers have the right shapes”"
    assert waits_for(waiting("learned", 0, phase="train"), report()) == "waits for training to end"
    assert waits_for(waiting("learned", 0), report()) == ""


def test_the_sandbox_is_never_silent_about_being_off() -> None:
    """Limits alone are no sandbox; what is absent is named, and where strict mode would refuse, that too."""
    bare = ENVIRONMENT.model_copy(update={"sandbox": ()})
    limits = tuple(layer.model_copy(update={"active": layer.layer in BOUNDS}) for layer in ENVIRONMENT.sandbox)
    assert confinement(report(environment=bare)) == UNCONFINED
    assert confinement(report(environment=ENVIRONMENT.model_copy(update={"sandbox": limits}))) == UNCONFINED
    assert confinement(REPORTS["endless_training"]) == UNCONFINED
    assert confinement(REPORTS["full_marks"]) == "9 of 11 sandbox layers active, without namespaces, root_filesystem"
    assert confinement(REPORTS["syntax_error"]) == ""
    open_files = [x.model_copy(update={"active": x.active and x.layer != "landlock"}) for x in ENVIRONMENT.sandbox]
    lacking = ENVIRONMENT.model_copy(update={"sandbox": tuple(open_files)})
    assert confinement(report(environment=lacking)).endswith("landlock: strict mode would refuse to run here")
