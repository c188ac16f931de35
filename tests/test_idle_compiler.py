"""Training without torch's compiler in memory is the same training, and whoever compiles gets the real one."""

import subprocess
import sys

TRAIN = """
import sys, torch
from torch import nn
if {idle}:
    from grader.inside.idle_compiler import idle
    idle()
def parameters(kind, **given):
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 5))
    optimizer = kind(network.parameters(), lr=0.01, **given)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 2)
    def evaluate():
        optimizer.zero_grad()
        loss = network(torch.rand(8, 3)).square().sum()
        loss.backward()
        return loss
    for _ in range(5):
        optimizer.step(evaluate)
        schedule.step()
    optimizer.load_state_dict(optimizer.state_dict())
    optimizer.add_param_group({{"params": [nn.Parameter(torch.ones(1))]}})
    return torch.cat([p.detach().flatten() for p in network.parameters()]).numpy().tobytes().hex()
o = torch.optim
for kind in (o.SGD, o.Adam, o.AdamW, o.NAdam, o.RAdam, o.RMSprop, o.Adagrad, o.Adadelta, o.Adamax, o.ASGD, o.Rprop):
    print(parameters(kind))
torch.manual_seed(0)
print(parameters(o.SGD, momentum=0.9, nesterov=True), parameters(o.Adam, foreach=True))
print("torch._dynamo.eval_frame" in sys.modules, file=sys.stderr)
"""
COMPILE = """
import os, sys, torch
from grader.inside.idle_compiler import idle
torch.set_num_threads(1)
idle()
idle()
for use in {uses}:
    if os.fork() == 0:  # torch is imported once for all of them
        exec(use)
        assert "torch._dynamo.eval_frame" in sys.modules and torch._dynamo is sys.modules["torch._dynamo"]
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.1)
        optimizer.step()
        optimizer.zero_grad()
        sys.exit()
    assert os.wait()[1] == 0, use
"""
RECALCULATE = """
import sys, torch
from grader.inside.idle_compiler import idle
from grader.inside.probes import state
from grader.inside.probes.recalculation import recalculate
from grader.wire.messages import Recalculate
idle()
(given, numbers), (arrived, others) = (state.encoded("", torch.ones(n), buffer=False) for n in (3, 5))
found, _ = recalculate(torch.nn.Linear(3, 5), Recalculate(0, True, (given,), (arrived,)), numbers + others)
print(len(found.gradients), "sympy" in sys.modules)
"""
USES = (
    'assert torch.compile(lambda x: x + 1, backend="eager")(torch.ones(1)).item() == 2',
    "assert torch.compile(lambda x: x + 1, fullgraph=True)(torch.ones(1)).item() == 2",
    "import torch._dynamo.config",
    "from torch._dynamo import optimize",
    "assert torch._dynamo.list_backends()",
    "torch.compiler.reset()",
)


def run(code: str) -> subprocess.CompletedProcess[str]:
    """Run it in a fresh interpreter."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)


def test_every_optimizer_ends_at_the_same_parameters() -> None:
    """Bit by bit; and the compiler stays out of memory, which is the point."""
    idle, plain = run(TRAIN.format(idle=True)), run(TRAIN.format(idle=False))
    assert idle.stdout == plain.stdout
    assert len(idle.stdout.split()) == 13
    assert idle.stderr.strip() == "False"


def test_whoever_compiles_gets_the_real_one() -> None:
    """Whichever way it is asked for, and optimizers go on working."""
    run(COMPILE.format(uses=USES))


def test_a_step_is_calculated_anew_without_it() -> None:
    """To go back with gradients at hand, torch would import what the compiler needs."""
    assert run(RECALCULATE).stdout.split() == ["2", "False"]
