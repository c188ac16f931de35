"""Digits of 8 × 8: a small convolutional network, taught with batches of 32."""

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.convolutions = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU()
        )
        self.out = nn.Linear(32 * 4 * 4, 10)

    def forward(self, x):
        return self.out(self.convolutions(x).flatten(1))


def train(network):
    data = np.load("digits.npz")
    examples = TensorDataset(torch.tensor(data["inputs"]), torch.tensor(data["labels"]))
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(network.parameters(), lr=2e-3)
    for _ in range(8):
        for pictures, labels in DataLoader(examples, batch_size=32, shuffle=True):
            loss = criterion(network(pictures), labels)

            loss.backward()  # BACKPROP!
            optimizer.step()  # OPTIMIZE!
            optimizer.zero_grad()  # RESET!
