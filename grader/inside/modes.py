"""Training or answering: the mode of a network, also where its class has a function `train` of its own that trains."""

import inspect

from torch import nn


def set_mode(network: nn.Module, *, training: bool) -> None:
    """Do as the network's train() or eval() does, or as torch's where a function of the student's took their place.

    One that takes the place of torch's `train` as torch means it has its `mode`.
    """
    own = type(network).train
    if own is nn.Module.train or "mode" in inspect.signature(own).parameters:
        network.train(training)
    else:
        nn.Module.train(network, training)
