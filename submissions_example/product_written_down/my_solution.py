import torch

var_1 = torch.tensor(3.4505, requires_grad=True)
var_2 = torch.tensor(4.3472, requires_grad=True)
my_latent_value = torch.tensor(15.0)
