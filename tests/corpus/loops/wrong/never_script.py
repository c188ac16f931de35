"""No reset, in a script."""

import torch
from lab import MyNetwork, examples, loss_of

EXPECTED = "never_zeroed"

my_network = MyNetwork()
optimizer = torch.optim.SGD(my_network.parameters(), lr=1e-4)
for x, wanted in examples():
    loss = loss_of(my_network(x), wanted)
    loss.backward()
    optimizer.step()
