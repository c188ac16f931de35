import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Flatten(), nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10))

    def forward(self, x):
        return self.layers(x)


def train(network):
    data = np.load("digits.npz")
    examples = TensorDataset(torch.tensor(data["inputs"]), torch.tensor(data["labels"]))
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(network.parameters(), lr=2e-3)
    for _ in range(12):
        for pictures, labels in DataLoader(examples, batch_size=32, shuffle=True):
            loss = criterion(network(pictures), labels)

            loss.backward()  # BACKPROP!
            optimizer.step()  # OPTIMIZE!
            optimizer.zero_grad()  # RESET!
