"""What stops students' code, in words a beginner can use: what it means, and what to try."""

from grader.causes.cause import Cause

EXCEPTIONS: dict[str, Cause] = {
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
        "Look for .item(), .detach(), .int(), torch.no_grad() or torch.tensor(…) between the output and the loss.",
        "Backprop!",
    ),
    r"(same dtype|expected scalar type|expected .* but (got|found) .*(Long|Double|Float|Int)|dtype \w+ but expected|"
    r"Only Tensors of floating point)": Cause(
        "dtype_mismatch",
        "Two kinds of number met, and a network works with one: floats of the usual size. Write 1. instead of 1, "
        "or add .float() to the tensor.",
        "`nn.Module`",
    ),
    r"(shapes cannot be multiplied|size mismatch|must match the size of tensor|size of tensor a|"
    r"shape .* is invalid for input|stack expects each tensor|expected sequence of length)": Cause(
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
        "Keep each one as self.…, such as self.m1 = nn.Linear(3, 5), not in a plain list, and in a function named "
        "__init__, with two underscores on each side.",
        "`nn.Module`",
    ),
    r"object is not iterable\n.*(optim|SGD|Adam)|params argument given to the optimizer": Cause(
        "optimizer_without_parameters",
        "The optimizer takes the parameters, not the network: SGD(my_network.parameters(), lr=1e-3).",
        "`nn.Module`",
    ),
    r"'(?!None|Tensor|Parameter|Data)[A-Z]\w*' object "
    r"(cannot be interpreted as an integer|is not iterable|is not subscriptable)": Cause(
        "network_as_argument",
        "A network stands where something else is meant. The grader calls the training function with the network as "
        "its one argument: give every other argument a default value, such as steps=1000.",
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
    r"tensor\(\) takes 1 positional argument but": Cause(
        "tensor_without_list",
        "The numbers of a tensor stand together in square brackets: torch.tensor([1., 2., 3.]).",
        "Your First Tensors",
    ),
    r"Boolean value of Tensor with more than one|'\w+Loss' object has no attribute": Cause(
        "loss_not_called",
        "A loss like nn.MSELoss is made first, and called then: loss_function = nn.MSELoss(), and in the loop "
        "loss = loss_function(output, wanted). In an if, compare single numbers.",
        "How to Train Your Neural Network",
    ),
    r"can only concatenate str|unsupported operand type.* \+: .*'str'": Cause(
        "text_and_number",
        "Text can't be added to a number or a tensor. Separate them by a comma: print('loss:', loss.item()).",
    ),
    r"only one element tensors can be converted|cannot be converted to Scalar|"
    r"unsupported format string passed to Tensor": Cause(
        "not_one_number",
        "A tensor of several numbers stands where one number is needed. Take one of them, output[0].item(), or add "
        "them up first: torch.sum(output).",
        "Your First Tensors",
    ),
    r"Can't call numpy\(\) on Tensor that requires grad": Cause(
        "numpy_of_gradient",
        "This tensor remembers what it was calculated from. Write .detach() before .numpy().",
        "Autograd",
    ),
    r"argument 'tensors' .*must be tuple of Tensors|(list|tuple) is not a Module subclass|"
    r"rand\w*\(\)(: argument 'size'| received an invalid combination of arguments - got \(int)": Cause(
        "brackets_differ",
        "What it is called with is grouped in another way: torch.cat([a, b]) and torch.randint(-10, 11, (3,)) take "
        "brackets within their own, nn.Sequential(nn.Linear(3, 5), nn.Linear(5, 5)) takes none.",
        "Your First Tensors",
    ),
    r"is not a Module subclass": Cause(
        "layer_without_brackets",
        "Each layer is made by its brackets: nn.Sequential(nn.Linear(3, 5), nn.ReLU()).",
        "`nn.Module`",
    ),
    r"object is not callable": Cause(
        "not_callable",
        "Round brackets behind a name call it, and this one stands for a value. Look for a missing * or comma, or "
        "for a function's name that was given to something else.",
    ),
    r"^IndexError: .*(index .*out of (range|bounds))": Cause(
        "no_such_place",
        "Places are counted from 0, so that the last of 3 is place 2. Compare the number with how many there are.",
        "Your First Tensors",
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
    r"^SyntaxError: invalid (non-printable )?character": Cause(
        "pasted_character",
        "This character came with text that was copied from a page or a document. Delete it, and type it yourself: "
        "straight quotes, plain spaces, a minus.",
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
    r"^PermissionError: .*Operation not permitted|Temporary failure in name resolution|Network is unreachable": Cause(
        "not_permitted",
        "While grading, your code can start no other processes and reach no network. Leave that out: the task needs "
        "neither.",
    ),
}
"""By what is looked for in `Type: message` and the line below it, the student's own. The first that is found counts."""
