"""Every sentence a student can get: it is there, short, and no harder to read than a newspaper."""

import re
from importlib import import_module

import pytest
import textstat
import torch
from observations import documented
from torch import nn

from grader.causes import UNKNOWN, Cause
from grader.causes.exceptions import EXCEPTIONS
from grader.causes.lacking import LACKING
from grader.check import Judgement
from grader.checks import KINDS
from grader.explain import Explained, explain
from grader.wire.observation import Failure, Frame, Phase, PhaseName, PhaseOutcome
from grader.wire.plan import Limits

HEADINGS = {
    "Getting Started", "Tensors and AutoGrad", "Your First Tensors", "Connecting Tensors", "Autograd", "Backprop!",
    "Optimize!", "Reset!", "ooo look my tensors updated!!!", "Now do that a lot of times.",
    "So why the heck are we doing all this", 'y=mx+b and your first neural network "module"', "`nn.Linear`",
    "`nn.Module`", "How to Train Your Neural Network", "Challenge",
}  # fmt: skip
"""The lab's own, but for a word that it crosses out."""
NOT_IN_THE_LAB = {"source", "pytest"}
"""A rubric may ask for any construct, and an instructor's tests for anything."""
MOST_WORDS = 75
MOST_SENTENCES = 5
HARDEST = 10.0
"""School years, by the automated readability index; the lab itself is at 8.5, and half of what is said below 5."""
_CODE = re.compile(r"`[^`]*`|[\w.…]+\([^()]*(?:\([^()]*\)[^()]*)*\)|\w+\.\w[\w.]*|\w+=\S+|\w*_\w*|[\[\]±→%*]+")


def prose(text: str) -> str:
    """Return text without code and numbers: what is left is read as English."""
    return re.sub(r"\d[\d,.]*\d|\d", "5", _CODE.sub("it", text))


def assert_readable(said: str) -> None:
    """See that a text is short and plain."""
    read = prose(said)
    assert textstat.lexicon_count(read) <= MOST_WORDS, read
    assert textstat.sentence_count(read) <= MOST_SENTENCES, read
    assert textstat.automated_readability_index(read) <= HARDEST, read


def verdicts(kind: str) -> dict[str, Judgement]:
    """Return a verdict of each diagnosis of a kind of check, from its own tests."""
    return {verdict.diagnosis: verdict for verdict in reversed(import_module(f"test_{kind}").verdicts())}


@pytest.mark.parametrize("kind", KINDS)
def test_every_diagnosis_has_its_words(kind: str) -> None:
    """What was seen; where marks are lost also why and what to try, and where the lab explains it."""
    found = verdicts(kind)
    assert found.keys() == documented(KINDS[kind])
    for verdict in found.values():
        assert verdict.message.endswith((".", ")")), verdict
        if verdict.status in ("failed", "partial"):
            assert verdict.hint.endswith("."), verdict
            assert verdict.lab in HEADINGS or kind in NOT_IN_THE_LAB, verdict
        assert_readable(f"{verdict.message} {verdict.hint}")


@pytest.mark.parametrize("cause", [*EXCEPTIONS.values(), *LACKING.values(), UNKNOWN], ids=lambda cause: cause.code)
def test_every_cause_says_what_to_try(cause: Cause) -> None:
    """In two sentences, and with a heading that the lab has, if any."""
    assert cause.meaning.endswith(".")
    assert {cause.lab} <= HEADINGS | {""}
    assert_readable(cause.meaning)


def told(outcome: PhaseOutcome, phase: PhaseName = "train", failure: Failure | None = None) -> Explained:
    """Return what is said of a phase that ended like this."""
    return explain(Phase(phase, outcome, 1.0, failure), Limits())


@pytest.mark.parametrize(
    "said",
    [
        *(told("timeout", phase) for phase in ("load", "build", "train", "evaluate")),
        *(told(o) for o in ("out_of_memory", "output_limit", "disk_limit", "exited", "killed", "protocol")),
        told("killed", failure=Failure("ended", "signal", "11")),
        told("killed", failure=Failure("ended", "processes", "")),
    ],
)
def test_every_way_to_be_stopped_has_its_words(said: Explained) -> None:
    """What was seen, and what to try."""
    assert said.diagnosis
    assert said.detail.endswith(".")
    assert said.hint.endswith(".")
    assert_readable(f"{said.detail} {said.hint}")


