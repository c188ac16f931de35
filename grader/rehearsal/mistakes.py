"""Mistakes that students make, made in a reference solution by rewriting its syntax tree.

Each is named after what a student would have done, and says which kinds of check teach against it.
A mistake that finds nothing to change in this reference makes no mutant.
"""

import ast
import difflib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from grader import syntax
from grader.rehearsal import loops, networks, tensors, training
from grader.rehearsal.place import Place


@dataclass(frozen=True, slots=True)
class Mistake:
    """`change` alters the tree in place, and says whether it found what to change.

    `taught_by` are the kinds of check of which one must take points away.
    """

    name: str
    taught_by: tuple[str, ...]
    change: Callable[[Place], bool]


@dataclass(frozen=True, slots=True)
class Mutant:
    """The reference with one mistake. `lines` are the changed ones, as a difference without context."""

    mistake: Mistake
    source: str
    lines: tuple[str, ...]


_RIGHT_ANSWERS = ("held_out_loss", "accuracy", "every_integer", "variable", "pytest")
_VALUES = ("variable", "pytest")
_SHAPES = ("layer_shapes", "output_shape", "parameter_count", "pytest")
_TRAINING = ("zero_grad", "training")

MISTAKES: tuple[Mistake, ...] = (
    Mistake("never resets the gradients", _TRAINING, loops.no_reset),
    Mistake("resets the gradients between backward and step", _TRAINING, loops.reset_before_step),
    Mistake("resets the gradients once, before the loop", _TRAINING, loops.reset_once),
    Mistake("resets the gradients every second time only", _TRAINING, loops.reset_sometimes),
    Mistake("steps before backward", _TRAINING, loops.step_first),
    Mistake("never calls step", _TRAINING, loops.no_step),
    Mistake("names step without calling it", _TRAINING, loops.step_not_called),
    Mistake("steps twice", _TRAINING, loops.step_twice),
    Mistake("never calls backward", _TRAINING, loops.no_backward),
    Mistake("cuts the loss off from the network", _TRAINING, loops.detached_loss),
    Mistake("moves away from the minimum", _RIGHT_ANSWERS, loops.wrong_direction),
    Mistake("learns 100 times too fast", _RIGHT_ANSWERS, training.rate_times(100)),
    Mistake("learns 1,000 times too slowly", _RIGHT_ANSWERS, training.rate_times(1 / 1000)),
    Mistake("takes a hundredth of the steps", _RIGHT_ANSWERS, training.fewer_steps),
    Mistake("does not train at all", (*_TRAINING, *_RIGHT_ANSWERS), training.nothing),
    Mistake("trains another network than it was given", _RIGHT_ANSWERS, training.other_network),
    Mistake("freezes the first layer", _RIGHT_ANSWERS, training.frozen),
    Mistake("aims one off", _RIGHT_ANSWERS, training.off_by_one),
    Mistake("has one output too few", _SHAPES, networks.fewer_outputs),
    Mistake("squeezes everything through one number", _SHAPES, networks.bottleneck),
    Mistake("has a million parameters that it does not need", _SHAPES, networks.too_large),
    Mistake("hard-codes the answer in forward", ("learned",), networks.hard_coded),
    Mistake("sets the parameters by hand", ("learned",), training.by_hand),
    Mistake("writes another number into a tensor", _VALUES, tensors.other_number),
    Mistake("makes tensors that take no gradients", (*_VALUES, *_TRAINING), tensors.no_gradients),
    Mistake("gives a variable another name", _VALUES, tensors.misnamed),
)


def mutants(source: str, place: Callable[[ast.Module], Place]) -> Iterator[Mutant]:
    """Yield the reference with each mistake that finds something to change in it."""
    plain = ast.unparse(syntax.module(source))
    for mistake in MISTAKES:
        tree = syntax.module(source)
        if mistake.change(place(tree)):
            changed = ast.unparse(ast.fix_missing_locations(tree))
            if changed != plain:
                yield Mutant(mistake, changed, tuple(_difference(plain, changed)))


def _difference(before: str, after: str) -> Sequence[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]
