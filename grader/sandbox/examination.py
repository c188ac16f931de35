"""What the fresh child is asked: a network in several states, none of them named, in random order.

What was drawn at random follows from the trained values, so that the same training is examined alike.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.inputs import Question
from grader.sandbox import values
from grader.sandbox.values import Values
from grader.wire.messages import Answered, Ask, Sit
from grader.wire.observation import Answer, Array


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One question as it is asked: the rows of its inputs in the `order` in which they go."""

    number: int
    question: Question
    look: int | None
    vectors: NDArray[np.float64]
    order: NDArray[np.intp]

    def asked(self, *, batched: bool) -> tuple[Ask, bytes]:
        examples = self.vectors[self.order]
        gradients = self.question.condition == "gradients"
        return Ask(self.number, examples.shape, batched, gradients), examples.astype("<f8").tobytes()

    def answer(self, said: Answered, blob: bytes) -> Answer:
        """Return the answers in the order of the inputs. What is empty or has other rows stays as it is."""
        key, condition = self.question.inputs.key, self.question.condition
        if said.failure is not None:
            return Answer(key, None, said.failure, condition, self.look)
        if said.shape[:1] != (len(self.order),) or not blob:
            return Answer(key, Array(said.shape, said.dtype, blob), None, condition, self.look)
        outputs = np.frombuffer(blob, np.dtype(said.dtype).newbyteorder("<")).reshape(len(self.order), -1)
        array = Array(said.shape, said.dtype, outputs[np.argsort(self.order)].tobytes())
        return Answer(key, array, None, condition, self.look)


class Examination:
    """All sheets, and the values that the network has when it answers each.

    `built` are the values of the newly built network, `looks` those of the trained one while it trained.
    """

    def __init__(self, questions: Sequence[Question], built: Values, trained: Values, looks: Sequence[Values]) -> None:
        digest = hashlib.sha256(b"".join(blob for _, blob in trained)).digest()
        self._rng = np.random.Generator(np.random.PCG64(int.from_bytes(digest[:8], "little")))
        states = {
            "fresh": built,
            "random": values.random(built, self._rng),
            "one_number": values.one_number(built, trained, self._rng),
            "zero": values.zero(built),
            "trained": trained,
            "gradients": trained,
        }
        at_looks = [(look, fitting) for look, found in enumerate(looks) if (fitting := values.fitting(found, built))]
        self._drawn: dict[str, NDArray[np.float64]] = {}
        self._sheets: list[_Sheet] = []
        self._sittings: list[tuple[Values, list[_Sheet]]] = []
        for condition in dict.fromkeys(q.condition for q in questions):
            asked = [q for q in questions if q.condition == condition]
            for look, found in at_looks if condition == "look" else [(None, states[condition])]:
                if found or not built:
                    self._sittings.append((found, [self._sheet(question, look) for question in asked]))

    def messages(self, *, batched: bool) -> Iterator[tuple[Any, bytes]]:
        """Yield all that is sent to the child."""
        for place in self._rng.permutation(len(self._sittings)):
            found, sheets = self._sittings[place]
            yield Sit(), b""
            yield from found
            for sheet in sheets:
                yield sheet.asked(batched=batched)

    def answers(self, said: Sequence[tuple[Answered, bytes]]) -> tuple[Answer, ...]:
        """Return what was answered, the first of what was answered twice."""
        first = {answered.number: (answered, blob) for answered, blob in reversed(said)}
        return tuple(sheet.answer(*first[sheet.number]) for sheet in self._sheets if sheet.number in first)

    def _sheet(self, question: Question, look: int | None) -> _Sheet:
        order = self._rng.permutation(question.inputs.count)
        key = question.inputs.key
        if key not in self._drawn:
            self._drawn[key] = question.inputs.draw()
        sheet = _Sheet(len(self._sheets), question, look, self._drawn[key], order)
        self._sheets.append(sheet)
        return sheet
