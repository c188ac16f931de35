"""The words and numbers that every format shares."""

import pytest
from reports import ENVIRONMENT, NOT_LEARNED, REPORTS, report, waiting

from grader.render.words import (
    BOUNDS,
    UNCONFINED,
    confinement,
    counted,
    duration,
    number,
    points,
)


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
