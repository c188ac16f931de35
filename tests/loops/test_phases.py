"""A loop that changes on the way is looked at where it does, however short what follows is, and wherever looks fall."""

import pytest
from watching import CORPUS, expected, judge, judged, watch

SEEDS = range(8)
FORGETS = ("short_second_phase_forgets", "soon_before_step", "soon_never_by_hand", "soon_never_in_place")
ZEROS_FIRST = """
import torch
from lab import examples, loss_of

def train(network):
    for rate, resets in ((1e-3, True), (1e-5, False)):
        optimizer = torch.optim.SGD(network.parameters(), lr=rate)
        for x, wanted in examples(200):
            if resets:
                optimizer.zero_grad(set_to_none=False)
            loss_of(network(x), wanted).backward()
            optimizer.step()
"""


@pytest.mark.parametrize("name", FORGETS)
def test_a_later_phase_is_looked_at(name: str) -> None:
    """With each seed, as gradients are kept or lost that had been reset."""
    path = CORPUS / "wrong" / f"{name}.py"
    assert [judged(path, seed=seed)[0].diagnosis for seed in SEEDS] == [expected(path)] * len(SEEDS)


def test_another_optimizer_is_looked_at() -> None:
    """Also where resets leave zeros, and gradients stay the same tensors."""
    found = [judge(watch(ZEROS_FIRST, "student.py", seed=seed)).diagnosis for seed in SEEDS]
    assert found == ["zeroed_sometimes"] * len(SEEDS)


def test_one_that_changes_all_the_time_is_looked_at_no_more_often() -> None:
    """Windows cost time: a loop without habits has only a few more."""
    verdict, watched = judged(CORPUS / "right" / "optimizers_made_anew_in_turn.py")
    assert verdict.fraction == 1
    windows = sum(event.kind == "window" for event in watched.training.timeline)
    assert windows < 16
