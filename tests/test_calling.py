"""How the student's code is called, in whichever form it is handed in."""

import numpy as np
import pytest
from observing import HELD_OUT, NETWORK, QUICK, see

from grader.check import array
from grader.inputs import Question
from grader.sandbox.observe import Place, observe
from grader.wire.observation import Observation
from grader.wire.plan import Plan, SourceFile

FILL = "torch.nn.init.constant_(network.m1.weight, 2.0)"


def first_weight(seen: Observation) -> float:
    """The trained network answers with sum(weights) + bias: constant weights of 2 make it recognisable."""
    (answer,) = seen.answers
    assert answer.outputs is not None, answer.failure
    outputs = array(answer.outputs)
    sums = HELD_OUT.draw().sum(axis=1)
    return round(float(np.polyfit(sums, outputs[:, 0], 1)[0]), 3)


@pytest.mark.parametrize(
    "train",
    [
        f"def train(network): {FILL}",
        f"def train(network):\n    {FILL}\n    return network",
        f"def train(network):\n    {FILL}\n    return [3.0, 2.0]",
        f"def train(network):\n    {FILL}\n    return network, [3.0, 2.0]",
        f"def train(network, steps=5, *, lr=0.1):\n    {FILL}",
        f"def train():\n    network = MyNetwork()\n    {FILL}\n    return network",
        f"def train(steps=5):\n    network = MyNetwork()\n    {FILL}\n    return {{'network': network}}",
        f"def train(*arguments):\n    network, = arguments\n    {FILL}",
        f"def train(network=MyNetwork(), steps=5):\n    {FILL}",
        f"train = lambda network: ({FILL}, None)[1]",
        f"class Trainer:\n    def __call__(self, network): {FILL}\ntrain = Trainer()",
    ],
)
def test_every_form_of_train_is_understood(place: Place, train: str) -> None:
    """In place or returning, with or without the network, defaults left alone."""
    seen = see(place, f"{NETWORK}\n{train}\n", questions=[Question(HELD_OUT)])
    assert [p.outcome for p in seen.phases] == ["ok"] * 4, seen.phases
    assert first_weight(seen) == 2.0


@pytest.mark.parametrize("kind", ["MyNetwork", "Base"])
def test_the_network_that_was_seen_to_train_counts_where_none_is_returned(place: Place, kind: str) -> None:
    """As where a function trains the network of the whole file; its class may be one with the same parameters."""
    base = NETWORK.replace("class MyNetwork", "class Base") + "class MyNetwork(Base): pass\n"
    loop = "sgd = torch.optim.SGD(net.parameters(), lr=1e-9)\nnet(torch.ones(3)).sum().backward()\nsgd.step()"
    steps = loop.replace("\n", "\n    ")
    source = f"{base}\nnet = {kind}()\ndef train():\n    {steps}\n    {FILL.replace('network', 'net')}\n"
    seen = see(place, source, questions=[Question(HELD_OUT)])
    assert [p.outcome for p in seen.phases] == ["ok"] * 4, seen.phases
    assert first_weight(seen) == 2.0
    assert seen.looks


@pytest.mark.parametrize(
    ("source", "phase", "kind", "message"),
    [
        (
            "def trian(network): pass",
            "train",
            "missing_name",
            "found `trian` (line 12); did you mean `train`?",
        ),
        ("train = 3", "train", "wrong_kind", "to be a function; found a value of type int"),
        ("def train(network, lr): pass", "train", "too_many_arguments", "found `train(network, lr)`"),
        ("def train(): pass", "train", "no_network_returned", "found that it returned nothing"),
        ("def train(): return 3", "train", "no_network_returned", "a value of type int"),
        ("def train(network): yield network", "train", "not_run", "found `yield` in it"),
        ("async def train(network): pass", "train", "not_run", "found `async` in it"),
        (
            "MyNetwork = MyNetwork()",
            "build",
            "wrong_kind",
            "inherits from nn.Module; found a value of type MyNetwork",
        ),
        ("class MyNetwork: pass", "build", "no_module", "found the class MyNetwork"),
        ("MyNet = MyNetwork\ndel MyNetwork", "build", "missing_name", "did you mean `MyNetwork`?"),
    ],
)
def test_what_is_missing_is_told_with_what_was_found(
    place: Place,
    source: str,
    phase: str,
    kind: str,
    message: str,
) -> None:
    """A missing or misspelt name says what there is instead."""
    seen = see(place, f"{NETWORK}\n{source}\n")
    failure = seen.phase(phase).failure  # type: ignore[arg-type]
    assert failure is not None
    assert failure.kind == kind
    assert message in failure.message


