"""Did the network that was handed to the student's function change?"""

import torch
from torch import nn


class Given:
    """The parameters of a network, with copies of the values that they have now."""

    def __init__(self, network: nn.Module) -> None:
        self._values = [(p, p.detach().clone()) for p in network.parameters() if not nn.parameter.is_lazy(p)]

    def is_apart_from(self, network: nn.Module) -> bool:
        """Whether no parameter of `network` is one of these."""
        return not {id(p) for p in network.parameters()} & {id(p) for p, _ in self._values}

    def changed(self) -> bool | None:
        """Whether any value is another than it was; None where there are none to compare."""
        if not self._values:
            return None
        return any(not torch.equal(now, then) for now, then in self._values)
