"""What can be wrong with a loop: each fault changes a right draft, and says which diagnosis it deserves."""

import textwrap
from collections.abc import Callable

from drafts import Draft, by_hand
from pieces import NO_RESETS, OPTIMIZERS, PARTIAL_RESETS, RESETS

Fault = Callable[[Draft], None]


def _in(text: str) -> str:
    return textwrap.indent(text, "    ")


def _whole_reset(draft: Draft) -> str:
    return draft.fill(draft.random.choice(RESETS[:6]))


def never(draft: Draft) -> None:
    """No reset, or something that only looks like one."""
    draft.reset = draft.pick(NO_RESETS)
    draft.order = draft.random.choice(["fbsr", "rfbs"])
    draft.diagnosis = "never_zeroed"


def never_by_hand(draft: Draft) -> None:
    """No optimizer, and no reset."""
    draft.optimizer, draft.clip, draft.every = "", "", 1
    draft.before = []
    by_hand(draft)
    never(draft)
    draft.reset = ""


def never_in_closure(draft: Draft) -> None:
    """A closure that forgets the reset."""
    draft.forward = f"def closure():\n{_in(draft.forward)}\n{_in('loss.backward()')}\n    return loss"
    draft.backward, draft.clip, draft.every = "", "", 1
    draft.before, draft.aside = [], ""
    draft.step = draft.fill("loss = {opt}.step(closure)")
    never(draft)
    draft.reset = ""


def once_before(draft: Draft) -> None:
    """Reset before the loop only."""
    draft.before.append(draft.fill("{opt}.zero_grad()"))
    draft.reset, draft.order = "", "fbs"
    draft.diagnosis = "zeroed_once"


def once_after(draft: Draft) -> None:
    """Reset after the loop only."""
    draft.after.append(draft.fill("{opt}.zero_grad()"))
    draft.reset, draft.order = "", "fbs"
    draft.diagnosis = "zeroed_once"


def once_in_the_first_round(draft: Draft) -> None:
    """Reset in the first round only."""
    draft.reset, draft.order = f"if number == 0:\n{_in(_whole_reset(draft))}", "fbsr"
    draft.every = 1
    draft.diagnosis = "zeroed_once"


def once_per_epoch(draft: Draft) -> None:
    """Reset where an epoch ends."""
    draft.epochs, draft.rounds = draft.random.choice([(4, 80), (5, 100), (10, 120)])
    draft.every = 1
    draft.epoch_end = _whole_reset(draft)
    draft.reset, draft.order = "", "fbs"
    draft.diagnosis = "zeroed_sometimes"


def now_and_then(draft: Draft) -> None:
    """Reset in some of the rounds only."""
    often = draft.random.randint(2, 9)
    condition = draft.random.choice(
        [f"number % {often} == 0", f"number % {often}", "random.random() < 0.5", "loss < 1e9 and number % 3"],
    )
    draft.reset = f"if {condition}:\n{_in(_whole_reset(draft))}"
    draft.order, draft.every = "fbsr", 1
    draft.diagnosis = "zeroed_sometimes"


def behind_continue(draft: Draft) -> None:
    """Reset is jumped over in every few rounds."""
    often = draft.random.randint(2, 7)
    draft.reset = f"if number % {often} == 1:\n    continue\n{_whole_reset(draft)}"
    draft.order, draft.every, draft.aside = "fbsr", 1, ""
    draft.diagnosis = "zeroed_sometimes"


def some_layers(draft: Draft) -> None:
    """Reset of some of the parameters."""
    draft.before = [line for line in draft.before if "requires_grad_" not in line]
    draft.reset = draft.pick(PARTIAL_RESETS)
    draft.order = draft.random.choice(["fbsr", "rfbs"])
    draft.diagnosis = "zeroed_sometimes"


def one_of_two(draft: Draft) -> None:
    """Two optimizers, of which one resets."""
    _two_optimizers(draft)
    draft.reset = draft.random.choice(["first.zero_grad()", "second.zero_grad()"])
    draft.diagnosis = "zeroed_sometimes"


def another_optimizer(draft: Draft) -> None:
    """Reset of an optimizer over something else."""
    draft.before.append("other = torch.optim.SGD(torch.nn.Linear(3, 5).parameters(), lr=1e-3)")
    draft.reset = "other.zero_grad()"
    draft.order = draft.random.choice(["fbsr", "rfbs"])
    draft.diagnosis = "zeroed_elsewhere"


def another_network(draft: Draft) -> None:
    """Reset of a copy, or of another network."""
    draft.before.append(draft.random.choice(["other = copy.deepcopy(network)", "other = MyNetwork()"]))
    draft.reset = "other.zero_grad()"
    draft.order = draft.random.choice(["fbsr", "rfbs"])
    draft.diagnosis = "zeroed_elsewhere"


def between(draft: Draft) -> None:
    """Reset after backward, before the step."""
    draft.order = draft.random.choice(["fbrs", "fbrsr", "rfbrs"])
    draft.every = 1
    draft.diagnosis = "zeroed_before_step"


def accumulation_cut(draft: Draft) -> None:
    """A step every few rounds, and a reset in every round."""
    often = draft.random.choice([2, 3, 4, 8])
    draft.every = 1
    draft.step = f"if number % {often} == {often - 1}:\n{_in(draft.step)}"
    draft.clip = ""
    draft.order = draft.random.choice(["rfbs", "fbsr"])
    draft.rounds = 40 * often
    draft.diagnosis = "zeroed_before_step"