@pytest.mark.parametrize(("end", "moved"), [("", False), ("; return other", None)])
def test_a_given_network_that_was_not_touched_is_told_unless_another_is_returned(
    place: Place, end: str, moved: bool | None
) -> None:
    """A beginner who makes a network of their own and forgets to return it learns why nothing was learned."""
    train = f"def train(network):\n    other = MyNetwork(); other(torch.ones(3)).sum().backward(){end}"
    seen = see(place, f"{NETWORK}\n{train}\n")
    assert seen.training is not None
    assert seen.training.summary.moved is moved


def test_a_script_trains_once_and_is_not_run_to_rebuild_the_network(place: Place) -> None:
    """The child that answers builds the class from its definitions; the top-level work does not run there."""
    script = f"{NETWORK}\nWIDTH = 5\nnetwork = MyNetwork()\n{FILL}\nprint('trained')\n"
    seen = see(place, script, train=None, trained="network", questions=[Question(HELD_OUT)])
    assert [p.outcome for p in seen.phases] == ["ok"] * 4, seen.phases
    assert seen.printed.stdout == "trained\n"
    assert first_weight(seen) == 2.0


def test_the_only_network_of_a_script_may_have_any_name(place: Place) -> None:
    """A loss is a module too, and a second name for it is no second network."""
    script = f"{NETWORK}\nloss = nn.MSELoss()\nnetwork = net = MyNetwork()\n{FILL}\n"
    seen = see(place, script, train=None, trained="my_network", questions=[Question(HELD_OUT)])
    assert first_weight(seen) == 2.0


def test_a_script_without_its_variable_says_which_networks_it_has(place: Place) -> None:
    """Of several networks the trained one is looked for by name, and the nearest one is named."""
    script = f"{NETWORK}\nmy_netwrk = MyNetwork()\nother = MyNetwork()\n"
    seen = see(place, script, train=None, trained="my_network")
    failure = seen.phase("train").failure
    assert failure is not None
    assert "did you mean `my_network`" in failure.message


def test_the_main_guard_does_not_run_and_prints_do(place: Place) -> None:
    """The file is imported, as Python would, and no argument of the grader's own is passed on."""
    guard = (
        "print('top', sys.argv)\nif __name__ == '__main__':\n    raise SystemExit(3)\ndef train(network): print('in')"
    )
    seen = see(place, f"{NETWORK}\n{guard}\n")
    assert seen.phase("train").outcome == "ok"
    assert seen.printed.stdout == "top ['student.py']\nin\n"


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(place: Place) -> None:
    """random, NumPy and torch are all seeded before each phase."""
    draw = "def train(network): print(random.random(), np.random.rand(), torch.rand(1).item())"
    printed = [see(place, f"{NETWORK}\n{draw}\n", seed=seed).printed.stdout for seed in (1, 1, 2)]
    assert printed[0] == printed[1] != printed[2]


def test_a_network_that_takes_only_batches_is_answered_in_batches(place: Place) -> None:
    """Batch norm refuses a single example: the shapes are still those of one example."""
    source = f"{NETWORK.replace('self.m1(x)', 'self.m1(self.norm(x))')}\ndef train(network): pass\n"
    source = source.replace("self.m1 = nn.Linear(3, 5)", "self.m1 = nn.Linear(3, 5); self.norm = nn.BatchNorm1d(3)")
    seen = see(place, source, questions=[Question(HELD_OUT)])
    assert seen.forward is not None
    assert seen.forward.output_shape == (5,)
    assert [layer.kind for layer in seen.forward.layers] == ["BatchNorm1d", "Linear"]
    assert seen.answers[0].outputs is not None
    assert seen.answers[0].outputs.shape == (20, 5)