@pytest.mark.parametrize(
    ("error", "line", "code"),
    [
        ("TypeError: 'Net' object is not iterable", "sgd = SGD(my_network, lr=1e-3)", "optimizer_without_parameters"),
        ("TypeError: 'Net' object is not iterable", "for x, y in data:", "network_as_argument"),
        ("TypeError: 'Net' object cannot be interpreted as an integer", "range(epochs)", "network_as_argument"),
        ("TypeError: 'int' object is not iterable", "for i in 3000:", ""),
        ("ValueError: optimizer got an empty parameter list", "", "no_parameters"),
        ('NotImplementedError: Module [N] is missing the required "forward" function', "", "forward_missing"),
        ("TypeError: linear(): argument 'input' (position 1) must be Tensor, not list", "", "not_a_tensor"),
        ("TypeError: unsupported operand type(s) for -: 'NoneType' and 'Tensor'", "", "nothing_returned"),
        ("AttributeError: 'float' object has no attribute 'backward'", "", "loss_not_a_tensor"),
        ("AttributeError: module 'torch.nn' has no attribute 'linear'", "", "unknown_attribute"),
        ("AttributeError: cannot assign module before Module.__init__() call", "", "super_init_missing"),
        ("TypeError: N.forward() takes 1 positional argument but 2 were given", "", "self_missing"),
        ("NameError: name 'nn' is not defined", "class MyNetwork(nn.Module):", "import_missing"),
        ("NameError: name 'random' is not defined", "a = random.randint(-10, 10)", "import_missing"),
        ("NameError: name 'my_netwrok' is not defined", "loss = my_netwrok(x)", "unknown_name"),
        ("TypeError: MyNetwork.train() takes 1 positional argument but 2 were given", "", "train_replaced"),
        ("ImportError: cannot import name 'SDG' from 'torch.optim'", "", "import_failed"),
        ("ModuleNotFoundError: No module named 'pandas'", "", "missing_module"),
        ("FileNotFoundError: [Errno 2] No such file or directory: 'data.csv'", "", "missing_file"),
        ("IndentationError: unexpected indent", "", "indentation_error"),
        ("SyntaxError: expected ':'", "", "syntax_error"),
        ("SyntaxError: invalid character '“' (U+201C)", "", "pasted_character"),
        ("SyntaxError: invalid non-printable character U+00A0", "", "pasted_character"),
        ("RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn", "", "loss_detached"),
    ],
)  # fmt: skip
def test_what_python_says_to_beginners_is_recognised(error: str, line: str, code: str) -> None:
    """The words are those of Python and of torch 2.13."""
    kind, _, message = error.partition(": ")
    failure = Failure("exception", kind, message, (Frame("my_solution.py", 7, "train", line),))
    said = told("exception", failure=failure)
    assert said.diagnosis == code
    assert said.detail.endswith(error)
    assert said.hint


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("nn.MSELoss(output, wanted)", "loss_not_called"),
        ("nn.MSELoss(output.sum(), wanted.sum()).backward()", "loss_not_called"),
        ("print('loss: ' + output.sum())", "text_and_number"),
        ("print(output + 'x')", "text_and_number"),
        ("float(output)", "not_one_number"),
        ("output.item()", "not_one_number"),
        ("print(f'{output:.2f}')", "not_one_number"),
        ("output.numpy()", "numpy_of_gradient"),
        ("torch.tensor(1, 2, 3)", "tensor_without_list"),
        ("torch.tensor([[1, 2], [3]])", "shape_mismatch"),
        ("torch.cat(output, wanted)", "brackets_differ"),
        ("torch.randint(-10, 10)", "brackets_differ"),
        ("torch.randint(0, 10, 3)", "brackets_differ"),
        ("nn.Sequential([nn.Linear(3, 5)])", "brackets_differ"),
        ("nn.Sequential(nn.Linear(3, 5), nn.ReLU)", "layer_without_brackets"),
        ("torch.softmax(output, dim=1)", ""),
        ("'0.01' / 10", ""),
        ("output.shape()", "not_callable"),
        ("2 (output - wanted)", "not_callable"),
        ("wanted[7]", "no_such_place"),
        ("[1, 2][5]", "no_such_place"),
        ("network(torch.ones(3).long())", "dtype_mismatch"),
        ("network([1, 2, 3])", "not_a_tensor"),
        ("torch.sum(output).item().backward()", "loss_not_a_tensor"),
        ("((output - wanted) ** 2).backward()", "loss_not_scalar"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_what_torch_says_to_beginners_is_recognised(line: str, code: str) -> None:
    """In the words of the version that runs the tests."""
    network = nn.Linear(3, 5)
    names = {"torch": torch, "nn": nn, "network": network, "wanted": torch.ones(5), "output": network(torch.ones(3))}
    with pytest.raises(Exception) as raised:  # noqa: PT011  whatever it is
        exec(line, names)
    failure = Failure("exception", raised.type.__name__, str(raised.value), (Frame("a.py", 7, "train", line),))
    assert told("exception", failure=failure).diagnosis == code
