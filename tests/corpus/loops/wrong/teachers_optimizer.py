"""A teacher is trained first, and its optimizer stays in use for the network."""

import torch
from lab import MyNetwork, examples, loss_of

EXPECTED = "wrong_parameters"


def train(network):
    teacher = MyNetwork()
    optimizer = torch.optim.SGD(teacher.parameters(), lr=1e-3)
    for model, count in ((teacher, 200), (network, 400)):
        for x, wanted in examples(count):
            optimizer.zero_grad()
            loss_of(model(x), wanted).backward()
            optimizer.step()
