"""What does the trained network answer to inputs it has not seen?"""

import numpy as np
import torch
from torch import nn

from grader.inside.faults import Lacking, failure
from grader.wire.messages import Answered, Ask


def answer(network: nn.Module, ask: Ask, blob: bytes, folder: str) -> tuple[Answered, bytes]:
    """Run the examples in `blob` (float64, `ask.shape`) forward, and return the outputs raw.

    Examples go one by one or all in one batch, as in training; where that fails, the other way.
    """
    examples = torch.from_numpy(np.frombuffer(bytearray(blob), dtype="<f8").reshape(ask.shape))
    parameter = next((p for p in network.parameters() if p.is_floating_point()), None)
    dtype = torch.get_default_dtype() if parameter is None else parameter.dtype
    examples = examples.to(device=None if parameter is None else parameter.device, dtype=dtype)
    ways = (_batch, _one_by_one) if ask.batched else (_one_by_one, _batch)
    error: BaseException | None = None
    for way in ways:
        try:
            with torch.set_grad_enabled(ask.gradients):
                outputs = way(network, examples).detach()
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


def _one_by_one(network: nn.Module, examples: torch.Tensor) -> torch.Tensor:
    return torch.stack([_tensor(network(example)) for example in examples])


def _batch(network: nn.Module, examples: torch.Tensor) -> torch.Tensor:
    outputs = _tensor(network(examples))
    if outputs.ndim == 0 or len(outputs) != len(examples):
        raise Lacking(
            "wrong_output_shape",
            f"expected one row of output for each of {len(examples)} examples; found the shape {list(outputs.shape)}",
        )
    return outputs


def _tensor(output: object) -> torch.Tensor:
    if not isinstance(output, torch.Tensor):
        raise Lacking("wrong_output", f"expected forward to return a tensor; found {type(output).__name__}")
    return output