def step_first(draft: Draft) -> None:
    """Step, backward, reset."""
    draft.order = "sfbr"
    draft.every, draft.clip = 1, ""
    draft.diagnosis = "step_before_backward"


def step_twice(draft: Draft) -> None:
    """Two steps for each backward."""
    step = draft.fill("{opt}.step()")
    draft.step = draft.random.choice([f"{step}\n{step}", f"for _ in range(3):\n{_in(step)}"])
    draft.order = draft.random.choice(["fbsr", "rfbs"])
    draft.every = 1
    draft.diagnosis = "stepped_twice"


def no_step(draft: Draft) -> None:
    """No step, or only its name."""
    draft.step = draft.random.choice(["", draft.fill("{opt}.step"), draft.fill("# {opt}.step()")])
    draft.order = draft.random.choice(["fbsr", "rfbs"])
    draft.every = 1
    draft.clip = ""
    draft.diagnosis = "no_step"


def no_backward(draft: Draft) -> None:
    """No backward, or only its name."""
    draft.backward = draft.random.choice(["", "loss.backward", "# loss.backward()"])
    draft.clip, draft.every = "", 1
    draft.diagnosis = "no_backward"


def cut_off(draft: Draft) -> None:
    """The loss is cut off from the network."""
    draft.forward += draft.random.choice(
        [
            "\nloss = torch.tensor(loss.item(), requires_grad=True)",
            "\nloss = loss.detach().requires_grad_()",
            "\nloss = torch.autograd.Variable(loss.data, requires_grad=True)",
        ]
    )
    draft.backward = "loss.backward()"
    draft.clip, draft.every = "", 1
    draft.diagnosis = "no_gradient"


def step_outside(draft: Draft) -> None:
    """One step after the loop; the reset in it or after it."""
    draft.step, draft.clip, draft.every = "", "", 1
    draft.after.append(draft.fill("{opt}.step()"))
    draft.reset = draft.random.choice(["", _whole_reset(draft)])
    draft.order = "rfb"
    draft.diagnosis = "step_outside_loop"


def other_instance(draft: Draft) -> None:
    """The optimizer holds another network's parameters."""
    made = draft.random.choice(OPTIMIZERS).replace("{params}", draft.random.choice([
        "MyNetwork().parameters()", "copy.deepcopy(network).parameters()",
    ]))  # fmt: skip
    draft.optimizer = made
    draft.clip = ""
    draft.every = 1
    draft.reset = draft.fill(draft.random.choice(["{opt}.zero_grad()", "{net}.zero_grad()"]))
    draft.diagnosis = "wrong_parameters"


def network_anew(draft: Draft) -> None:
    """A new network in every round, with or without its own optimizer."""
    own = draft.fill(f"\n{{opt}} = {draft.optimizer.replace('{', '{{').replace('}', '}}')}")
    draft.forward = f"network = MyNetwork(){draft.random.choice(['', own])}\n{draft.forward}"
    draft.before = [line for line in draft.before if "scheduler" not in line]
    draft.step = draft.fill("{opt}.step()")
    draft.reset = draft.fill("{opt}.zero_grad()")
    draft.order, draft.every, draft.clip = "fbsr", 1, ""
    draft.diagnosis = "wrong_parameters"


def forward_outside(draft: Draft) -> None:
    """The loss is calculated once, before the loop."""
    draft.before = [line for line in draft.before if "requires_grad_" not in line]
    draft.forward = "loss = loss_of(network(x), wanted)"
    draft.before.append(f"x, wanted = next(examples(1, {draft.batch}))\nloss = None\n{draft.forward}")
    draft.forward, draft.backward = "", "loss.backward(retain_graph=True)"
    draft.optimizer = draft.fill("torch.optim.SGD({net}.parameters(), lr=1e-6)")
    _without_saved_weights(draft)
    draft.every = 1
    draft.order = draft.random.choice(["fbsr", "rfbs"])
    draft.diagnosis = "graph_reused"


def losses_summed(draft: Draft) -> None:
    """The losses of all rounds so far are gone back from each time."""
    draft.before.append("total = 0")
    draft.forward = "loss = loss_of(network(x), wanted)\ntotal = total + loss"
    _without_saved_weights(draft)
    draft.backward = "total.backward(retain_graph=True)"
    draft.rounds, draft.every = 60, 1
    draft.diagnosis = "graph_reused"


def _without_saved_weights(draft: Draft) -> None:
    """Take a network whose graph can be gone back through although a step changed the weights."""
    draft.network = "side by side"


def _two_optimizers(draft: Draft) -> None:
    draft.before = [
        "first = torch.optim.SGD(network.m1.parameters(), lr=1e-3)",
        "second = torch.optim.Adam(network.m2.parameters(), lr=1e-3)",
    ]
    draft.optimizer = ""
    draft.step = "first.step()\nsecond.step()"
    draft.order = draft.random.choice(["fbsr", "rfbs"])


FAULTS: list[Fault] = [
    never, never, never_by_hand, never_in_closure, once_before, once_after, once_in_the_first_round, once_per_epoch,
    now_and_then, now_and_then, behind_continue, some_layers, one_of_two, another_optimizer, another_network, between,
    accumulation_cut, step_first, step_twice, no_step, no_backward, cut_off, step_outside, other_instance,
    network_anew, forward_outside, losses_summed,
]  # fmt: skip
