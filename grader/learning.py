"""Was the answer learned? How right the network is in each state it was asked in, and which of these tell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod

import numpy as np

from grader.check import Judgement
from grader.held_out import Answered
from grader.wire.observation import LOOKED_AT, Condition, Observation

CONDITIONS: tuple[Condition, ...] = ("trained", "fresh", "random", "one_number", "zero", "gradients")
RIGHT = 0.006
"""A loss below this share of the target's variance counts as right. On the challenge that is 1.1, a little above the
loss from which there are no marks. A network that lacks only the constants has 0.027 there, and of 26 honest
programs none had less than 0.26 with fresh parameters, or 0.4 with random ones."""
RIGHT_LABELS = 0.2
"""The same for classes: twice the share of wrong ones over how mixed they are. It is 5% wrong of two equal classes, 9%
of ten. Whether such a network was far from it while it trained says nothing: classes can be told apart in few steps."""
FAR = 0.15
"""Share of the target's variance that no answer follows, in a network that is still far from the answer. Over the
honest programs of `tests/corpus`, with 20 seeds each, the last looks at networks that became right had below 0.05.
Of a million newly built linear layers for the challenge, 13 are that near by chance; 400 are nearer than 0.25."""
NEAR = 0.05
"""The same share in a network that is near the answer: from FAR down to this lies learning of a tenth."""
FASTEST = 50_000.0
"""Backward calls in a second. The smallest that torch can do takes 20 µs by itself, and a step of the lab 145 µs."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the network while it trained: after `step` steps.

    `share` is its loss as a share of the target's variance. `unexplained` is the part of that variance which
    stays when each output may be scaled and shifted: values that are scaled at the end were learned before.
    """

    step: int
    when: str
    share: float
    unexplained: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Losses as shares of the target's variance, None where the answers are no numbers, and all looks.

    `elsewhere` has them for what else is asked, with random parameters. `classes` says that the answers are labels.
    `unseen` says that none of the network's values could be looked at while gradients arrived, though it is small
    enough.
    """

    shares: dict[Condition, float | None]
    elsewhere: tuple[float, ...]
    classes: bool
    looks: tuple[Look, ...]
    jumps: tuple[tuple[Look, Look], ...]
    unseen: bool
    backwards: int
    seconds: float

    @property
    def right_below(self) -> float:
        """The share below which an answer counts as right."""
        return RIGHT_LABELS if self.classes else RIGHT

    def right(self, condition: Condition) -> bool:
        """Whether the network answers right in this state."""
        share = self.shares.get(condition)
        return share is not None and share < self.right_below


Ask = Callable[[Condition, int | None], Answered | Judgement]
"""Gives the network's answers in one state, or in one of the looks."""


def measure(
    observation: Observation, ask: Ask, elsewhere: Sequence[Answered | Judgement], *, classes: bool
) -> Measured:
    """Return what the answers in all states and the observed training show.

    `elsewhere` are the answers with random parameters to what else is asked; `classes` says that answers are labels.
    """
    given = {condition: ask(condition, None) for condition in CONDITIONS}
    looks = []
    for place, look in enumerate(observation.looks):
        found = ask("look", place)
        if isinstance(found, Answered) and (share := _share(found)) is not None:
            looks.append(Look(look.step, look.when, share, _unexplained(found)))
    training = observation.training
    # What several threads did at once was not followed: the looks are those of the beginning.
    followed = training is None or not training.summary.several
    looked_at = any(answer.condition == "look" for answer in observation.answers)
    return Measured(
        {c: _share(g) for c, g in given.items() if isinstance(g, Answered)},
        tuple(share for g in elsewhere if isinstance(g, Answered) and (share := _share(g)) is not None),
        classes,
        tuple(look for look in looks if look.when == "passing" and followed),
        tuple(pair for pair in pairwise(looks) if [look.when for look in pair] == ["before_jump", "after_jump"]),
        bool(training and training.backwards and followed and not looked_at and _numbers(observation) <= LOOKED_AT),
        training.backwards + training.functional if training else 0,
        observation.phase("train").seconds,
    )


_RIGHT_WITHOUT_TRAINING: dict[Condition, str] = {
    "random": "right_with_random_parameters",
    "fresh": "right_before_training",
    "one_number": "right_by_one_number",
    "zero": "right_without_parameters",
}


def sign(measured: Measured) -> str:
    """Return the first sign that the answer was not learned, `correct` where there is none."""
    for condition, code in _RIGHT_WITHOUT_TRAINING.items():
        if measured.right(condition):
            return code
    if any(share < measured.right_below for share in measured.elsewhere):
        return "right_with_random_parameters"
    if not measured.right("trained"):
        return "correct"
    if measured.shares.get("gradients") is not None and not measured.right("gradients"):
        return "other_answers_in_training"
    if measured.classes:
        return "correct" if measured.backwards else "no_training_seen"
    return _sign_of_training(measured)


def _sign_of_training(measured: Measured) -> str:
    """Return the first sign in the training of a network that is right."""
    looks = measured.looks
    signs = {
        "no_training_seen": not measured.backwards,
        "not_seen_while_it_trained": measured.unseen,
        "right_at_the_first_step": bool(looks) and looks[0].step == 0 and looks[0].share < RIGHT,
        "right_only_after_training": bool(looks) and min(look.unexplained for look in looks) > FAR,
        "right_by_one_jump": any(_jumped(before, after, looks) for before, after in measured.jumps),
        "faster_than_possible": measured.backwards > FASTEST * measured.seconds,
    }
    return next((code for code, holds in signs.items() if holds), "correct")


def _jumped(before: Look, after: Look, looks: Sequence[Look]) -> bool:
    """Whether one motion went from far to near, in a network that had never been near: a restored one had."""
    never_near = all(look.unexplained > FAR for look in looks if look.step < before.step)
    return never_near and before.unexplained > FAR and after.unexplained < NEAR


def _numbers(observation: Observation) -> int:
    return sum(prod(p.shape) for p in observation.network.parameters) if observation.network else 0


def _share(given: Answered) -> float | None:
    """Return the loss as a share of the target's variance, None where it is no number."""
    loss = np.square(given.outputs - given.right).reshape(len(given.right), -1).sum(axis=1).mean()
    share = float(loss / _variance(given))
    return share if np.isfinite(share) else None


def _variance(given: Answered) -> float:
    """Return the target's variance, summed over outputs; its mean square where there is one answer for all inputs."""
    right = given.right.reshape(len(given.right), -1)
    varied = float(right.var(axis=0).sum())
    return varied or float(np.square(right).sum(axis=1).mean()) or float("nan")


def _unexplained(given: Answered) -> float:
    """Return 1 - r² of each output, weighted by the variance of what it should be."""
    rows = len(given.right)
    right = given.right.reshape(rows, -1) - given.right.reshape(rows, -1).mean(axis=0)
    outputs = given.outputs.reshape(rows, -1) - given.outputs.reshape(rows, -1).mean(axis=0)
    variance, spread = np.square(right).sum(axis=0), np.square(outputs).sum(axis=0)
    if not variance.any():
        # Nothing can be told from how an answer varies that is the same for all inputs.
        return _share(given) or 0.0
    together = np.square((right * outputs).sum(axis=0))
    explained = np.divide(together, spread, out=np.zeros_like(together), where=spread > 0)
    return float(1 - explained.sum() / variance.sum())
