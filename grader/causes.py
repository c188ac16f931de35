"""What stops students' code, in words a beginner can use: what it means, and what to try."""

import re
from dataclasses import dataclass

from grader.wire.observation import Failure


@dataclass(frozen=True, slots=True)
class Cause:
    """A known cause: a stable code, what it means and what to do, the heading of the lab that explains it."""

    code: str
    meaning: str
    lab: str = ""


_EXCEPTIONS: dict[str, Cause] = {
    r"grad can be implicitly created only for scalar outputs": Cause(
        "loss_not_scalar",
        "backward() needs a single number, and this loss holds several. "
        "Add them up first: loss = torch.sum((output - wanted) ** 2).",
        "How to Train Your Neural Network",
    ),
    r"backward through the graph a second time": Cause(
        "graph_freed",
        "backward() ran twice on the same calculation, and PyTorch keeps each one only once. "
        "Calculate the output and the loss again in every step, inside the loop.",
        "Now do that a lot of times.",
    ),
    r"does not require grad and does not have a grad_fn": Cause(
        "loss_detached",
        "The loss is cut off from the network, so backward() has nowhere to go. "
        "Look for .item(), .detach(), torch.no_grad() or torch.tensor(…) between the output and the loss.",
        "Backprop!",
    ),
    r"(same dtype|expected scalar type|expected .* but (got|found) .*(Long|Double|Float|Int)|"
    r"Only Tensors of floating point)": Cause(
        "dtype_mismatch",
        "Two kinds of number met, and a network works with one: floats of the usual size. Write 1. instead of 1, "
        "or add .float() to the tensor.",
        "`nn.Module`",
    ),
    r"(shapes cannot be multiplied|size mismatch|must match the size of tensor|size of tensor a|"
    r"shape .* is invalid for input|stack expects each tensor)": Cause(
        "shape_mismatch",
        "Two sizes do not fit together. In nn.Linear(n, m), n is how many numbers the layer before gives; "
        "and the output must be as long as what you compare it with.",
        "`nn.Linear`",
    ),
    r"modified by an inplace operation|leaf Variable that requires grad is being used in an in-place": Cause(
        "changed_in_place",
        "A tensor that backward() still needs was changed. Make a new one, x = x + 1 instead of x += 1, "
        "and leave the parameters to the optimizer's step().",
        "Optimize!",
    ),
    r"optimizer got an empty parameter list": Cause(
        "no_parameters",
        "The network has no layers that the optimizer could find. "
        "Keep each one as self.…, such as self.m1 = nn.Linear(3, 5), and not in a plain list.",
        "`nn.Module`",
    ),
    r"object is not iterable\n.*(optim|SGD|Adam)|params argument given to the optimizer": Cause(
        "optimizer_without_parameters",
        "The optimizer takes the parameters, not the network: SGD(my_network.parameters(), lr=1e-3).",
        "`nn.Module`",
    ),
    r"missing the required \"forward\" function": Cause(
        "forward_missing",
        "The network has no function named forward. Check its spelling, and that it stands inside the class, "
        "as far to the right as __init__.",
        "`nn.Module`",
    ),
    r"NoneType": Cause(
        "nothing_returned",
        "A value is None, which means “nothing”. A function without return gives None: look at the end of forward.",
        "`nn.Module`",
    ),
    r"'(float|int)' object has no attribute 'backward'": Cause(
        "loss_not_a_tensor",
        "The loss is a plain number here, and only a tensor knows what it was calculated from. "
        "Leave out .item(), float() or torch.tensor(…) before backward().",
        "Backprop!",
    ),
    r"must be Tensor, not|'(float|int|list)' object has no attribute '(size|shape)'": Cause(
        "not_a_tensor",
        "PyTorch was given a plain Python value where it needs a tensor. Make it one: torch.tensor([1., 2., 3.]).",
        "Your First Tensors",
    ),
    r"^TypeError: .*__init__\(\) missing \d+ required positional argument": Cause(
        "network_needs_arguments",
        "The grader builds the network as MyNetwork(), with nothing in the brackets. "
        "Give each argument of __init__ a default value.",
        "`nn.Module`",
    ),
    r"cannot assign module before Module\.__init__\(\) call": Cause(
        "super_init_missing",
        "The first line of __init__ must be super().__init__(): it makes the network ready for its layers.",
        "`nn.Module`",
    ),
    r"^TypeError: (?!Module\.)\w+\.(train|eval)\(\) (takes|got|missing)": Cause(
        "train_replaced",
        "A network has a train() and an eval() of PyTorch's own; a function of that name in its class takes their "
        "place. Give yours another name, or put it below the class: def train(network).",
        "`nn.Module`",
    ),
    r"takes \d+ positional arguments? but \d+ (was|were) given": Cause(
        "self_missing",
        "The function takes fewer values than it is given. One inside a class needs self first: def forward(self, x).",
        "`nn.Module`",
    ),
    r"^AttributeError: ": Cause(
        "unknown_attribute",
        "What stands before the dot has nothing of the name behind it. Check the spelling and the capitals, "
        "as in nn.Linear, and that __init__ makes it.",
        "`nn.Module`",
    ),
    r"^NameError: name '(torch|nn|F|optim|SGD|Adam|DataLoader|random|randint|math|np|numpy|plt|copy|time|tqdm)'": Cause(
        "import_missing",
        "If this name is a library's, no line that ran has imported it. Write its import at the top, such as "
        "import random, from torch import nn, or from torch.optim import SGD.",
        "Getting Started",
    ),
    r"^(NameError|UnboundLocalError): ": Cause(
        "unknown_name",
        "Python does not know this name here. Check its spelling, and that the line or cell that makes it comes first: "
        "the grader runs them from top to bottom.",
        "Getting Started",
    ),
    r"^ModuleNotFoundError: ": Cause(
        "missing_module",
        "This library or file is not where the grader is installed. Use what the lab uses, and hand in your own second "
        "file together with this one. On your own computer, `pipx inject grade-torch NAME` adds a library.",
        "Getting Started",
    ),
    r"^ImportError: ": Cause(
        "import_failed",
        "The library is there, and what you import from it is not. Compare the spelling with the lab's.",
        "Getting Started",
    ),
    r"^FileNotFoundError: ": Cause(
        "missing_file",
        "This file is not there while your code is graded. Hand it in with your code, or do without it.",
    ),
    r"^(IndentationError|TabError): ": Cause(
        "indentation_error",
        "Python reads the spaces at the start of a line. Give all lines of a block the same number, and no tabs.",
    ),
    r"^SyntaxError: ": Cause(
        "syntax_error",
        "Python can't read this line, so nothing was run. Look for a missing colon, bracket or quote, "
        "in this line or the one above.",
    ),
    r"^EOFError: EOF when reading a line": Cause(
        "input_called",
        "input() waits for somebody to type, and nobody does while grading. Put the value into your code instead.",
    ),
    r"(Torch not compiled with CUDA enabled|No CUDA GPUs are available|Found no NVIDIA driver|"
    r"Expected all tensors to be on the same device|is not on the expected device|Tensor on device (meta|cuda))": Cause(
        "no_gpu",
        "Your code asks for a graphics card, or left a part of the work on another one. "
        "Leave out .cuda() and .to(…), or ask torch.cuda.is_available() first.",
    ),
    r"device-side assert triggered": Cause(
        "index_on_gpu",
        "A number was out of range, such as a class label that is as large as the count of outputs. On a GPU the error "
        "comes late: run it on the CPU to see the line.",
    ),
    r"(InductorError|BackendCompilerFailed|InvalidCxxCompiler|torch\._inductor|torch\._dynamo\.exc)": Cause(
        "no_compiler",
        "torch.compile needs a compiler, and there is none while grading. Leave torch.compile out.",
    ),
    r"(DataLoader worker|_MultiProcessingDataLoaderIter)": Cause(
        "no_workers",
        "A DataLoader can have no helpers while grading. Use DataLoader(…, num_workers=0).",
    ),
}
"""By what is looked for in `Type: message` and the line below it, the student's own. The first that is found counts."""

