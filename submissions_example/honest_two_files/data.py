import torch


def batch():
    x = torch.randint(-10, 11, (16, 3)).float()
    return x, torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
