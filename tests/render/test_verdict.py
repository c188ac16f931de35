"""The report in one phrase."""

import pytest
from reports import BOTTLENECK, COUNT, LOSS, NEVER_ZEROED, NOT_LEARNED, REPORTS, SHAPES, report, stopped, waiting

from grader.render.verdict import verdict
from grader.report import Report

ERROR = LOSS.model_copy(update={"status": "error", "score": 0})
TOO_MANY = COUNT.model_copy(update={"status": "failed", "score": 0, "diagnosis": "too_many"})
SAME_ERROR = SHAPES.model_copy(
    update={
        "status": "failed",
        "score": 0,
        "diagnosis": "forward_failed",
        "message": "Not run: KeyError: 1 (a.py, line 3).",
    }
)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (REPORTS["full_marks"], "Full marks"),
        (report(SHAPES, NOT_LEARNED), "1 thing to fix"),
        (report(BOTTLENECK, NOT_LEARNED), "1 thing to fix; 1 more may come from it"),
        (report(NEVER_ZEROED, NOT_LEARNED, TOO_MANY), "2 things to fix; 1 more may come from the first"),
        (report(SAME_ERROR, phases=stopped("train", "exception", 1, "a.py, line 3\nKeyError: 1")), "1 thing to fix"),
        (report(BOTTLENECK, phases=stopped("train", "timeout", 1, "")), "2 things to fix"),
        (REPORTS["syntax_error"], "Nothing could be judged yet: 1 thing to fix"),
        (REPORTS["infrastructure"], "The grader could not work"),
        (report(SHAPES, ERROR), "The grader could not judge everything, which is not your fault"),
        (report(SHAPES, waiting("learned", 5)), "Nothing to fix in what could be judged"),
    ],
)
def test_the_verdict_is_one_phrase(given: Report, said: str) -> None:
    """A mistake is counted once: neither what waits for something else, nor what may be its effect, nor its echo."""
    assert verdict(given) == said
