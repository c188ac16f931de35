"""Random training loops as source text, each with the diagnosis that was planted in it.

A loop is a few blocks (forward, backward, step, reset) in an order, inside a nesting. Right programs differ
in everything that does not matter; a wrong one has one fault planted.
"""

import random
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from drafts import Draft, assigned, by_hand, functional, surroundings, with_closure, with_optimizer
from faults import FAULTS
from pieces import NETWORKS

HEADER = "import copy\nimport random\n\nimport torch\nfrom lab import examples, loss_of\n"


@dataclass(frozen=True)
class Program:
    """A student's file, and the diagnosis that it deserves."""

    seed: int
    source: str
    diagnosis: str

    @property
    def right(self) -> bool:
        """Whether nothing wrong was planted."""
        return self.diagnosis.startswith("correct")


def generate(seed: int) -> Program:
    """Return the program of this number: about half of them are right."""
    draw = random.Random(seed)
    draft = Draft(draw)
    fault = None if draw.random() < 0.5 else draw.choice(FAULTS)
    kind = draw.choices([with_optimizer, with_closure, by_hand, functional, assigned], [12, 2, 2, 1, 1])[0]
    (kind if fault is None else with_optimizer)(draft)
    surroundings(draft)
    if fault is not None:
        fault(draft)
    return Program(seed, _written(draft), draft.diagnosis)


def _written(draft: Draft) -> str:
    """Put the blocks in their order into one of the nestings."""
    nestings: list[Callable[[Draft, str], str]] = [_flat, _while, _helper, _trainer, _comprehension]
    body = _round(draft)
    inside = draft.random.choice(nestings)(draft, body)
    top = [f"{draft.opt} = {draft.optimizer}"] if draft.optimizer else []
    frozen = [line for line in draft.before if "requires_grad_" in line]
    rest = [line for line in draft.before if "requires_grad_" not in line]
    lines = "\n".join([*frozen, *top, *rest, "history = []", inside, *draft.after, f"return {draft.net}"])
    return f"{HEADER}\n\n{_network(draft)}\n\ndef train(network):\n{_in(lines)}"


def _network(draft: Draft) -> str:
    hidden, second = (5, 3) if draft.network == "side by side" else (6, 6)
    return textwrap.dedent(f"""\
        class MyNetwork(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.m1 = torch.nn.Linear(3, {hidden})
                self.m2 = torch.nn.Linear({second}, 5)

            def forward(self, x):
                return {NETWORKS[draft.network]}
        """)


def _round(draft: Draft) -> str:
    """Return one round of the loop; with accumulation the step and the reset come every few rounds."""
    blocks = {"f": draft.forward, "b": draft.backward, "r": draft.reset, "s": f"{draft.clip}\n{draft.step}"}
    if draft.every > 1:
        blocks["s"] = f"if number % {draft.every} == {draft.every - 1}:\n{_in(blocks['s'].strip())}"
    written = []
    for place, block in enumerate(draft.order):
        text = blocks[block].strip("\n")
        if block == "r" and draft.every > 1:
            late = draft.every - 1 if "s" in draft.order[:place] else 0
            text = f"if number % {draft.every} == {late}:\n{_in(text or 'pass')}"
        written.append(text)
    return "\n".join(part for part in [*written, _late(draft)] if part)


def _late(draft: Draft) -> str:
    return "" if "loss.item" in draft.aside and draft.order.startswith("s") else draft.aside


def _in(text: str) -> str:
    return textwrap.indent(text, "    ")


def _source(draft: Draft) -> str:
    return f"examples({draft.rounds // draft.epochs}, {draft.batch})"


def _epochs(draft: Draft, loop: str) -> str:
    end = f"\n{_in(draft.epoch_end)}" if draft.epoch_end else ""
    if draft.epochs == 1 and not end:
        return f"rounds = iter(range(10 ** 6))\n{loop}"
    return f"rounds = iter(range(10 ** 6))\nfor epoch in range({draft.epochs}):\n{_in(loop)}{end}"


def _flat(draft: Draft, body: str) -> str:
    return _epochs(draft, f"for x, wanted in {_source(draft)}:\n    number = next(rounds)\n{_in(body)}")


def _while(draft: Draft, body: str) -> str:
    inside = f"try:\n    x, wanted = next(source)\nexcept StopIteration:\n    break\nnumber = next(rounds)\n{body}"
    return _epochs(draft, f"source = iter({_source(draft)})\nwhile True:\n{_in(inside)}")


def _helper(draft: Draft, body: str) -> str:
    """One function for each round, defined inside so that it finds all names."""
    define = f"def one_round(number, x, wanted):\n{_in(_shared(body))}"
    return f"{define}\n" + _epochs(draft, f"for x, wanted in {_source(draft)}:\n    one_round(next(rounds), x, wanted)")


def _comprehension(draft: Draft, body: str) -> str:
    define = f"def one_round(number, x, wanted):\n{_in(_shared(body))}"
    return f"{define}\n" + _epochs(
        draft, f"done = [one_round(next(rounds), x, wanted) for x, wanted in {_source(draft)}]"
    )


def _trainer(draft: Draft, body: str) -> str:
    """A class with a method for each round."""
    define = f"class Trainer:\n    def fit(self, number, x, wanted):\n{_in(_in(_shared(body)))}"
    call = f"for x, wanted in {_source(draft)}:\n    fitter.fit(next(rounds), x, wanted)"
    return f"{define}\nfitter = Trainer()\n" + _epochs(draft, call)


def _shared(body: str) -> str:
    """Let names that one round leaves to the next live outside of the function."""
    shared = [name for name in ("total", "network", "optimizer", "opt", "sgd", "trainer") if f"{name} = " in body]
    lines = [f"nonlocal {', '.join(shared)}"] if shared else []
    return "\n".join([*lines, body.replace("continue", "return")])
