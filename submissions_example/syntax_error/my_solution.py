import torch
from torch import nn

class MyNetwork(nn.Module)
    def __init__(self):
        super().__init__()