def test_plots_are_drawn_nowhere(place: Place) -> None:
    """matplotlib, where it is installed, needs no screen and does not wait."""
    pytest.importorskip("matplotlib")
    body = "def train(network):\n    import matplotlib.pyplot as plt\n    plt.plot([1, 2])\n    plt.show()\n"
    body += "    plt.savefig('loss.png')\n"
    seen = see(place, f"{NETWORK}\n{body}")
    assert seen.phase("train").outcome == "ok", seen.phase("train")


def test_a_network_whose_state_is_not_in_its_parameters_is_told_so(place: Place) -> None:
    """Layers that are added while training can't be rebuilt from the class."""
    source = f"{NETWORK}\ndef train(network): network.extra = nn.Linear(2, 2)\n"
    seen = see(place, source, questions=[Question(HELD_OUT)])
    failure = seen.phase("evaluate").failure
    assert failure is not None
    assert failure.kind == "not_reproducible"
    assert "`extra.bias`, `extra.weight` only in the trained one" in failure.message


def test_a_second_file_in_a_folder_is_found_both_ways(place: Place) -> None:
    """`from .second import x` and `import third` both work."""
    files = [
        SourceFile(
            "student.py",
            f"{NETWORK}\nfrom .second import x\nimport third\ndef train(n): print(x, third.y)\n".encode(),
        ),
        SourceFile("second.py", b"x = 'zw\xc3\xb6lf'\n"),
        SourceFile("third.py", b"y = 3\n"),
    ]
    plan = Plan("train", "student.py", "MyNetwork", "train", None, 0, "cpu", QUICK, None)
    seen = observe(place, files, plan, [])
    assert seen.printed.stdout == "zwölf 3\n", seen.phases


@pytest.mark.parametrize("form", ["double", "half", "bfloat16"])
def test_other_kinds_of_number_survive_the_way_to_the_fresh_child(place: Place, form: str) -> None:
    """A network in another precision is rebuilt and asked in that precision."""
    source = NETWORK.replace("self.m1 = nn.Linear(3, 5)", f"self.m1 = nn.Linear(3, 5).{form}()")
    seen = see(place, f"{source}\ndef train(network): {FILL}\n", questions=[Question(HELD_OUT)])
    assert abs(first_weight(seen) - 2.0) < 0.05


@pytest.mark.parametrize("weights", ["float('nan')", "float('inf')"])
def test_weights_that_are_no_numbers_are_answers_too(place: Place, weights: str) -> None:
    """NaN and infinity reach the host as they are; the checks judge them."""
    source = f"{NETWORK}\ndef train(network): torch.nn.init.constant_(network.m1.weight, {weights})\n"
    seen = see(place, source, questions=[Question(HELD_OUT)])
    assert seen.answers[0].outputs is not None
    assert not (abs(array(seen.answers[0].outputs)) < 1e300).all()


OTHER = """
class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1, self.part = nn.Linear(3, {width}), Part()
    def forward(self, x):
        return self.m1(x)
class Part(nn.Module):
    pass
def train(network):
    return Other()
"""


def test_a_trained_network_of_another_class_is_told_as_such(place: Place) -> None:
    """Where its values fit the class that is graded, they are what counts."""
    seen = see(place, NETWORK + OTHER.format(width=4))
    failure = seen.phase("train").failure
    assert failure is not None
    assert failure.kind == "another_network"
    assert "found one of the class `Other`" in failure.message
    assert see(place, NETWORK + OTHER.format(width=5)).phase("train").outcome == "ok"


def test_the_other_networks_of_a_file_are_known_by_name(place: Place) -> None:
    """Neither its parts nor what it is made from is another, nor what has no layers."""
    bases = "from torch import nn\nclass Base(nn.Module): pass\nclass Layer(nn.Linear): pass\n"
    network = NETWORK.replace("(nn.Module)", "(Base)").replace("nn.Linear", "Layer")
    seen = see(place, bases + network + OTHER.format(width=5))
    assert seen.network is not None
    assert seen.network.others == ("Other",)
