"""Which class the trained network takes each labelled example for, or why it can't be told."""

import numpy as np
from numpy.typing import NDArray

from grader.check import Judgement, Seen, array
from grader.held_out import Answered, given, no_decimals, wrong_shape
from grader.labelled import Labelled
from grader.wire.observation import Condition


def classified(
    seen: Seen, held_out: Labelled, condition: Condition = "trained", look: int | None = None
) -> Answered | Judgement:
    """Return inputs, predicted classes and right ones, both as rows of zeros with a 1 in the place of the class.

    The class with the largest output counts; of a single output, class 1 where it is above 0.
    """
    classes = int(held_out.labels.max()) + 1
    wanted = (held_out.count, classes)
    outputs = given(seen, held_out, condition, look, lambda: wanted)
    if isinstance(outputs, Judgement):
        return outputs
    single = classes <= 2 and outputs.shape in {(held_out.count,), (held_out.count, 1)}  # noqa: PLR2004  no or yes
    several = outputs.shape[:1] == wanted[:1] and len(outputs.shape) == 2 and outputs.shape[1] >= classes  # noqa: PLR2004
    if not (single or several):
        found = list(outputs.shape[1:])
        asked = f"a number for each of {classes} classes"
        message = f"For one input the trained network answers with shape {found}, not with {asked}."
        return wrong_shape(message, wanted)
    if odd := no_decimals(outputs):
        return odd
    numbers = array(outputs).reshape(held_out.count, -1)
    size = 2 if single else numbers.shape[1]
    # No number at all is the largest of none: NaN takes the last place, whatever that is.
    places = (numbers[:, 0] > 0).astype(np.intp) if single else np.argmax(np.nan_to_num(numbers, nan=-np.inf), axis=1)
    return Answered(held_out.draw(), _rows(places, size), _rows(held_out.labels, size))


def _rows(places: NDArray[np.integer], size: int) -> NDArray[np.float64]:
    rows = np.zeros((len(places), size))
    rows[np.arange(len(places)), places] = 1.0
    return rows
