"""What stopped a phase, in words a beginner can use: the student's own lines, the cause, what to try."""

import re
from dataclasses import dataclass

from grader.wire.observation import Failure, Phase
from grader.wire.plan import Limits


@dataclass(frozen=True, slots=True)
class Cause:
    """A known cause of an exception. `code` is stable; `pattern` is looked for in `Type: message`."""

    code: str
    pattern: str
    meaning: str
    lab: str


CAUSES = (
    Cause(
        "loss_not_scalar",
        r"grad can be implicitly created only for scalar outputs",
        "The loss holds several numbers, and backward() needs exactly one. Add them up: "
        "loss = torch.sum((output - wanted) ** 2).",
        "How to Train Your Neural Network",
    ),
    Cause(
        "graph_freed",
        r"backward through the graph a second time",
        "backward() ran twice on the same calculation. Calculate the output and the loss again in every step, "
        "inside the loop, and then call backward().",
        "Now do that a lot of times.",
    ),
    Cause(
        "loss_detached",
        r"does not require grad and does not have a grad_fn",
        "The loss is not connected to the network any more, so there is nothing to go back through. Look for "
        "detach(), .item(), torch.no_grad() or torch.tensor(...) between the output and the loss.",
        "Backprop!",
    ),
    Cause(
        "dtype_mismatch",
        r"(same dtype|expected scalar type|expected .* but (got|found) .*(Long|Double|Float|Int)|"
        r"Only Tensors of floating point)",
        "Two kinds of number met. A network holds floating point numbers, so write 1.0 instead of 1, or add .float() "
        "to a tensor of whole numbers.",
        "`nn.Module`",
    ),
    Cause(
        "shape_mismatch",
        r"(shapes cannot be multiplied|size mismatch|must match the size of tensor|size of tensor a|"
        r"shape .* is invalid for input|stack expects each tensor)",
        "Two sizes do not fit together. Each layer's first number must be what the layer before it gives, and the "
        "output must be as long as what you compare it with.",
        "`nn.Linear`",
    ),
    Cause(
        "changed_in_place",
        r"modified by an inplace operation|leaf Variable that requires grad is being used in an in-place",
        "A tensor that backward() still needs was changed in place. Make a new tensor instead of changing the old "
        "one, or let the optimizer make the change.",
        "Optimize!",
    ),
    Cause(
        "input_called",
        r"^EOFError: EOF when reading a line",
        "input() waits for somebody to type, and nobody does while grading. Put the value into the file instead.",
        "",
    ),
    Cause(
        "missing_module",
        r"^(ModuleNotFoundError|ImportError): ",
        "This library or file is not on the machine that grades. Use what the lab uses, and hand in your own second "
        "file together with this one.",
        "Getting Started",
    ),
    Cause("syntax_error", r"^(SyntaxError|IndentationError|TabError): ", "Python can't read this line.", ""),
    Cause(
        "network_needs_arguments",
        r"^TypeError: .*__init__\(\) missing \d+ required positional argument",
        "The grader builds the network with no arguments. Give each argument of __init__ a default value.",
        "`nn.Module`",
    ),
    Cause(
        "super_init_missing",
        r"cannot assign module before Module\.__init__\(\) call",
        "The first line of __init__ must be super().__init__(): it prepares the module for its layers.",
        "`nn.Module`",
    ),
    Cause(
        "no_gpu",
        r"(Torch not compiled with CUDA enabled|No CUDA GPUs are available|Found no NVIDIA driver|"
        r"Expected all tensors to be on the same device|is not on the expected device|Tensor on device (meta|cuda))",
        "Part of the work is on another device than the rest, or on one that this machine does not have. Leave out "
        ".cuda() and .to(...), or ask torch.cuda.is_available() first.",
        "",
    ),
    Cause(
        "index_on_gpu",
        r"device-side assert triggered",
        "An index was out of range, such as a class label that is not smaller than the number of outputs. On a GPU the "
        "error comes later than the line that caused it: run it on the CPU to see which one that is.",
        "",
    ),
    Cause(
        "no_compiler",
        r"(InductorError|BackendCompilerFailed|InvalidCxxCompiler|torch\._inductor|torch\._dynamo\.exc)",
        "torch.compile needs a compiler, which is not available while grading. Leave torch.compile out.",
        "",
    ),
    Cause(
        "no_workers",
        r"(DataLoader worker|_MultiProcessingDataLoaderIter)",
        "Worker processes are not available while grading. Use DataLoader(..., num_workers=0).",
        "",
    ),
)