_ZIP_AGAIN = "Make the zip again, from ordinary files, with a name for each and without a password."
_LACKING: dict[str, Cause] = {
    cause.code: cause
    for cause in (
        Cause(
            "missing_name",
            "The grader looks for exactly this name, with the same capitals. It must stand at the left edge of your "
            "code, not inside a function.",
        ),
        Cause(
            "no_module",
            "Write (nn.Module) behind its name in its first line, and super().__init__() in the first of __init__.",
            "`nn.Module`",
        ),
        Cause(
            "wrong_kind",
            "The name is there and stands for something else. Look for another line that uses the same name.",
        ),
        Cause(
            "too_many_arguments",
            "The grader gives it the network and nothing else. Give every other argument a default value, such as "
            "steps=1000.",
        ),
        Cause(
            "no_network_returned",
            "Without the network nothing can be tried. End the function with return my_network.",
            "`nn.Module`",
        ),
        Cause("wrong_output", "End forward with return x, where x is what the last layer gave.", "`nn.Module`"),
        Cause(
            "not_reproducible",
            "To try it, the grader builds a new network from your class and gives it the trained numbers. "
            "Make all layers in __init__, the same ones every time.",
            "`nn.Module`",
        ),
        Cause("no_values", "Leave out device=… and .to(…): layers then hold numbers by themselves."),
        Cause("too_large", "The task needs far less: leave out what it does not ask for, such as data."),
        Cause("too_many_cells", "Hand in only the part of the notebook that solves the task."),
        Cause("too_many_files", "Hand in only your own code."),
        Cause("empty", "Check that you saved it, and that it is the file you meant to hand in."),
        Cause("binary", "Hand in the code itself, as a .py file or a notebook, not as a document or a picture."),
        Cause("not_utf8", "In most editors, “Save as” lets you choose UTF-8."),
        Cause("not_python", "Hand in Python: a .py file, or a notebook of Python code."),
        Cause("no_python", "Hand in the file with your code."),
        Cause("broken_notebook", "In Colab: File ▸ Download ▸ Download .ipynb. Hand in that file as it is."),
        Cause("unknown_format", "Open it in Jupyter or Colab, save it, and hand it in again."),
        Cause("ambiguous", "Hand in only the one to be graded, with the files that it imports."),
        Cause("broken_zip", _ZIP_AGAIN),
        Cause("same_name", _ZIP_AGAIN),
        Cause("unsafe_path", _ZIP_AGAIN),
        Cause("link", _ZIP_AGAIN),
        Cause("encrypted", _ZIP_AGAIN),
        Cause("unknown_method", _ZIP_AGAIN),
    )
}

UNKNOWN = Cause("", "Read it from the bottom: the last line says what went wrong, the lines above it say where.")


def cause(failure: Failure) -> Cause | None:
    """Return the known cause of what an exception says, or of what the submission lacks; None where there is none."""
    if failure.kind != "exception":
        return _LACKING.get(failure.kind)
    line = failure.frames[-1].text if failure.frames else ""
    text = f"{failure.type}: {failure.message}\n{line}"
    return next((cause for pattern, cause in _EXCEPTIONS.items() if re.search(pattern, text)), None)
