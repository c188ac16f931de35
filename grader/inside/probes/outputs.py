"""What does the trained network answer to inputs it has not seen?"""

import numpy as np
import torch
from torch import nn

from grader.inside.faults import DEVICE_ERRORS, Lacking, failure
from grader.wire.frames import MAX_NUMBERS
from grader.wire.messages import Answered, Ask

FEW = 3
"""Examples that go one by one first: where a batch gives the same, the others go in one batch, which is faster."""
ALIKE = 1e-5
"""Rounding of float32 sums, as a share of the largest number."""


def answer(network: nn.Module, ask: Ask, blob: bytes, folder: str) -> tuple[Answered, bytes]:
    """Run the examples in `blob` (float64, `ask.shape`) forward, and return the outputs raw.

    Examples go one by one or all in one batch, as in training; where that fails, the other way. One by one
    is only pretended where the network shows that a batch makes no difference to it. Raises what the device raises.
    """
    examples = torch.from_numpy(np.frombuffer(bytearray(blob), dtype="<f8").reshape(ask.shape))
    parameter = next((p for p in network.parameters() if p.is_floating_point()), None)
    dtype = torch.get_default_dtype() if parameter is None else parameter.dtype
    examples = examples.to(torch.get_default_device() if parameter is None else parameter.device, dtype)
    ways = (_batch, _one_by_one) if ask.batched else (_as_if_one_by_one, _batch)
    error: BaseException | None = None
    for way in ways:
        try:
            with torch.set_grad_enabled(ask.gradients):
                outputs = way(network, examples).detach()
        except DEVICE_ERRORS:
            raise
        except Exception as caught:  # noqa: BLE001  whatever the student's forward raises
            error = error or caught
            continue
        dtype_name = str(outputs.dtype).removeprefix("torch.")
        wide = outputs.double() if outputs.is_floating_point() else outputs
        raw = wide.cpu().contiguous().numpy()
        name = raw.dtype.name if outputs.is_floating_point() else dtype_name
        return Answered(ask.number, tuple(outputs.shape), name), raw.tobytes()
    assert error is not None
    return Answered(ask.number, (), "float64", failure(error, folder)), b""


def _as_if_one_by_one(network: nn.Module, examples: torch.Tensor) -> torch.Tensor:
    few = _one_by_one(network, examples[:FEW])
    try:
        outputs = _batch(network, examples)
    except Exception:  # noqa: BLE001  the student's forward may take no batches
        return _one_by_one(network, examples)
    return outputs if _alike(few, outputs[:FEW]) else _one_by_one(network, examples)


def _alike(few: torch.Tensor, others: torch.Tensor) -> bool:
    if few.shape != others.shape or few.dtype != others.dtype:
        return False
    few, others = few.detach(), others.detach()
    numbers = few[few.isfinite()]
    size = numbers.abs().max().item() if numbers.numel() and few.dtype != torch.bool else 0
    return torch.allclose(few, others, rtol=ALIKE, atol=ALIKE * size, equal_nan=True)


def _one_by_one(network: nn.Module, examples: torch.Tensor) -> torch.Tensor:
    return torch.stack([_small(_tensor(network(example)), len(examples)) for example in examples])


def _batch(network: nn.Module, examples: torch.Tensor) -> torch.Tensor:
    outputs = _tensor(network(examples))
    if outputs.ndim == 0 or len(outputs) != len(examples):
        raise Lacking(
            "wrong_output_shape",
            f"expected one row of output for each of {len(examples)} examples; found the shape {list(outputs.shape)}",
        )
    return _small(outputs, 1)


def _small(outputs: torch.Tensor, times: int) -> torch.Tensor:
    """Return outputs, `times` of which can be sent. Raises `Lacking` for larger ones."""
    if outputs.numel() * times > MAX_NUMBERS:
        raise Lacking("wrong_output_shape", f"expected answers that are small; found the shape {list(outputs.shape)}")
    return outputs


def _tensor(output: object) -> torch.Tensor:
    if not isinstance(output, torch.Tensor):
        raise Lacking("wrong_output", f"expected forward to return a tensor; found {type(output).__name__}")
    return output
