"""What the fresh child is asked: in random order, with repeats, and nothing that says which state is which."""

import numpy as np
import pytest
from numpy.typing import NDArray

from grader.check import array
from grader.inputs import Inputs, Question
from grader.sandbox import values
from grader.sandbox.examination import Examination
from grader.wire.messages import Answered, Ask, Sit, State
from grader.wire.observation import Answer, Failure

INPUTS = Inputs(integers=("a", "b"), count=30)
BUILT = (
    (State("w", (2,), "float32"), np.array([1, 2], "<f4").tobytes()),
    (State("scale", (1,), "float32", buffer=True), np.array([7], "<f4").tobytes()),
)
TRAINED = tuple((header, np.full(header.shape, 3, "<f4").tobytes()) for header, _ in BUILT)
ALL = [Question(INPUTS, c) for c in ("trained", "fresh", "random", "zero", "gradients", "look")]


class Child:
    """Hears what is asked, and answers with `network(weight, scale, examples)`."""

    def __init__(self, examination: Examination) -> None:
        self.sittings: list[tuple[list[NDArray[np.float32]], list[tuple[Ask, NDArray[np.float64]]]]] = []
        for message, blob in examination.messages(batched=True):
            if isinstance(message, Sit):
                self.sittings.append(([], []))
            elif isinstance(message, State):
                self.sittings[-1][0].append(np.frombuffer(blob, "<f4"))
            else:
                self.sittings[-1][1].append((message, np.frombuffer(blob, "<f8").reshape(message.shape)))

    def answers(self, noise: float = 0.0) -> list[tuple[Answered, bytes]]:
        """Say x·w·scale, with noise that differs from row to row."""
        said = []
        for (weight, scale), asked in self.sittings:
            for ask, examples in asked:
                outputs = (examples @ weight.astype(float) * scale[0])[:, None] + noise * np.arange(len(examples))[
                    :, None
                ]
                said.append((Answered(ask.number, outputs.shape, "float64"), outputs.tobytes()))
        return said


def found(answers: tuple[Answer, ...], condition: str) -> NDArray[np.float64]:
    """The outputs in one state."""
    (answer,) = [a for a in answers if a.condition == condition]
    assert answer.outputs is not None
    return array(answer.outputs)[:, 0]


def test_answers_come_back_in_the_order_of_the_inputs() -> None:
    """Whatever the order in which they were asked, each state's answers are its own."""
    examination = Examination(ALL, BUILT, TRAINED, [BUILT, TRAINED])
    answers = examination.answers(Child(examination).answers())
    x = INPUTS.draw()
    assert np.allclose(found(answers, "trained"), x @ [3, 3] * 3)
    assert np.allclose(found(answers, "gradients"), x @ [3, 3] * 3)
    assert np.allclose(found(answers, "fresh"), x @ [1, 2] * 7)
    assert np.allclose(found(answers, "zero"), 0 * x[:, 0])
    weights = np.linalg.lstsq(x, found(answers, "random") / 7, rcond=None)[0]
    assert not np.allclose(weights, [1, 2], atol=0.01)
    looks = {a.look: array(a.outputs)[:, 0] for a in answers if a.condition == "look" and a.outputs}
    assert np.allclose(looks[0], x @ [1, 2] * 7)
    assert np.allclose(looks[1], x @ [3, 3] * 3)


def test_inputs_are_shuffled() -> None:
    """A network that counts its calls can't know what comes."""
    ((_, [(ask, examples)]),) = Child(Examination(ALL[:1], BUILT, TRAINED, [])).sittings
    assert ask.shape == (INPUTS.count, 2)
    assert not np.array_equal(examples, INPUTS.draw())
    assert sorted(map(tuple, examples)) == sorted(map(tuple, INPUTS.draw()))


def test_what_was_drawn_follows_from_the_trained_values() -> None:
    """The same training is examined alike; another one otherwise."""

    def sheets(trained: values.Values) -> list[bytes]:
        return [blob for message, blob in Examination(ALL, BUILT, trained, []).messages(batched=True)]

    assert sheets(TRAINED) == sheets(TRAINED)
    assert sheets(TRAINED) != sheets(BUILT)


def test_looks_at_other_networks_are_left_out() -> None:
    """A critic that was trained too has other names or shapes; what a network has besides is no hindrance."""
    other = ((State("w", (3,), "float32"), bytes(12)), BUILT[1])
    more = (*BUILT, (State("extra", (1,), "float32"), bytes(4)))
    examination = Examination([Question(INPUTS, "look")], BUILT, TRAINED, [other, BUILT, more])
    assert [a.look for a in examination.answers(Child(examination).answers())] == [1, 2]


def test_a_single_number_that_training_changed_is_kept_among_random_ones() -> None:
    """A gate to a written-down answer is such a number; where there are none, or several, nothing is asked."""
    asked = [Question(INPUTS, "one_number")]
    examination = Examination(asked, BUILT, TRAINED, [])
    (((weight, scale), _),) = Child(examination).sittings
    assert scale == 3
    assert not np.isin(weight, [1, 2, 3]).any()
    assert not Child(Examination(asked, BUILT, BUILT, [])).sittings
    gate = State("gate", (), "float32")
    built, trained = (*BUILT, (gate, bytes(4))), (*TRAINED, (gate, np.float32(1).tobytes()))
    assert not Child(Examination(asked, built, trained, [])).sittings


@pytest.mark.parametrize("shape", [(), (0, 5), (30, 5), (34, 0, 10**25), (34, 0)])
def test_answers_of_another_size_are_left_as_they_are(shape: tuple[int, ...]) -> None:
    """They are judged as what they are: of the wrong shape."""
    examination = Examination(ALL[:1], BUILT, TRAINED, [])
    list(examination.messages(batched=True))
    said = Answered(0, shape, "float32"), bytes(4 * int(np.prod([float(n) for n in shape])))
    (answer,) = examination.answers([said])
    assert answer.outputs is not None
    assert answer.outputs.shape == shape


def test_failures_and_answers_to_nothing() -> None:
    """A failure stays one; a number that was never asked is no answer; the first of two counts."""
    examination = Examination(ALL[:1], BUILT, TRAINED, [])
    failed = Answered(0, (), "float64", Failure("exception", "E", "")), b""
    right = Answered(0, (34, 1), "float64"), bytes(8 * 34)
    assert examination.answers([failed, right])[0].failure is not None
    assert examination.answers([(Answered(9, (34, 1), "float64"), bytes(8 * 34))]) == ()


@pytest.mark.parametrize(
    ("dtype", "size"),
    [("float16", 2), ("bfloat16", 2), ("float32", 4), ("float64", 8), ("complex64", 8), ("complex128", 16)],
)
def test_every_kind_of_number_can_be_random_or_zero(dtype: str, size: int) -> None:
    """The bytes have the size that the shape and the kind say."""
    built = ((State("w", (4, 3), dtype), bytes([1]) * 12 * size), (State("i", (2,), "int64"), bytes(range(16))))
    rng = np.random.default_rng(0)
    for (_, changed), (_, kept) in (values.random(built, rng), values.zero(built)):
        assert len(changed) == 12 * size
        assert kept == bytes(range(16))
    assert values.zero(built)[0][1] == bytes(12 * size)
    assert values.random(built, rng)[0][1] != built[0][1]
