"""Which layers does the freshly built network run one example through, and how freely do they let it pass?"""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import nn

from grader.inside.faults import DEVICE_ERRORS, Lacking, failure
from grader.inside.modes import set_mode
from grader.wire.observation import Forward, Layer

RANK_EXAMPLES = 3
RANK_ENTRIES = 100_000
"""The Jacobian is not taken where it would have more entries than this: it would cost too long."""
RELATIVE_TOLERANCE = 1e-5
"""Singular values below this share of the largest count as zero: float32 is exact to about 1e-7."""
MAX_LAYERS = 500


def look(network: nn.Module, shape: tuple[int, ...], folder: str) -> Forward:
    """Run one example of `shape` forward, alone or as a batch of two, and note every layer it meets.

    Numbers in a row go alone, as in the lab; pictures and other examples of several dimensions go as a batch, which
    `nn.Flatten` and many others take for granted. Where that fails, the other way. The batch dimension is left out
    of all shapes. Where both fail, the layers are those that the first way came through. Nothing is trained, and
    the network is left in the mode it was in. Raises what the device raises.
    """
    was_training = network.training
    set_mode(network, training=False)
    try:
        error: BaseException | None = None
        reached: list[Layer] = []
        for batch in ((), (2,)) if len(shape) == 1 else ((2,), ()):
            layers: list[Layer] = []
            try:
                with torch.no_grad(), _noting(network, layers, bool(batch)):
                    output = network(_example((*batch, *shape), network))
                output = _tensor(output, batch)
            except DEVICE_ERRORS:
                raise
            except Exception as caught:  # noqa: BLE001  whatever the student's forward raises
                if error is None:
                    error, reached = caught, layers
                continue
            return Forward(
                shape,
                tuple(output.shape[len(batch) :]),
                tuple(layers),
                _rank(network, (*batch, *shape), bool(batch)),
            )
        assert error is not None
        return Forward(shape, None, tuple(reached), None, failure(error, folder))
    finally:
        set_mode(network, training=was_training)


def settle(network: nn.Module, shape: tuple[int, ...] | None) -> None:
    """Let lazy layers take their sizes from one example of `shape`, where there are any."""
    if shape is not None and any(map(nn.parameter.is_lazy, network.parameters())):
        with contextlib.suppress(Exception):
            look(network, shape, "")


def _tensor(output: object, batch: tuple[int, ...]) -> torch.Tensor:
    if not isinstance(output, torch.Tensor):
        raise Lacking("wrong_output", f"expected forward to return a tensor; found {type(output).__name__}")
    if output.shape[: len(batch)] != batch:
        raise Lacking("wrong_output", f"expected an answer for each example; found shape {list(output.shape)}")
    return output


def _example(shape: tuple[int, ...], network: nn.Module) -> torch.Tensor:
    """Whole numbers from -10 to 10, as the network's own kind of number."""
    parameter = next((p for p in network.parameters() if p.is_floating_point()), None)
    values = torch.randint(-10, 11, shape)
    return values.float() if parameter is None else values.to(parameter.device, parameter.dtype)


@contextlib.contextmanager
def _noting(network: nn.Module, layers: list[Layer], batched: bool) -> Iterator[None]:
    skip = 1 if batched else 0

    def note(name: str) -> Callable[[nn.Module, tuple[Any, ...], Any], None]:
        def hook(module: nn.Module, inputs: tuple[Any, ...], output: Any) -> None:
            given = inputs[0] if inputs else None
            if len(layers) < MAX_LAYERS and isinstance(output, torch.Tensor):
                layers.append(_layer(name, module, given, output, skip))

        return hook

    leaves = [(name, m) for name, m in network.named_modules() if name and not any(True for _ in m.children())]
    handles = [module.register_forward_hook(note(name)) for name, module in leaves]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def _layer(name: str, module: nn.Module, given: Any, output: torch.Tensor, skip: int) -> Layer:
    return Layer(
        name,
        type(module).__name__,
        tuple(given.shape[skip:]) if isinstance(given, torch.Tensor) else (),
        tuple(output.shape[skip:]),
    )


def _rank(network: nn.Module, shape: tuple[int, ...], batched: bool) -> int | None:
    """Return the largest rank of d output / d input over a few examples, None where it can't be taken."""
    best = 0
    try:
        for _ in range(RANK_EXAMPLES):
            example = _example(shape, network)

            def of_one(x: torch.Tensor) -> torch.Tensor:
                output = network(x)
                return output[0] if batched else output  # type: ignore[no-any-return]

            outputs = of_one(example)
            if outputs.numel() * example.numel() > RANK_ENTRIES:
                return None
            jacobian = torch.autograd.functional.jacobian(of_one, example)  # type: ignore[no-untyped-call]
            # Taken on the CPU: loading a GPU's library for it would take longer than all the rest.
            matrix = jacobian.reshape(outputs.numel(), 2 if batched else 1, -1)[:, 0].to("cpu", torch.float64)
            best = max(best, int(torch.linalg.matrix_rank(matrix, rtol=RELATIVE_TOLERANCE)))
            if best == min(matrix.shape):
                break
    except Exception:  # noqa: BLE001  a forward that can't be differentiated has no rank
        return None
    return best
