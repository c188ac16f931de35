import torch

scalar_tensor = torch.tensor(2.2)
vector_tensor = torch.tensor([1, 3, 4])
matrix_tensor = torch.tensor([[3, 1, 4], [1, 7, 4]])

scalar_sum = torch.tensor(2.2) + torch.tensor(5.1)
matrix_sum = matrix_tensor + torch.tensor([[0, 2, 1], [3, 3, 4]])
