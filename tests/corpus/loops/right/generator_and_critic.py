"""Two networks against each other; one's gradients are thrown away on purpose."""

import torch
from lab import examples, loss_of

EXPECTED = "correct"


def train(network):
    critic = torch.nn.Linear(5, 1)
    ours = torch.optim.SGD(network.parameters(), lr=1e-4)
    theirs = torch.optim.SGD(critic.parameters(), lr=1e-4)
    for x, wanted in examples(150):
        theirs.zero_grad()
        (critic(network(x).detach()) - critic(wanted)).sum().backward()
        theirs.step()
        ours.zero_grad()
        (loss_of(network(x), wanted) - critic(network(x)).sum()).backward()
        ours.step()
