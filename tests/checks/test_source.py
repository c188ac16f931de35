"""`source` on the text of files."""

from typing import Any

import pytest
from observations import documented, phases
from pydantic import ValidationError

from grader.check import Judgement, Seen
from grader.checks.source import Source
from grader.wire.observation import Observation
from grader.wire.plan import SourceFile

LAB = """
import torch, torch.nn as nn
from torch.optim import SGD as Descent
from torch import optim
# sklearn while
for _ in range(3):
    loss = torch.sum(nn.Linear(3, 2)(x))
    loss.backward()
opt = Descent(p)
"eval"
"""


def judge(code: str, **keys: Any) -> Judgement:
    """The verdict on one file."""
    check = Source.model_validate({"check": "source", "points": 5, **keys})
    return check.judge(Seen(Observation(0, phases()), None, (SourceFile("s.py", code.encode()),)))


def verdicts() -> list[Judgement]:
    """A verdict of each diagnosis."""
    found = [judge(LAB, must_use=["for"]), judge(LAB, must_use=["Adam", "for"]), judge(LAB, must_not_use=["SGD"])]
    return [*found, judge("for for", must_use=["for"])]


@pytest.mark.parametrize(
    "wanted",
    ["for", "torch.optim.SGD", "SGD", "torch.sum", "sum", "nn.Linear", "torch.nn.Linear", "backward", "torch", "optim"],
)
def test_it_is_found_under_any_name(wanted: str) -> None:
    """However it was imported."""
    assert judge(LAB, must_use=[wanted]).diagnosis == "correct"
    forbidden = judge(LAB, must_not_use=[wanted])
    assert (forbidden.fraction, forbidden.diagnosis) == (0, "construct_forbidden")
    assert "s.py, line " in forbidden.message


@pytest.mark.parametrize("wanted", ["sklearn", "while", "eval", "Adam", "torch.SGD", "Line", "lambda"])
def test_comments_strings_and_parts_of_names_are_none(wanted: str) -> None:
    """Only code counts."""
    assert judge(LAB, must_not_use=[wanted]).diagnosis == "correct"
    missing = judge(LAB, must_use=[wanted, "for"])
    assert (missing.fraction, missing.diagnosis) == (0.5, "construct_missing")


def test_code_that_can_not_be_read_is_not_judged() -> None:
    """Its other checks say why."""
    assert judge("for for", must_use=["for"]).diagnosis == "no_load"
    assert {"correct", "construct_missing", "construct_forbidden", "no_load"} <= documented(Source)


@pytest.mark.parametrize(
    "keys", [{}, {"must_use": ["a b"]}, {"must_use": ["for"], "must_not_use": ["for"]}, {"must_use": [".x"]}]
)
def test_a_rubric_that_asks_for_nothing_is_wrong(keys: dict[str, Any]) -> None:
    """Told before students meet it."""
    with pytest.raises(ValidationError):
        Source.model_validate({"check": "source", "points": 5, **keys})
