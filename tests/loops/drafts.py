"""Right programs before they are written: which blocks they have, and in which order."""

import random
import textwrap
from dataclasses import dataclass, field

from pieces import ASIDES, BACKWARDS, BY_HAND, CLIPS, LOSSES, NETWORKS, OPTIMIZERS, PARAMETERS, RESETS, SCHEDULERS


@dataclass
class Draft:
    """A program that is being put together: faults change its blocks before it is written.

    `before` and `after` stand outside the loop. `order` names the blocks of one round; `every` is how many
    backwards come before each step. `rounds` are the backwards in all, in `epochs` equal parts.
    """

    random: random.Random
    net: str = "network"
    opt: str = "optimizer"
    forward: str = ""
    backward: str = "loss.backward()"
    clip: str = ""
    step: str = ""
    reset: str = ""
    aside: str = ""
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    optimizer: str = ""
    order: str = "fbsr"
    every: int = 1
    rounds: int = 80
    epochs: int = 1
    epoch_end: str = ""
    batch: int | None = None
    network: str = "linear"
    diagnosis: str = "correct"

    def pick(self, words: list[str]) -> str:
        """Draw one of the words, with its names filled in."""
        return self.fill(self.random.choice(words))

    def fill(self, words: str) -> str:
        """Put the names of the network and the optimizer in."""
        return words.format(net=self.net, opt=self.opt, params="{params}")


def with_optimizer(draft: Draft) -> None:
    """The lab's kind: an optimizer steps, and something resets."""
    draw = draft.random
    draft.opt = draw.choice(["optimizer", "opt", "sgd", "trainer"])
    draft.optimizer = draft.pick(OPTIMIZERS).replace("{params}", draft.pick(PARAMETERS))
    draft.forward = draft.pick(LOSSES)
    draft.backward = draft.pick(BACKWARDS)
    draft.step = draft.fill("{opt}.step()")
    draft.reset = draft.pick(RESETS)
    draft.order = draw.choice(["fbsr", "fbsr", "rfbs", "frbs", "rfbsr", "rrfbs", "srfb"])
    draft.clip = draft.pick(CLIPS) if draw.random() < 0.2 and draft.order != "srfb" else ""
    draft.rounds = draw.choice([60, 60, 90, 200])
    if draw.random() < 0.2:
        draft.before.append(draft.fill("scheduler = " + draw.choice(SCHEDULERS)))
        draft.step += "\nscheduler.step()"
    if draw.random() < 0.25 and draft.order in ("fbsr", "rfbs", "rfbsr"):
        draft.every = draw.choice([2, 3, 5, 8])
        draft.diagnosis = "correct_accumulation"


def with_closure(draft: Draft) -> None:
    """An optimizer that calls back for the loss."""
    draw = draft.random
    # LBFGS has to hear the same loss each time, so there is no dropout.
    made = [*OPTIMIZERS, "torch.optim.LBFGS({params}, lr=0.01, max_iter=3)"]
    draft.optimizer = draw.choice(made).replace("{params}", draft.fill("{net}.parameters()"))
    reset, loss = draft.pick(RESETS), draft.pick(LOSSES[:5])
    closure = f"{reset}\n{loss}\n{draft.pick(BACKWARDS[:2])}\nreturn loss"
    draft.forward = f"def closure():\n{textwrap.indent(closure, '    ')}"
    draft.backward = ""
    draft.step = draft.pick(["loss = {opt}.step(closure)", "loss = {opt}.step(closure=closure)"])
    draft.order = "fbs"
    draft.rounds = 60


def by_hand(draft: Draft) -> None:
    """Parameters that are changed by hand after each backward."""
    draft.forward = draft.pick(LOSSES[:7])
    draft.backward = draft.pick(BACKWARDS)
    draft.step = draft.pick(BY_HAND)
    draft.opt = draft.net
    draft.reset = draft.pick([reset for reset in RESETS if "param_groups" not in reset])
    draft.order = draft.random.choice(["fbsr", "rfbs", "frbs"])
    draft.diagnosis = "correct_manual"


def functional(draft: Draft) -> None:
    """Gradients as values, and parameters that are changed by hand."""
    draft.forward = draft.pick(LOSSES[:6])
    draft.backward = draft.fill("gradients = torch.autograd.grad(loss, list({net}.parameters()))")
    draft.step = draft.pick(
        [
            "with torch.no_grad():\n    for p, g in zip({net}.parameters(), gradients):\n        p -= 1e-3 * g",
            "for p, g in zip({net}.parameters(), gradients):\n    p.data -= 1e-3 * g",
        ]
    )
    draft.order = "fbs"
    draft.diagnosis = "correct_functional"


def assigned(draft: Draft) -> None:
    """Gradients as values, which an optimizer is given."""
    draft.forward = draft.pick(LOSSES[:6])
    draft.optimizer = draft.pick(OPTIMIZERS).replace("{params}", draft.fill("{net}.parameters()"))
    gradient = "gradients = torch.autograd.grad(loss, list({net}.parameters()))"
    draft.backward = draft.fill(gradient + "\nfor p, g in zip({net}.parameters(), gradients):\n    p.grad = g")
    draft.step = draft.fill("{opt}.step()")
    draft.order = "fbs"
    draft.diagnosis = "correct_functional"


def surroundings(draft: Draft) -> None:
    """What stands around, and plays no part in whether the loop is right."""
    draw = draft.random
    draft.network = draw.choice(list(NETWORKS))
    draft.batch = draw.choice([None, None, 1, 4, 16])
    draft.aside = draft.pick(ASIDES) if draw.random() < 0.4 else ""
    draft.epochs = draw.choice([1, 1, 3, 5])
    draft.rounds = max(draft.rounds, 12 * draft.every)
    if draft.step == f"{draft.opt}.step()" and "autograd.grad" not in draft.backward and draw.random() < 0.2:
        draft.before.append(draft.fill("for p in {net}.m1.parameters():\n    p.requires_grad_(False)"))
