"""The words that random loop programs are made of. `{opt}` is the optimizer's name, `{net}` the network's."""

NETWORKS = {
    "linear": "self.m2(self.m1(x))",
    "relu": "self.m2(torch.relu(self.m1(x)))",
    "tanh": "self.m2(torch.tanh(self.m1(x)))",
    "leaky": "self.m2(torch.nn.functional.leaky_relu(self.m1(x)))",
    "used twice": "self.m2(torch.tanh(self.m1(x)) + self.m1(x))",
    "side by side": "self.m1(x) + self.m2(x)",
    "dropout": "self.m2(torch.nn.functional.dropout(self.m1(x), 0.2))",
}
"""The expression that `forward` returns."""

OPTIMIZERS = [
    "torch.optim.SGD({params}, lr=1e-3)",
    "torch.optim.SGD({params}, lr=1e-4, momentum=0.9)",
    "torch.optim.SGD({params}, lr=1e-4, momentum=0.9, nesterov=True, weight_decay=1e-3)",
    "torch.optim.SGD({params}, lr=1e-4, foreach=True)",
    "torch.optim.SGD({params}, lr=1e-4, maximize=False, foreach=False)",
    "torch.optim.Adam({params}, lr=1e-3)",
    "torch.optim.Adam({params}, lr=1e-3, amsgrad=True)",
    "torch.optim.AdamW({params}, lr=1e-3, weight_decay=0.1)",
    "torch.optim.RMSprop({params}, lr=1e-4)",
    "torch.optim.Adagrad({params}, lr=1e-2)",
]
PARAMETERS = [
    "{net}.parameters()",
    "list({net}.parameters())",
    "[{{'params': {net}.m1.parameters()}}, {{'params': {net}.m2.parameters(), 'lr': 5e-4}}]",
    "[p for p in {net}.parameters() if p.requires_grad]",
]

LOSSES = [
    "loss = loss_of({net}(x), wanted)",
    "loss = torch.nn.functional.mse_loss({net}(x), wanted)",
    "loss = torch.nn.MSELoss(reduction='sum')({net}(x), wanted)",
    "loss = ({net}(x) - wanted).abs().sum()",
    "loss = torch.nn.functional.smooth_l1_loss({net}(x), wanted)",
    "guess = {net}(x)\nloss = ((guess - wanted) ** 2).mean() + 1e-3 * guess.abs().sum()",
    "loss = loss_of({net}(x), wanted) + 1e-4 * sum(p.square().sum() for p in {net}.parameters())",
    "loss = 0\nfor part in range(2):\n    loss = loss + loss_of({net}(x), wanted) / 2",
]

BACKWARDS = [
    "loss.backward()",
    "torch.autograd.backward(loss)",
    "loss.backward(retain_graph=True)",
    "loss.backward(torch.ones_like(loss))",
    "torch.autograd.backward([loss])",
]

CLIPS = [
    "torch.nn.utils.clip_grad_norm_({net}.parameters(), 1.0)",
    "torch.nn.utils.clip_grad_value_({net}.parameters(), 0.5)",
]

SCHEDULERS = [
    "torch.optim.lr_scheduler.StepLR({opt}, 20)",
    "torch.optim.lr_scheduler.ExponentialLR({opt}, 0.999)",
]

RESETS = [
    "{opt}.zero_grad()",
    "{opt}.zero_grad(set_to_none=False)",
    "{net}.zero_grad()",
    "{net}.zero_grad(set_to_none=False)",
    "for p in {net}.parameters():\n    p.grad = None",
    "for p in {net}.parameters():\n    if p.grad is not None:\n        p.grad.zero_()",
    "for p in {net}.parameters():\n    if p.grad is not None:\n        p.grad.data.fill_(0)",
    "for p in {net}.parameters():\n    if p.grad is not None:\n        p.grad.detach_().zero_()",
    "for p in {net}.parameters():\n    if p.requires_grad:\n        p.grad = torch.zeros_like(p)",
    "for p in {net}.parameters():\n    if p.grad is not None:\n        p.grad *= 0",
    "for p in {net}.parameters():\n    del p.grad",
    "for group in {opt}.param_groups:\n    for p in group['params']:\n        p.grad = None",
    "torch._foreach_zero_([torch.ones(1)] + [p.grad for p in {net}.parameters() if p.grad is not None])",
    "for module in {net}.modules():\n    module.zero_grad()",
    "{net}.apply(lambda module: module.zero_grad())",
    "list(map(lambda p: setattr(p, 'grad', None), {net}.parameters()))",
    "for p in {net}.parameters():\n    if p.grad is not None:\n        p.grad.sub_(p.grad.clone())",
]

NO_RESETS = [
    "",
    "pass  # {opt}.zero_grad()",
    "{opt}.zero_grad",
    "note = '{opt}.zero_grad()'",
    "for p in {net}.parameters():\n    p.grad == None",
    "if False:\n    {opt}.zero_grad()",
    "for p in {net}.parameters():\n    gradient = p.grad\n    gradient = 0",
    "for p in {net}.parameters():\n    p.data.grad = None",
    "for p in {net}.parameters():\n    if p.grad is not None:\n        p.grad.clone().zero_()",
    "x.grad = None",
    "reset = lambda: {opt}.zero_grad()",
    "try:\n    {opt}.zero_gradients()\nexcept AttributeError:\n    pass",
]
"""They look like a reset, and are none."""

PARTIAL_RESETS = [
    "{net}.m1.zero_grad()",
    "list({net}.parameters())[0].grad = None",
    "for p in {net}.m2.parameters():\n    p.grad = None",
    "{net}.m2.bias.grad = None",
    "for name, p in {net}.named_parameters():\n    if 'weight' in name:\n        p.grad = None",
]

BY_HAND = [
    "with torch.no_grad():\n    for p in {net}.parameters():\n        p -= 1e-3 * p.grad",
    "for p in {net}.parameters():\n    p.data -= 1e-3 * p.grad",
    "for p in {net}.parameters():\n    p.data = p.data - 1e-3 * p.grad",
    "with torch.no_grad():\n    for p in {net}.parameters():\n        p.copy_(p - 1e-3 * p.grad)",
    "for p in {net}.parameters():\n    p.data.add_(p.grad, alpha=-1e-3)",
]

ASIDES = [
    "history.append(loss.item())",
    "with torch.no_grad():\n    check = {net}(x).sum()",
    "if number % 10 == 0:\n    {net}.eval()\n    with torch.no_grad():\n        {net}(x)\n    {net}.train()",
    "if number % 25 == 0:\n    best = copy.deepcopy({net})",
    "norm = sum(p.grad.norm().item() for p in {net}.parameters() if p.grad is not None)",
    "saved = {net}.state_dict()",
]