_SIGNALS = {"6": "it aborted (SIGABRT)", "7": "a memory fault (SIGBUS)", "9": "it was killed (SIGKILL)",
            "11": "a memory fault (SIGSEGV)", "24": "its processor time was used up (SIGXCPU)",
            "31": "it asked the system for something that is not allowed while grading (SIGSYS)"}  # fmt: skip


def cause(failure: Failure) -> Cause | None:
    """Return the known cause of an exception, None where there is none."""
    text = f"{failure.type}: {failure.message}"
    return next((c for c in CAUSES if re.search(c.pattern, text)), None)


def explain(phase: Phase, limits: Limits) -> str:
    """Return the report's `detail` of a phase: empty for one that ended well."""
    if phase.outcome in ("ok", "not_reached"):
        return ""
    lines = [] if phase.failure is None else traceback(phase.failure)
    if phase.outcome == "exception" and phase.failure is not None:
        known = cause(phase.failure)
        if known is not None:
            lines.append(f"{known.code}: {known.meaning}" + (f" In the lab: {known.lab}" if known.lab else ""))
        return "\n".join(lines)
    return "\n".join([*lines, _limit(phase, limits)])


def traceback(failure: Failure) -> list[str]:
    """Return the student's frames, innermost last, then the exception, like Python prints them."""
    if failure.kind in ("ended", "protocol"):
        return []
    lines = []
    for frame in failure.frames:
        lines.append(f"{frame.file}, line {frame.line}" + (f", in {frame.function}" if frame.function else ""))
        if frame.text:
            lines.append(f"    {frame.text}")
    what = f"{failure.type}: {failure.message}" if failure.type else failure.message
    return [*lines, what.removesuffix(": ")]


def _limit(phase: Phase, limits: Limits) -> str:  # noqa: PLR0911  one sentence for each outcome
    seconds = {"load": limits.load, "build": limits.load, "train": limits.train, "evaluate": limits.evaluate}
    mebibytes = limits.memory / 1024**2
    how = phase.failure
    match phase.outcome:
        case "timeout":
            return (
                f"It was still running after {seconds[phase.name]:.0f} seconds, which is the limit. Check that the "
                "loop ends, and that it does not take more steps than it needs."
            )
        case "out_of_memory" if how is not None and how.type == "OutOfMemoryError":
            return (
                f"It asked for more memory of the GPU than the {limits.gpu_memory / 1024**2:,.0f} MiB it may use. Take "
                "smaller batches, and keep no tensors of steps that are over: append loss.item() to a list, not loss."
            )
        case "out_of_memory":
            return f"It asked for more memory than the {mebibytes:,.0f} MiB it may use."
        case "output_limit":
            return (
                f"It printed more than {10 * limits.output / 1024**2:.0f} MiB. Print every 1,000th step instead of "
                "every one."
            )
        case "disk_limit":
            return f"It wrote more than the {limits.disk / 1024**2:.0f} MiB of files it may write."
        case "exited":
            return (
                "The program ended itself (sys.exit, exit() or os._exit) before it was finished. Leave that call "
                "out: the grader goes on after your code."
            )
        case "killed" if how is not None and how.type == "signal":
            return f"The program crashed: {_SIGNALS.get(how.message, f'signal {how.message}')}."
        case "killed" if how is not None and how.type == "processes":
            return f"It started more than the {limits.processes} processes it may have."
        case "protocol":
            return "It wrote into the grader's own channel, or closed it, so nothing after that could be believed."
        case _:
            return "It was stopped."
