"""What kind of rule the right answers follow: it decides what a network must have to learn it."""

from dataclasses import dataclass

import numpy as np

from grader.checks.held_out_loss import HeldOutLoss
from grader.inputs import Inputs
from grader.target import answers

_STEP = 1e-4
_NOTHING = 1e-5
"""Share of the steepest direction's slope from which another counts as flat."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`straight`: one linear layer can give the answers. `numbers`: how many independent ones go into them."""

    straight: bool
    numbers: int


def rule_of(check: HeldOutLoss) -> Rule:
    """Return what kind of rule a check with a target asks for."""
    target = check.target or ()
    return Rule(_straight(target, check.inputs), _numbers(target, check.inputs))


def _straight(target: tuple[str, ...], inputs: Inputs) -> bool:
    """Whether the right answers lie on planes."""
    vectors = inputs.draw()
    right = answers(target, inputs, vectors)
    columns = np.column_stack([vectors, np.ones(len(vectors))])
    planes, *_ = np.linalg.lstsq(columns, right)
    return np.allclose(columns @ planes, right)


def _numbers(target: tuple[str, ...], inputs: Inputs) -> int:
    """Return the largest rank of d answers / d inputs: no layer can be narrower than that."""
    # Between whole numbers: at them, `abs` and `max` have edges.
    vectors = inputs.model_copy(update={"integers": None, "numbers": inputs.names}).draw()
    steps = _STEP * np.eye(len(inputs.names))
    rises = [answers(target, inputs, vectors + step) - answers(target, inputs, vectors - step) for step in steps]
    slopes = np.stack(rises, axis=1)
    known = slopes[np.isfinite(slopes).all(axis=(1, 2))]
    sizes = np.linalg.svd(known, compute_uv=False)
    return int((sizes > _NOTHING * sizes[:, :1]).sum(axis=1).max(initial=1))
