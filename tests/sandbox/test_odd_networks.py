"""Whatever the trained network is made of, it is judged on what can be reproduced, or told why not in plain words."""

import numpy as np
import pytest
from observing import HELD_OUT, NETWORK, see

from grader.check import array
from grader.inputs import Question
from grader.sandbox.observe import Place
from grader.wire.observation import Observation

ASKED = [Question(HELD_OUT, condition) for condition in ("trained", "fresh", "random", "zero", "gradients", "look")]


def seen(place: Place, train: str, init: str = "self.m1 = nn.Linear(3, 5)", forward: str = "self.m1(x)") -> Observation:
    """Observe a network built by `init`, with `train` as the body of its training."""
    network = NETWORK.replace("self.m1 = nn.Linear(3, 5)", init).replace("self.m1(x)", forward)
    return see(place, f"{network}\ndef train(network):\n    {train}\n", questions=ASKED)


@pytest.mark.parametrize(
    ("train", "phase", "message"),
    [
        (
            "network.extra = nn.Parameter(torch.ones(2))",
            "evaluate",
            "found `extra` only in the trained one and nothing",
        ),
        ("network.m1.bias = None", "evaluate", "found nothing only in the trained one and `m1.bias` only in the new"),
        ("network.m1 = nn.Linear(3, 6)", "evaluate", "to have the shape [5, 3] of a newly built network; found [6, 3]"),
        ("network.m1 = nn.Linear(3, 5, dtype=torch.complex64)", "evaluate", "found complex64 after training"),
        ("network.m1 = nn.Linear(3, 5, device='meta')", "train", "to hold numbers; found a tensor without any"),
        ("network.m1 = nn.LazyLinear(5)", "train", "to hold numbers; found a tensor without any"),
        ("network.big = nn.Parameter(torch.zeros(5_000_000))", "train", "at most 16 MiB; found 5000000 numbers"),
        (
            "network.many = nn.ParameterList(torch.zeros(1_000_000) for _ in range(60))",
            "train",
            "at most 2000 tensors and 192 MiB; found 62 tensors and 228 MiB",
        ),
        (
            "network.many = nn.ParameterList(torch.zeros(1) for _ in range(2001))",
            "train",
            "at most 2000 tensors and 192 MiB; found 2003",
        ),
    ],
)
def test_what_cannot_be_reproduced_is_told(place: Place, train: str, phase: str, message: str) -> None:
    """The phase ends with a message for the student, and there are no answers of the trained network."""
    observation = seen(place, train)
    failed = observation.phase(phase)  # type: ignore[arg-type]
    assert failed.outcome == "exception"
    assert failed.failure is not None
    assert message in failed.failure.message
    assert observation.answer(HELD_OUT.key) is None


@pytest.mark.parametrize(
    ("init", "forward", "train"),
    [
        ("self.m1 = nn.LazyLinear(5)", "self.m1(x)", "network(torch.ones(1, 3))"),
        ("self.m1 = nn.Linear(3, 5); self.m2 = self.m1", "self.m2(x)", "pass"),
        ("self.m1 = nn.Linear(3, 5); self.again = self.m1.weight", "self.m1(x)", "pass"),
        ("self.m1 = nn.Linear(3, 5)", "self.m1(x)", "network.half()"),
        ("self.m1 = nn.Linear(3, 5)", "self.m1(x)", "network.bfloat16()"),
        ("self.m1 = nn.Linear(3, 5)", "self.m1(x)", "network.double()"),
        ("self.m1 = nn.Linear(3, 5, dtype=torch.bfloat16)", "self.m1(x)", "pass"),
        (
            "self.m1 = nn.Linear(3, 5); self.n = nn.Parameter(torch.ones(2, dtype=torch.int64), requires_grad=False)",
            "self.m1(x) + 0 * self.n.sum()",
            "pass",
        ),
        (
            "self.m1 = nn.Linear(3, 5); self.z = nn.Parameter(torch.ones(2, dtype=torch.complex64))",
            "self.m1(x) + 0 * self.z.sum().real",
            "pass",
        ),
        ("self.m1 = nn.Linear(3, 5)", "self.m1(x)", "network.m1.weight.data = torch.ones(1).expand(5, 3)"),
        ("self.m1 = nn.Linear(3, 5)", "self.m1(x)", "network.m1.weight.data = torch.ones(3, 5).T"),
        ("self.m1 = nn.Linear(3, 5); self.e = nn.Parameter(torch.ones(0, 4))", "self.m1(x)", "pass"),
        ("self.m1 = nn.Linear(3, 5); self.register_buffer('b', torch.tensor(True))", "self.m1(x)", "pass"),
        ("pass", "torch.cat([x, x[..., :2]], dim=-1)", "pass"),
    ],
)
def test_odd_networks_answer_like_any_other(place: Place, init: str, forward: str, train: str) -> None:
    """In every state, with numbers."""
    observation = seen(place, train, init, forward)
    assert [p.outcome for p in observation.phases] == ["ok"] * 4, observation.phases
    for question in ASKED[:-1]:
        answer = observation.answer(HELD_OUT.key, question.condition)
        assert answer is not None
        assert answer.outputs is not None, answer.failure
        assert answer.outputs.shape == (HELD_OUT.count, 5)
        assert np.isfinite(array(answer.outputs)).all()


@pytest.mark.parametrize("value", ["nan", "inf"])
def test_weights_that_exploded_cross_as_they_are(place: Place, value: str) -> None:
    """They are judged as what they are; nothing breaks on the way."""
    observation = seen(place, f"network.m1.weight.data.fill_(float('{value}'))")
    answer = observation.answer(HELD_OUT.key)
    assert answer is not None
    assert answer.outputs is not None
    assert not np.isfinite(array(answer.outputs)).all()


@pytest.mark.parametrize(
    ("forward", "found"),
    [
        ("self.m1(x).to(torch.complex64)", "complex64"),
        ("self.m1(x).long()", "int64"),
        ("self.m1(x) > 0", "bool"),
    ],
)
def test_answers_of_any_kind_of_number_arrive(place: Place, forward: str, found: str) -> None:
    """A check says what it expected; the host only carries them."""
    answer = seen(place, "pass", forward=forward).answer(HELD_OUT.key)
    assert answer is not None
    assert answer.outputs is not None
    assert (answer.outputs.dtype, answer.outputs.shape) == (found, (HELD_OUT.count, 5))


def test_a_forward_that_answers_far_too_much_is_told(place: Place) -> None:
    """An answer beyond what one message holds is a failure of that answer."""
    answer = seen(place, "pass", forward="self.m1(x).sum() + torch.zeros(1_000_000)").answer(HELD_OUT.key)
    assert answer is not None
    assert answer.failure is not None
    assert "expected answers that are small; found the shape [1000000]" in answer.failure.message
