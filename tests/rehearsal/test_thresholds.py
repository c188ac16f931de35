"""How often chance misses a threshold, and which one is safer."""

import math
from statistics import NormalDist

import pytest

from grader.rehearsal.thresholds import Threshold, thresholds
from grader.rubric import find, load

LOSS = Threshold("held_out_loss", "full_marks_below", 1.0, "loss", larger=False)
SHARE = Threshold("accuracy", "full_marks_from", 0.9, "accuracy", larger=True)
NORMAL = [NormalDist().inv_cdf((place + 0.5) / 1000) for place in range(1000)]
"""A thousand values that spread normally."""


def test_losses_spread_like_a_lognormal_variable() -> None:
    """At two deviations above the mean, 2.28% miss it."""
    losses = [math.exp(value - 2) for value in NORMAL]
    assert LOSS.missed(losses) == pytest.approx(1 - NormalDist().cdf(2), abs=1e-3)
    assert LOSS.missed(losses, math.exp(-2)) == pytest.approx(0.5)


def test_shares_spread_like_a_normal_one() -> None:
    """At one deviation below the mean, 15.9% miss it."""
    assert SHARE.missed([0.92 + 0.02 * value for value in NORMAL]) == pytest.approx(NormalDist().cdf(-1), abs=1e-3)


def test_what_does_not_spread_is_counted() -> None:
    """Losses of zero, and runs that all measured the same."""
    assert LOSS.missed([0.0, 0.5, 2.0, 3.0]) == 0.5
    assert LOSS.missed([0.2]) == 0
    assert SHARE.missed([1.0, 1.0]) == 0


def test_what_is_suggested_leaves_room() -> None:
    """For a loss ten times the median or twice the most; for a share, as far again below the least."""
    assert LOSS.suggested([0.01, 0.011, 0.013]) == pytest.approx(0.2)
    assert LOSS.suggested([0.01, 0.011, 0.4]) == pytest.approx(0.8)
    assert LOSS.suggested([0.0, 0.0]) == 0
    assert SHARE.suggested([0.95, 0.97, 0.99]) == pytest.approx(0.93)
    assert SHARE.suggested([0.2, 0.9]) == 0


def test_each_check_that_chance_decides_has_its_threshold() -> None:
    """Losses and accuracies."""
    assert [t.key for t in thresholds(load(find("challenge")))] == ["full_marks_below"]
    assert [t.key for t in thresholds(load(find("moons")))] == ["full_marks_from"]
