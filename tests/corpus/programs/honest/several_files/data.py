import torch


def batch(size=32):
    x = torch.randint(-10, 11, (size, 3)).float()
    return x, torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
