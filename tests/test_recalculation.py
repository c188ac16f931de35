"""Gradients that are calculated anew are those that autograd gives, whatever arrived at the outputs."""

import pytest
import torch
from torch import nn

from grader.inside.probes import state
from grader.inside.probes.recalculation import recalculate
from grader.wire.messages import Recalculate
from grader.wire.tensors import split


class Doubled(nn.Linear):
    """Answers in complex numbers."""

    def forward(self, given: torch.Tensor) -> torch.Tensor:
        """Two numbers for each."""
        answer = super().forward(given)
        return torch.complex(answer, 2 * answer)


def asked(given: list[torch.Tensor], arrived: list[torch.Tensor]) -> tuple[Recalculate, bytes]:
    """As the host asks it."""
    coded = [[state.encoded("", tensor, buffer=False) for tensor in tensors] for tensors in (given, arrived)]
    inputs, outputs = (tuple(header for header, _ in tensors) for tensors in coded)
    blob = b"".join(numbers for tensors in coded for _, numbers in tensors)
    return Recalculate(7, training=True, inputs=inputs, arrived=outputs), blob


@pytest.mark.parametrize("network", [nn.Linear(3, 5), Doubled(3, 5)], ids=["real", "complex"])
def test_they_are_those_of_autograd(network: nn.Module) -> None:
    """Bit for bit, summed over several calls."""
    given = [torch.randn(4, 3), torch.randn(2, 3)]
    outputs = [network(one) for one in given]
    arrived = [torch.randn_like(output) for output in outputs]
    found, blob = recalculate(network, *asked(given, arrived))
    parameters = dict(network.named_parameters())
    wanted = torch.autograd.grad(outputs, list(parameters.values()), arrived)
    gradients = split((*found.outputs, *found.gradients), blob)[len(outputs) :]
    assert [header.name for header, _ in gradients] == list(parameters)
    for (header, numbers), right in zip(gradients, wanted, strict=True):
        assert torch.equal(state.decoded(header, numbers), right)


@pytest.mark.parametrize("shape", [(5,), (4, 1), (1, 4, 5)])
def test_what_does_not_fit_the_outputs_is_not_answered(shape: tuple[int, ...]) -> None:
    """It would fit by broadcasting."""
    found, blob = recalculate(nn.Linear(3, 5), *asked([torch.ones(4, 3)], [torch.ones(shape)]))
    assert (found.outputs, found.gradients, blob) == ((), (), b"")
