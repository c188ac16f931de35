"""Which gradients do the parameters get, from these inputs and from what arrived at the outputs?"""

import torch
from torch import nn

from grader.inside.modes import set_mode
from grader.inside.probes import state
from grader.wire.messages import Recalculate, Recalculated
from grader.wire.tensors import split


def recalculate(network: nn.Module, asked: Recalculate, blob: bytes) -> tuple[Recalculated, bytes]:
    """Go forward and back with the values that the network has; answer nothing where that fails.

    The gradient at the outputs stands for the loss, which is not known here: whatever it was, the
    parameters' gradients are the vector-Jacobian product of the outputs with it.
    """
    place = next((p.device for p in network.parameters()), torch.device("cpu"))
    tensors = [state.decoded(header, part).to(place) for header, part in split((*asked.inputs, *asked.arrived), blob)]
    inputs, arrived = tensors[: len(asked.inputs)], tensors[len(asked.inputs) :]
    parameters = {name: p for name, p in nn.Module.named_parameters(network) if p.requires_grad}
    set_mode(network, training=asked.training)
    try:
        with torch.enable_grad():
            outputs = [network(given) for given in inputs]
            products = [_product(*pair) for pair in zip(outputs, arrived, strict=True)]
            gradients = torch.autograd.grad(products, list(parameters.values()), allow_unused=True)
        named = [(name, g) for name, g in zip(parameters, gradients, strict=True) if g is not None]
        coded_outputs = [state.encoded("", output, buffer=False) for output in outputs]
        coded = [state.encoded(name, gradient, buffer=False) for name, gradient in named]
    except Exception:  # noqa: BLE001  whatever the student's forward raises; nothing is judged then
        return Recalculated(asked.number, (), ()), b""
    finally:
        set_mode(network, training=False)
    headers = Recalculated(asked.number, tuple(h for h, _ in coded_outputs), tuple(h for h, _ in coded))
    return headers, b"".join(numbers for _, numbers in (*coded_outputs, *coded))


def _product(output: torch.Tensor, arrived: torch.Tensor) -> torch.Tensor:
    """Return a number whose gradient at `output` is `arrived`. Raises `ValueError` for another shape.

    A gradient that is handed to `autograd.grad` makes torch import its symbolic shapes, and those SymPy: half a
    second in each child.
    """
    if output.shape != arrived.shape:
        raise ValueError(f"expected an output of shape {list(arrived.shape)}; found {list(output.shape)}")
    return torch.sum((output * arrived.conj()).real)
